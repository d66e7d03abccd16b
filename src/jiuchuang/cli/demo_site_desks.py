"""What waits on each desk of the demo county on a day, and what its holder does about it.

Nobody takes everything at once: whether a case is taken today follows from its number and the day, so that cases
stand everywhere along the way, the same ones each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jiuchuang.cli.demo_site_days import Days
from jiuchuang.cli.demo_site_office import must
from jiuchuang.domain.kernel.day import format_day

if TYPE_CHECKING:
    from jiuchuang.apps.casework.queries.worklist import AwaitedSeat

PUBLISHED_EVERY, SIGNED_EVERY = 5, 4
"""Working days between two notice lists, and between two lists to sign."""
Desk = Callable[[Days, str, "AwaitedSeat"], None]


def all_desks(days: Days) -> None:
    """One day at every desk."""
    for username in ("chuangkou", "fuhe"):
        _work(days, username)
    for username in ("caizheng", "shuiwu", "shichang", "shebao"):
        _work(days, username)
    if days.day % PUBLISHED_EVERY == 0:
        _publish(days)
    _refuse(days)
    if days.day % SIGNED_EVERY == 0:
        _sign(days)
    _decide_large(days)
    for username in ("caiwu", "fuhe2"):
        _work(days, username)


def _work(days: Days, username: str) -> None:
    from jiuchuang.apps.casework.queries.worklist import worklist

    for seat in list(worklist(days.access(username))):
        desk = DESKS.get(seat.node_kind)
        if desk is None or seat.node_kind in days.held.get(seat.case.number, ()):
            continue
        if seat.case.opened_on < days.at.date() and _today(days, seat.case.number):
            desk(days, username, seat)
            days.tick()


def _today(days: Days, number: str) -> bool:
    """Whether the case is taken today: about every second day."""
    return (sum(map(int, filter(str.isdigit, number))) + days.day) % 2 == 0


def _accept(days: Days, username: str, seat: AwaitedSeat) -> None:
    days.act(username, seat.case.number, "accept", node=seat.node)


def _opinion(days: Days, username: str, seat: AwaitedSeat) -> None:
    given: dict[str, Any] = {"stance": "agree", "reasons": "经核对，符合条件"}
    if seat.node_kind == "review" and seat.case.finding_status == "ineligible":
        given = {"stance": "disagree", "reasons": "核验结果不符合条件，见核验意见"}
    days.act(username, seat.case.number, "give_opinion", node=seat.node, seat=seat.seat, **given)


def _visit(days: Days, username: str, seat: AwaitedSeat) -> None:
    days.act(
        username,
        seat.case.number,
        "record_visit",
        node=seat.node,
        visited_on=days.at.date(),
        visitors=("窗口甲", "协理员甲"),
        satisfied=True,
        findings="正常经营，在岗人数与花名册一致",
    )


def _check(days: Days, username: str, seat: AwaitedSeat) -> None:
    days.act(
        username,
        seat.case.number,
        "record_check",
        node=seat.node,
        source="社会保险缴费记录",
        result="passed",
        as_of=days.at.date(),
        findings="缴费记录与申报一致",
    )


def _pay(days: Days, username: str, seat: AwaitedSeat) -> None:
    """Handed over one day, posted another; what has nowhere to go, or nobody has said where, waits."""
    from jiuchuang.apps.casework.queries.events import state_of
    from jiuchuang.apps.casework.queries.payees import pay_to

    number = seat.case.number
    if not pay_to([seat.case])[number].pay:
        return
    state = state_of(number)
    if state is not None and state.batch:
        days.act(
            username, number, "confirm_payment", node=seat.node, posted=True, reference=f"Z{number[-8:]}"
        )
    else:
        days.act(username, number, "hand_over", node=seat.node, batch=f"{days.at:%Y%m%d}批")


def _archive(days: Days, username: str, seat: AwaitedSeat) -> None:
    days.act(
        username, seat.case.number, "archive", node=seat.node, file_number=f"云就{seat.case.number[-9:]}"
    )


DESKS: dict[str, Desk] = {
    "accept": _accept,
    "review": _opinion,
    "co_sign": _opinion,
    "site_visit": _visit,
    "external_check": _check,
    "pay": _pay,
    "archive": _archive,
}
"""Kind of step → what is done at it; notices and decisions have their own days."""


def _publish(days: Days) -> None:
    """A list of every kind of case that waits to be published."""
    from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
    from jiuchuang.apps.casework.queries.lists import awaiting_notice

    access = days.access("fuhe2")
    waiting: dict[str, list[str]] = {}
    for seat in awaiting_notice(access):
        if "notice" not in days.held.get(seat.case.number, ()):
            waiting.setdefault(seat.case.procedure, []).append(seat.case.number)
    for procedure, numbers in sorted(waiting.items()):
        label = f"{days.at:%Y}年{days.at.month}月{LABELS.get(procedure, '补贴')}拟发放名单"
        must(publish_notice(access=access, cases=numbers, label=label, at=days.at), Published)
        days.tick()


LABELS = {"subsidy-two-level": "个人补贴", "firm-subsidy-joint": "企业补贴", "no-application": "免申即享"}


def _refuse(days: Days) -> None:
    """Decisions on which only a refusal can follow."""
    for seat in _decisions(days, "shenpi"):
        number = seat.case.number
        if "decide" in days.held.get(number, ()) or number in days.agreed:
            continue
        if not _opposed(number):
            days.agreed.add(number)  # nothing is said for or against it any more until it is decided
            continue
        eligible = seat.case.finding_status == "eligible"
        days.act(
            "shenpi",
            number,
            "decide",
            node=seat.node,
            approved=False,
            reasons="复核意见为不同意，不符合政策规定的条件",
            clauses=_clauses(seat.case.programme),
            **({"departure": "复核和实地核查的结果与登记不一致，以核查结果为准"} if eligible else {}),
        )
        days.tick()


def _decisions(days: Days, username: str) -> list[AwaitedSeat]:
    """Decisions that the account may take, whatever their tier: one seat a case."""
    from jiuchuang.apps.casework.queries.worklist import worklist

    seats = worklist(days.access(username), every_tier=True).filter(node_kind="decide")
    return list({seat.case.number: seat for seat in seats}.values())


def _opposed(number: str) -> bool:
    from jiuchuang.apps.casework.queries.events import state_of
    from jiuchuang.apps.casework.queries.kept import procedures
    from jiuchuang.domain.casework.progress import opposition

    state = state_of(number)
    return state is not None and bool(opposition(state, procedures()[state.procedure, state.version]))


def _clauses(programme: str) -> tuple[str, ...]:
    from django.utils import timezone

    from jiuchuang.apps.policy.queries import programme_shown

    shown = programme_shown(programme, timezone.localdate())
    return (f"{shown.document} {shown.clause}",) if shown else ("",)


def _sign(days: Days) -> None:
    """A list of what waits for a decision, drawn up by the reviewer, signed and decided row by row."""
    from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, draw_up_list
    from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
    from jiuchuang.apps.casework.queries.lists import awaiting_signature

    access = days.access("fuhe2")
    numbers = [
        seat.case.number
        for seat in awaiting_signature(access)
        if "decide" not in days.held.get(seat.case.number, ())
        and (seat.case.finding_fen or 0) <= LARGEST_IN_LIST
        and seat.case.finding_status == "eligible"
    ]
    if not numbers:
        return
    label = f"{format_day(days.at.date())}补贴汇总表"
    drawn = draw_up_list(access=access, cases=numbers, label=label, at=days.at)
    if not isinstance(drawn, DrawnUp):
        return  # nothing that waits may go on a list today
    days.tick()
    if days.day + SIGNED_EVERY > days.last:
        return  # the last one waits for its signature
    signer, row = days.access("shenpi"), drawn.row
    must(
        sign_list(access=signer, number=row.number, expected_total_fen=row.total_fen, at=days.at), ListSigned
    )
    decide_rows(number=row.number, at=days.at)
    days.tick()


LARGEST_IN_LIST = 1_000_000
"""In fen: what every tier of the shipped procedures lets the county's decider decide."""


def _decide_large(days: Days) -> None:
    """What is above the decider's own limit, one by one, by who may."""
    for username in ("shenpi", "lingdao"):
        for seat in _decisions(days, username):
            number, fen = seat.case.number, seat.case.finding_fen or 0
            if fen <= LARGEST_IN_LIST or not _today(days, number):
                continue
            if seat.case.finding_status != "eligible" or seat.case.status != "open" or _above(username, fen):
                continue
            days.act(
                username,
                number,
                "decide",
                node=seat.node,
                approved=True,
                reasons="经核验，条件都符合",
                clauses=_clauses(seat.case.programme),
                amount_fen=fen,
            )
            days.tick()


def _above(username: str, fen: int) -> bool:
    """Whether the sum is the leader's and not the decider's."""
    return (fen > DECIDERS_LIMIT) == (username == "shenpi")


DECIDERS_LIMIT = 5_000_000
"""In fen: the decider's tier of the procedure for firms."""
