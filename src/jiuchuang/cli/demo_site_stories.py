"""What happens to applications in the demo county that does not happen to every one.

A story begins with an application, keeps the desks away from steps that it takes itself or leaves open (`days.hold`),
and lets them do the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiuchuang.cli.demo_site_days import Days, Story, photographed
from jiuchuang.cli.demo_site_office import must

if TYPE_CHECKING:
    from jiuchuang.apps.casework.queries.acting import Resident


NODES = {"co_sign": ("joint", "departments"), "site_visit": ("visit",), "external_check": ("data",)}
"""Kind of step → how the shipped procedures call it; the others are called by their kind."""


@dataclass(frozen=True)
class Applicant:
    """Somebody of the registers and a programme; `papers` are those that the programme asks for."""

    kind: str
    number: str
    name: str
    programme: str
    clause: str
    papers: tuple[str, ...]

    def resident(self) -> Resident:
        """The applicant at the residents' door; for a firm, who acts for it."""
        from jiuchuang.apps.casework.queries.acting import Resident

        if self.kind == "person":
            return Resident(f"person:{self.number}", self.name)
        return Resident(f"person:agent-of-{self.number}", f"{self.name}经办人", f"{self.kind}:{self.number}")


def applied(days: Days, one: Applicant, story: str = "", window: bool = False) -> str:
    """The application, from the applicant's phone or at the window; its case number."""
    from jiuchuang.apps.casework.actions.apply import Applied, apply
    from jiuchuang.apps.casework.actions.keep_paper import PaperIn

    papers = [PaperIn(name, f"{name}.png", photographed(name)) for name in one.papers]
    done = apply(
        subject=(one.kind, one.number),
        programmes=[one.programme],
        answers={},
        papers=papers,
        channel="window" if window else "public",
        actor=days.access("chuangkou2") if window else one.resident(),
        key=days.key(),
        at=days.at,
    )
    number = must(done, Applied).cases[0].number
    if story:
        days.told[number] = story
    days.tick()
    return number


def ordinary(days: Days, one: Applicant) -> Story:
    """Taken through the house by the desks, as far as they get."""
    applied(days, one)
    yield 1


def at_window(days: Days, one: Applicant) -> Story:
    """The same, handed in at the window by somebody without a telephone."""
    applied(days, one, window=True)
    yield 1


def submitted(days: Days, one: Applicant) -> Story:
    """Nobody has looked at it yet."""
    days.hold(applied(days, one, "submitted"), "accept")
    yield 1


def declined(days: Days, one: Applicant) -> Story:
    """不予受理, with reasons."""
    number = applied(days, one, "declined")
    days.hold(number, "accept")
    yield 1
    reasons = "所交材料不是本项目的材料，不属于本事项受理范围"
    days.act("chuangkou", number, "decline", node="accept", reasons=reasons, clauses=(one.clause,))


def correcting(days: Days, one: Applicant) -> Story:
    """退回补正, and the answer is awaited."""
    number = applied(days, one, "correcting")
    yield from _sent_back_for_papers(days, number)
    yield 1


def lapsed(days: Days, one: Applicant) -> Story:
    """退回补正, and nobody answers."""
    number = applied(days, one, "lapsed")
    yield from _sent_back_for_papers(days, number)


def corrected(days: Days, one: Applicant) -> Story:
    """退回补正, answered in time."""
    number = applied(days, one, "corrected")
    yield from _sent_back_for_papers(days, number)
    yield 2
    days.act(one.resident(), number, "supplement", papers=("身份证件", "申请表"), note="已重新拍照，补了签字")
    days.release(number)


def _sent_back_for_papers(days: Days, number: str) -> Story:
    from jiuchuang.domain.casework.commands import CorrectionItem

    days.hold(number, "accept")
    yield 1
    items = (CorrectionItem("身份证件", "照片不清楚，请重新拍照"), CorrectionItem("申请表", "缺少签字"))
    days.act("chuangkou", number, "ask_correction", node="accept", items=items)


def withdrawn(days: Days, one: Applicant) -> Story:
    """撤回申请, while it is being looked at."""
    number = applied(days, one, "withdrawn")
    days.hold(number, "review", "external_check")
    yield 3
    days.act(one.resident(), number, "withdraw", reason="已到外地就业，不再申请")


def papers_to_follow(days: Days, one: Applicant) -> Story:
    """容缺受理: a paper follows within the term."""
    number = applied(days, one, "papers_to_follow")
    days.hold(number, "accept")
    yield 1
    days.act("chuangkou", number, "accept", node="accept", papers_to_follow=("社会保障卡复印件",))
    days.release(number)
    yield 2
    days.act(one.resident(), number, "supply_papers", papers=("社会保障卡复印件",))


def on_promise(days: Days, one: Applicant) -> Story:
    """告知承诺: accepted on a written promise that is looked at later."""
    number = applied(days, one, "on_promise")
    days.hold(number, "accept", "review")
    yield 1
    promise = "承诺在外地没有领取过同类补贴"
    days.act("chuangkou", number, "accept", node="accept", promises=(promise,))
    yield 2
    days.act("fuhe", number, "verify_promise", promise=promise, kept=True, findings="经比对，没有领取记录")
    days.release(number)


def urged(days: Days, one: Applicant) -> Story:
    """The review takes long: 催办 by the applicant, then silence lifts it to the decider (复核逾期上报)."""
    number = applied(days, one, "urged")
    days.hold(number, "review")
    yield 6
    days.act(one.resident(), number, "urge", node="review", note="请问进展如何")
    yield 1


def one_opinion(days: Days, one: Applicant) -> Story:
    """并联审批: one department has spoken, the others are awaited."""
    number = applied(days, one, "one_opinion")
    days.hold(number, "co_sign", "site_visit")
    yield from _until(days, number, "co_sign")
    days.act(
        "shichang",
        number,
        "give_opinion",
        node=_open(number, "co_sign"),
        seat="market_regulation",
        stance="agree",
    )
    yield 1


