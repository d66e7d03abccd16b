"""The picture of a procedure: complete, inside its frame, nothing on top of anything else, readable without eyes."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from domain.casework.small_office import shipped
from jiuchuang.domain.casework.layout import END, START, lay_out
from jiuchuang.domain.casework.picture import describe, draw_procedure

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("name", sorted(shipped()))


@EVERY
def test_boxes_do_not_touch_and_lie_within(name):
    layout = lay_out(shipped()[name])
    for one, other in combinations(layout.boxes.values(), 2):
        apart_across = one.right < other.x or other.right < one.x
        apart_down = one.y + one.height < other.y or other.y + other.height < one.y
        assert apart_across or apart_down
    for box in layout.boxes.values():
        assert box.x > 0 and box.y > 0 and box.right < layout.width and box.y + box.height < layout.height


@EVERY
def test_every_way_goes_forward_from_box_to_box_and_through_none(name):
    procedure = shipped()[name]
    layout = lay_out(procedure)
    ways = {(node.id, following) for node in procedure.nodes for following in node.following}
    expected = ways | {(START, procedure.first.id), (procedure.last.id, END)}
    assert {(arrow.source, arrow.target) for arrow in layout.arrows} == expected
    for arrow in layout.arrows:
        source, target = layout.boxes[arrow.source], layout.boxes[arrow.target]
        assert arrow.points[0] == (source.right, source.middle)
        assert arrow.points[-1] == (target.x, target.middle)
        for (x1, y1), (x2, y2) in zip(arrow.points, arrow.points[1:], strict=False):
            assert x1 <= x2
            for name_of_box, box in layout.boxes.items():
                inside = (
                    box.x < max(x1, x2)
                    and min(x1, x2) < box.right
                    and box.y < max(y1, y2)
                    and min(y1, y2) < box.y + box.height
                )
                assert not inside or name_of_box in (arrow.source, arrow.target)


@EVERY
def test_the_picture_is_svg_with_a_title_and_a_full_description(name):
    procedure = shipped()[name]
    root = ElementTree.fromstring(draw_procedure(procedure))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert procedure.label in title.text
    assert description.text == describe(procedure)
    assert all(node.label in description.text for node in procedure.nodes)
    assert len(root.findall(f"{SVG}g")) == len(procedure.nodes)
    assert len(root.findall(f"{SVG}polyline")) == len(lay_out(procedure).arrows)
    assert root.find(f"{SVG}style") is None and not any(part.get("style") for part in root.iter())


def test_steps_in_hand_are_marked_in_words_too():
    drawn = draw_procedure(shipped()["firm-subsidy-joint"], marked=frozenset({"visit", "data"}))
    assert drawn.count(">在办</text>") == 2


def test_what_people_wrote_cannot_break_the_picture():
    from dataclasses import replace

    procedure = shipped()["recognition"]
    nodes = (
        replace(procedure.nodes[0], label='<script>"&长长长长长长长长长长长长长长长长长长长长'),
        *procedure.nodes[1:],
    )
    root = ElementTree.fromstring(draw_procedure(replace(procedure, nodes=nodes, label="<b>")))
    assert root.find(f".//{SVG}script") is None
    assert root.find(f"{SVG}title").text == "<b>（第1版）"


def test_the_description_says_limits_silence_and_who_signs():
    words = describe(shipped()["firm-subsidy-joint"])
    for part in (
        "财政局、税务局、市场监管局，一票否决",
        "逾期视为同意",
        "（同时办理）",
        "县（市、区）（decider）50000元以内",
        "到此办结",
    ):
        assert part in words
