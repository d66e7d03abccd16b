"""An office for tests: the shipped procedures and calendar, one person for every duty, a log that must replay."""

from datetime import date, datetime, time, timedelta
from functools import cache

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.commands import Actor
from jiuchuang.domain.casework.decide import decide
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.unfolding import Context
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.procedures.store import load_calendar, load_procedures


@cache
def shipped() -> dict[str, Procedure]:
    procedures, problems = load_procedures()
    assert problems == []
    return {procedure.id: procedure for procedure in procedures}


@cache
def calendar() -> WorkCalendar:
    read, problems = load_calendar()
    assert problems == []
    return read


RESIDENT = Actor("resident", "resident", "", "person")
TOWN = Actor("town-clerk", "window", "town-a", "township")
TOWN_TWO = Actor("town-clerk-2", "window", "town-b", "township")
TOWN_HEAD = Actor("town-head", "decider", "town-a", "township")
REVIEWER = Actor("reviewer", "reviewer", "jobs-centre", "county")
INSURANCE = Actor("insurance-officer", "department", "social_insurance", "department")
MARKET = Actor("market-officer", "department", "market_regulation", "department")
FINANCE_DEPARTMENT = Actor("finance-officer", "department", "finance", "department")
TAX = Actor("tax-officer", "department", "tax", "department")
NOTICE = Actor("notice-officer", "reviewer", "jobs-centre", "county")
DATA = Actor("data-officer", "reviewer", "jobs-centre", "county")
HEAD = Actor("section-head", "decider", "jobs-centre", "county")
LEADER = Actor("leader", "leader", "county-government", "county")
FINANCE = Actor("payer", "finance", "finance", "county")
RECORDS = Actor("records", "reviewer", "jobs-centre", "county")
APPEALS = Actor("appeals", "leader", "county-government", "county")
WINDOW = Actor("window-clerk", "window", "window", "county")
PASSER_BY = Actor("passer-by", "public", "", "person")

MONDAY = date(2026, 3, 2)


class Desk:
    """A case that is worked on: its log, its state, and a clock that is set by hand."""

    def __init__(self, procedure: Procedure | str = "subsidy-two-level", on: date = MONDAY) -> None:
        self.procedure = shipped()[procedure] if isinstance(procedure, str) else procedure
        self.calendar, self.today, self.log, self.sent = calendar(), on, [], 0

    @property
    def context(self) -> Context:
        return Context(self.procedure, self.calendar, datetime.combine(self.today, time(10)))

    @property
    def state(self):
        return replay(self.log)

    def try_(self, command):
        return decide(self.state, command, self.context)

    def do(self, kind, actor, /, **fields):
        """Give a command that must happen; returns the names of what happened."""
        self.sent += 1
        result = self.try_(kind(key=f"k{self.sent}", actor=actor, **fields))
        assert not isinstance(result, Refusal), str(result)
        self.log += result
        return [type(event.happening).__name__ for event in result]

    def refused(self, kind, actor, /, **fields) -> set[str]:
        """Give a command that must be refused; returns the codes, having seen that nothing changed."""
        before, length = self.state, len(self.log)
        result = self.try_(kind(key="refused", actor=actor, **fields))
        assert isinstance(result, Refusal), [type(event.happening).__name__ for event in result]
        assert (self.state, len(self.log)) == (before, length)
        assert all(problem.message for problem in result.problems)
        return {problem.code for problem in result.problems}

    def later(self, days: int) -> None:
        self.today += timedelta(days=days)

    def at(self, node: str) -> bool:
        run = self.state.run(node)
        return run is not None and run.is_open

    def open_nodes(self) -> set[str]:
        return {run.node for run in self.state.open_runs()}


def submitted(**fields) -> Desk:
    desk = Desk()
    desk.do(c.Submit, RESIDENT, case="case-1", applicant="resident", **fields)
    return desk


def at_joint() -> Desk:
    """A case at which two departments are asked."""
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    return desk


def at_notice() -> Desk:
    desk = at_joint()
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    return desk


def at_decision(**fields) -> Desk:
    desk = at_notice()
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="list-1")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    return desk


APPROVAL = {"node": "decide", "approved": True, "reasons": "条件都符合", "clauses": ("一/（二）",)}
REFUSAL = {"node": "decide", "approved": False, "reasons": "不符合年龄条件", "clauses": ("一/（二）",)}


def approved(amount_fen: int = 300_000) -> Desk:
    desk = at_decision()
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=amount_fen)
    return desk


def archived() -> Desk:
    desk = approved()
    desk.do(c.HandOver, FINANCE, node="pay", batch="batch-1")
    desk.do(c.ConfirmPayment, FINANCE, node="pay", posted=True, reference="bank-1")
    desk.do(c.Archive, RECORDS, node="archive", file_number="2026-1")
    return desk