def silent(days: Days, one: Applicant) -> Story:
    """并联审批: nobody answers within the term, and silence counts as agreement."""
    days.hold(applied(days, one, "silent"), "co_sign")
    yield 1


def added_signer(days: Days, one: Applicant) -> Story:
    """加签: the reviewer wants one more office's word, and waits for it."""
    number = applied(days, one, "added_signer")
    days.hold(number, "review")
    yield from _until(days, number, "review")
    days.act(
        "fuhe",
        number,
        "add_signer",
        node="review",
        unit="yx-human-resources",
        label="县人社局",
        role="reviewer",
        level="county",
        reason="带动就业的口径请人社局确认",
    )
    yield 1


def disagreed(days: Days, one: Applicant) -> Story:
    """The reviewer does not agree: only a refusal can follow."""
    number = applied(days, one, "disagreed")
    days.hold(number, "review")
    yield from _until(days, number, "review")
    reasons = "经核对，登记的带动就业人数与参保记录不一致"
    days.act("fuhe", number, "give_opinion", node="review", stance="disagree", reasons=reasons)
    days.release(number)


def appealed(days: Days, one: Applicant, settled: bool) -> Story:
    """Refused, and the applicant appeals; `settled` the leader leaves the refusal as it is."""
    number = applied(days, one, "appeal_settled" if settled else "appealed")
    days.hold(number, "review")
    yield from _until(days, number, "review")
    reasons = "核查时单位已停止经营，不符合正常经营的条件"
    days.act("fuhe", number, "give_opinion", node="review", stance="disagree", reasons=reasons)
    days.release(number)
    while _status(number) != "ended":
        yield 1
    yield 2
    said = "单位一直在经营，请复查水电费票据"
    days.act(one.resident(), number, "appeal", appeal=f"{number}-1", kind="objection", reasons=said)
    if settled:
        yield 3
        why = "调取票据复查，停业属实，维持原决定"
        days.act("lingdao", number, "settle_appeal", appeal=f"{number}-1", changed=False, reasons=why)


def objected(days: Days, one: Applicant, settled: bool) -> Story:
    """异议 during the public notice; `settled` looked at and not upheld, else still being looked at."""
    from jiuchuang.apps.casework.actions.object_to_row import Objected, object_to_row

    number = applied(days, one, "objection_settled" if settled else "objected")
    while (published := _published(number)) is None:
        yield 1
    yield 1
    done = object_to_row(
        number=published,
        case=number,
        name="群众甲",
        contact="10000000001",
        reasons="听说他家的店早就关了，请核实",
        key=days.key(),
        at=days.at,
    )
    objection = must(done, Objected).objection.number
    if settled:
        yield 2
        said = "实地看过，店铺正常营业，异议不成立"
        days.act(
            "fuhe2",
            number,
            "settle_objection",
            node="notice",
            objection=objection,
            upheld=False,
            reasons=said,
        )


def payment_returned(days: Days, one: Applicant) -> Story:
    """退汇: the bank sends the money back, and it is handed over anew."""
    number = applied(days, one, "payment_returned")
    days.hold(number, "pay")
    yield from _until(days, number, "pay")
    days.act("caiwu", number, "hand_over", node="pay", batch=f"退{days.at:%Y%m%d}")
    yield 2
    why = "账号与户名不符"
    days.act(
        "caiwu", number, "confirm_payment", node="pay", posted=False, reference=f"T{days.at:%m%d}", reason=why
    )
    yield 1


def account_changed(days: Days, one: Applicant) -> Story:
    """Another account is registered after the decision: finance has to say on which one to pay."""
    number = applied(days, one, "account_changed")
    yield from _until(days, number, "pay")
    if _open(number, "pay"):
        _registered_account(days, one, ANOTHER_ACCOUNT)


def without_account(days: Days, one: Applicant) -> Story:
    """The card was given back and there is no new one yet: the payment has nowhere to go."""
    _registered_account(days, one, None)
    applied(days, one, "without_account")
    yield 1


ANOTHER_ACCOUNT = "9999990990000000017"
"""Of no bank, as those with which the registers were filled."""


def _registered_account(days: Days, one: Applicant, account: str | None) -> None:
    """What the window writes into the register when somebody brings another card, or gives the old one back."""
    from django.utils import timezone

    from jiuchuang.apps.people.actions.state_facts import FactsStated, state_facts

    done = state_facts(
        by=days.access("chuangkou2"),
        kind=one.kind,
        number=one.number,
        columns={"account": account},
        source="到窗口变更账号",
        on=timezone.localdate(days.at),
        at=days.at,
    )
    must(done, FactsStated)


def _until(days: Days, number: str, kind: str) -> Story:
    """Wait until a step of the kind is open, or the case has ended."""
    while not _open(number, kind) and _status(number) != "ended":
        yield 1


def _open(number: str, kind: str) -> str:
    """The open step of that kind; empty where none is."""
    from jiuchuang.apps.casework.queries.events import state_of

    state = state_of(number)
    names = NODES.get(kind, (kind,))
    return next((run.node for run in state.open_runs() if run.node in names), "") if state else ""


def _status(number: str) -> str:
    from jiuchuang.apps.casework.queries.events import state_of

    state = state_of(number)
    return state.status if state else "ended"


def _published(number: str) -> str | None:
    """The list in which the case is published; empty where it has ended without."""
    from jiuchuang.apps.casework.queries.events import state_of

    state = state_of(number)
    if state is None or state.status == "ended":
        return ""
    return next((run.publication.list_id for run in state.open_runs() if run.publication), None)
