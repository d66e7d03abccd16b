"""What hangs on a unit, in words, for who is about to merge, move or restore it: numbers alone, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiuchuang.apps.casework.queries.placed import open_cases_at
from jiuchuang.apps.org.mergers.queries import (
    Merger,
    PlannedMove,
    desks_at,
    lying_below,
    parent_of,
    people_at,
)
from jiuchuang.apps.org.queries import units_below
from jiuchuang.apps.people.imports.queries import imports_under_way
from jiuchuang.apps.people.queries.placed import placed_at
from jiuchuang.apps.screening.queries.runs import runs_under_way
from jiuchuang.domain.kernel.day import format_day

NAMES_SHOWN = 12
NONE = "没有"


@dataclass(frozen=True)
class Fact:
    """Something that hangs on the unit, and in `then` what becomes of it."""

    label: str
    text: str
    then: str = ""


def facts_of_merger(unit: Any, into: Any, on: date, today: date) -> list[Fact]:
    """What goes over from the unit with a merger, and what ends."""
    last = on - timedelta(days=1)
    people = people_at(unit, on)
    return [
        Fact("并入", into.name),
        Fact(
            "自哪天起",
            f"{format_day(on)}（{_days(on, today)}）",
            "今天起就生效" if on == today else f"在此之前一切照旧；“{unit.name}”最后一天是{format_day(last)}",
        ),
        *_below(unit, max(last, today), f"改归“{into.name}”"),
        Fact(
            "在它这里有岗位的人",
            _desks(unit, on),
            f"自那天起在这里办不了事，要由安全管理员在“{into.name}”重新授权" if people else "",
        ),
        *_hanging(unit, today, f"由“{into.name}”接着看、接着办"),
    ]


def facts_of_move(unit: Any, parent: Any, on: date, today: date) -> list[Fact]:
    """Who sees the unit from then on, and what moves with it."""
    before = parent_of(unit)
    sees = f"“{parent.name}”的人看得到、办得了"
    loses = f"“{before.name}”的人不再看得到，除非两处都归他管" if before else ""
    return [
        Fact("新的上级", parent.name, f"原来是“{before.name}”" if before else ""),
        Fact(
            "自哪天起",
            f"{format_day(on)}（{_days(on, today)}）",
            "今天起就生效" if on == today else "在此之前一切照旧",
        ),
        *_below(unit, max(on - timedelta(days=1), today), "跟着一起调整"),
        Fact("在它这里有岗位的人", _desks(unit, on), "岗位不变" if people_at(unit, on) else ""),
        *_hanging(unit, today),
        Fact("自那天起谁看得到这些", sees, loses),
    ]


def facts_of_restoring(merger: Merger, today: date) -> list[Fact]:
    """What lies below the unit again, and what stays where it is; of a merger to come, that nothing has begun."""
    if merger.on > today:
        planned = f"定于{format_day(merger.on)}并入“{merger.into.name}”"
        return [Fact("现在", planned, "还没有开始"), Fact("取消以后", "一切照旧，像没有定过一样")]
    back = [one.unit.name for one in merger.handed if one.after.to_on is None]
    moved = [one.unit.name for one in merger.handed if one.after.to_on is not None]
    facts = [
        Fact("现在", f"{format_day(merger.on)}已并入“{merger.into.name}”"),
        Fact("恢复后的上级", merger.link.parent.name),
        Fact("回到它之下的单位", _names(back)),
    ]
    if moved:
        facts.append(Fact("不再回来的单位", _names(moved), "撤并以后另行调整过，留在现在的上级之下"))
    own = Fact(
        "它自己的事",
        "像没有撤并过一样：原来的办件和登记归它，原来的授权照旧有效",
        f"撤并以后在“{merger.into.name}”新办的、已经作出的决定都不变",
    )
    return [*facts, own]


def facts_of_calling_off(plan: PlannedMove) -> list[Fact]:
    """That nothing has begun."""
    planned = f"定于{format_day(plan.after.from_on)}改归“{plan.after.parent.name}”"
    return [
        Fact("现在", planned, "还没有开始"),
        Fact("取消以后", f"仍归“{plan.before.parent.name}”，像没有定过一样"),
    ]


def _below(unit: Any, on: date, then: str) -> list[Fact]:
    names = [one.name for one in lying_below(unit, on)]
    return [Fact("下级单位", _names(names), then if names else "")]


def _hanging(unit: Any, today: date, then: str = "") -> list[Fact]:
    """Cases, registers and what is under way, of the unit and of all that lies below it."""
    units = units_below([unit.pk], today)
    placed, cases = placed_at(units), open_cases_at(units)
    imports, runs = imports_under_way(units), runs_under_way(units)
    registered = f"人员 {placed.persons:,}、家庭 {placed.households:,}、用人单位 {placed.employers:,}"
    facts = [
        Fact("没办结的办件", f"{cases:,} 件" if cases else NONE, then if cases else ""),
        Fact("登记", registered, then if placed.persons + placed.households + placed.employers else ""),
    ]
    if imports:
        facts.append(Fact("没办完的批量导入", f"{imports:,} 批", "最好先办完"))
    if runs:
        facts.append(Fact("还在进行的政策筛查", f"{runs:,} 次", "最好先等它完成"))
    return facts


def _desks(unit: Any, on: date) -> str:
    desks = "、".join(f"{role} {people}" for role, people in desks_at(unit, on))
    return f"{people_at(unit, on)} 人（{desks}）" if desks else NONE


def _names(names: list[str]) -> str:
    if not names:
        return NONE
    more = "等" if len(names) > NAMES_SHOWN else ""
    return f"{len(names)} 个：{'、'.join(names[:NAMES_SHOWN])}{more}"


def _days(on: date, today: date) -> str:
    return "今天" if on == today else f"{(on - today).days:,} 天以后"
