"""An administrator merges a township, sees that it was the wrong one, and takes it back."""

from __future__ import annotations

from county_world import two_townships
from journeys.browser import PHONE


def test_a_wrong_merger_is_looked_at_done_and_taken_back(site, sit):
    world = two_townships()
    me, window = sit(world.accounts["xitong"], PHONE), sit(world.accounts["bh-window"])
    person = world.people["qx"][0].number
    me.go("/office/units/")
    me.follow("撤并 清溪镇")
    me.press("下一步：核对")
    me.has("没有办成，请改这些地方", "并入哪个单位")
    me.choose("并入哪个单位", "白河镇")
    me.press("下一步：核对")
    me.has("人员 3、家庭 0、用人单位 1", "清溪镇一村", "今天起就生效")
    me.for_everybody()
    me.press("返回修改")
    me.press("下一步：核对")
    me.tick("我已核对以上各项")
    me.press("撤并")
    me.has("已撤并", "已撤并的单位")
    me.for_everybody()
    window.go(f"/office/registers/persons/{person}/")
    window.has(person)

    me.follow("恢复 清溪镇")
    me.has("清溪镇一村", "原来的授权照旧有效")
    me.for_everybody()
    me.write("为什么恢复", "选错了单位")
    me.tick("我已核对以上各项")
    me.press("恢复")
    me.has("已恢复“清溪镇”")
    assert "已撤并的单位" not in me.words()
    window.go("/office/registers/persons/")
    assert person not in window.words()
