"""What somebody applies for: what can be applied for here, what the registers know, what is left to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.apps.casework.actions.apply import Wish
from jiuchuang.apps.casework.queries.kept import can_be_applied_for
from jiuchuang.apps.casework.queries.same_subject import cases_of_subject
from jiuchuang.apps.people.queries import FactSheet, facts_of, household_on, subject_of
from jiuchuang.apps.people.queries.facts_of_workers import facts_of_workers
from jiuchuang.apps.people.queries.workers import workers_of
from jiuchuang.apps.policy.queries import Law, ProgrammeShown, law_on
from jiuchuang.apps.residents.queries import SignedIn
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.answers.guide import facts_read
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.web.public.answers_kept import Said, written_answers
from jiuchuang.web.public.guides import ENTITIES

MOST_AT_ONCE = 10
MOST_WORKERS = 20
"""Workers for whom a firm applies at once."""


@dataclass(frozen=True)
class Wanted:
    """One programme that is applied for, with what it is about (`household:H1`, empty for the applicant).

    `worker` is the name of the worker for whom a firm applies, empty for anything else.
    """

    shown: ProgrammeShown
    about: str
    worker: str = ""

    @property
    def key(self) -> str:
        """How a form names it: the programme, with the employment where there is one."""
        return f"{self.shown.id}|{self.about.partition(':')[2]}" if self.worker else self.shown.id

    @property
    def wish(self) -> Wish:
        """The same for the action."""
        return Wish(self.shown.id, self.about)


@dataclass(frozen=True)
class KnownFact:
    """A fact that a register holds, in words; `may_differ` where one may say otherwise oneself."""

    name: str
    label: str
    value: Value
    told: str
    source: str
    may_differ: bool


@dataclass(frozen=True)
class Prepared:
    """An application in the making: `asked` are facts that only the applicant can tell, not told yet."""

    wanted: tuple[Wanted, ...]
    refused: tuple[str, ...]
    known: tuple[KnownFact, ...]
    asked: tuple[str, ...]
    decisions: tuple[Decision | None, ...]
    papers: tuple[str, ...]

    @property
    def lines(self) -> list[tuple[Wanted, tuple[str, ...]]]:
        """Each of the wanted with the facts that are not known of it and stay for the window to find out."""
        left = set(self.asked)
        return [
            (
                item,
                tuple(fact.label for fact in decision.missing if fact.name not in left) if decision else (),
            )
            for item, decision in zip(self.wanted, self.decisions, strict=True)
        ]


def applicable(
    who: SignedIn, programmes: Sequence[str], on: date
) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Which of the programmes can be applied for here and now, and why the others cannot.

    A programme for a worker is written with the number of the employment: `programme|R0000001`.
    """
    law, found, refused = law_on(on), list[Wanted](), list[str]()
    open_already = _open_already(who)
    entities = ENTITIES["firm" if who.employer else "person"]
    most = MOST_WORKERS if any("|" in key for key in programmes) else MOST_AT_ONCE
    keys = list(dict.fromkeys(programmes))[:most]
    workers = _workers(who, [number for key in keys if (number := key.partition("|")[2])], on)
    for key in keys:
        name, _, number = key.partition("|")
        shown = law.shown(name)
        if shown is None or shown.applies.covers(on) is False:
            refused.append(f"“{shown.title if shown else name}”今天不在施行期内")
        elif (name, f"employment:{number}" if number else "") in open_already:
            refused.append(f"“{shown.title}”已有在办的办件，不用重复申请")
        elif shown.entity == "employment" and number in workers and shown.payee == "employer":
            found.append(Wanted(shown, f"employment:{number}", workers[number].person.name))
        elif shown.entity == "employment" and who.employer and shown.payee == "employer":
            refused.append(f"“{shown.title}”按员工申请，请到“为员工申请”里选现在在职的员工")
        elif shown.entity not in entities or shown.entity == "employment":
            refused.append(f"“{shown.title}”要按{shown.beneficiary}申请，请到窗口办理")
        elif not can_be_applied_for(shown, on):
            refused.append(f"“{shown.title}”还没有开通网上申请，请到窗口办理")
        elif (about := _about(who, shown, on)) is None:
            refused.append(f"“{shown.title}”按家庭认定，登记里没有您的家庭，请到窗口办理")
        else:
            found.append(Wanted(shown, about))
    return tuple(found), tuple(refused)


def _workers(who: SignedIn, numbers: Sequence[str], on: date) -> dict[str, Any]:
    """Those of the employments that last at the firm for which somebody acts, by number."""
    firm = subject_of("employer", who.employer) if who.employer and who.proved and numbers else None
    return {} if firm is None else {row.number: row for row in workers_of(firm, on, numbers)}  # type: ignore[arg-type]


def _open_already(who: SignedIn) -> frozenset[tuple[str, str]]:
    """Programmes of which a case is open, with the employment it is about; told only to those who may see them."""
    if not who.proved:
        return frozenset()
    cases = cases_of_subject(who.kind, who.number).exclude(status="ended")
    pairs = cases.values_list("programme", "about")
    return frozenset((name, about if about.startswith("employment:") else "") for name, about in pairs)


def _about(who: SignedIn, shown: ProgrammeShown, on: date) -> str | None:
    if shown.entity == who.kind:
        return ""
    person = subject_of("person", who.person)
    household = household_on(person, on) if person is not None else None  # type: ignore[arg-type]
    return f"household:{household.number}" if household else None


def prepare(
    who: SignedIn,
    wanted: tuple[Wanted, ...],
    refused: tuple[str, ...],
    said: Said,
    on: date,
) -> Prepared:
    """What is known, what is left to ask, and what the rules say so far.

    Of somebody who has not proved to be the person of the register, nothing that the register knows is used or shown.
    """
    law = law_on(on)
    vocabulary = law.library.vocabulary
    several = _of_several(who, wanted, on)
    known: dict[str, KnownFact] = {}
    asked: dict[str, None] = {}
    decisions: list[Decision | None] = []
    papers: dict[str, None] = {}
    for item in wanted:
        papers |= dict.fromkeys(item.shown.papers)
        if not item.shown.decidable:
            decisions.append(None)
            continue
        if item.about in several:
            decisions.append(law.decide(item.shown.id, several[item.about], on, exact=False))
            continue
        sheet = _sheet(who, item, written_answers(said, vocabulary), on)
        values = sheet.values if sheet else dict(said.answers)
        decision = law.decide(item.shown.id, values, on, exact=False)
        decisions.append(decision)
        own = (fact.name for fact in decision.missing if fact.self_declared)
        asked |= dict.fromkeys(name for name in own if name not in said.declined)
        if sheet is not None:
            known |= _known(law, item, sheet)
    order = list(vocabulary.facts)
    return Prepared(
        wanted,
        refused,
        tuple(sorted(known.values(), key=lambda fact: order.index(fact.name))),
        tuple(sorted(asked, key=order.index)),
        tuple(decisions),
        tuple(papers),
    )


def _of_several(who: SignedIn, wanted: Sequence[Wanted], on: date) -> dict[str, dict[str, Value]]:
    """Facts of the workers, where a firm applies for more than one.

    Such an application asks nothing: an answer would hold for all of them. Who has to tell something of one worker
    applies for that one alone.
    """
    numbers = {item.about.partition(":")[2] for item in wanted if item.worker}
    firm: Any = subject_of("employer", who.employer) if len(numbers) > 1 else None
    if firm is None:
        return {}
    found = facts_of_workers(firm, list(workers_of(firm, on, numbers)), on)
    return {f"employment:{number}": values for number, values in found.items()}


def _sheet(who: SignedIn, item: Wanted, answers: Mapping[str, Any], on: date) -> FactSheet | None:
    if not who.proved:
        return None
    kind, _, number = item.about.partition(":")
    return facts_of(*((kind, number) if number else (who.kind, who.number)), on, answers)


def _known(law: Law, item: Wanted, sheet: FactSheet) -> dict[str, KnownFact]:
    """What the registers say of the facts that a programme reads."""
    prepared, vocabulary = law.prepared(item.shown.id), law.library.vocabulary
    assert prepared is not None
    read = facts_read(prepared, vocabulary)
    return {
        name: KnownFact(
            name,
            vocabulary.facts[name].label,
            sheet.values[name],
            source.told,
            source.register,
            vocabulary.facts[name].self_declared,
        )
        for name, source in sheet.sources.items()
        if name in read and source.way != "answered"
    }
