"""Taking a case for anybody of the county: whom one may take, what fits them, what there is still to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing

from jiuchuang.apps.casework.queries.kept import can_be_applied_for
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.queries import (
    FactSheet,
    employer_of_credit_code,
    facts_of,
    household_on,
    person_of_resident_id,
    subject_of,
)
from jiuchuang.apps.people.queries.workers import workers_of
from jiuchuang.apps.policy.queries import Law, ProgrammeShown
from jiuchuang.domain.kernel.masking import mask_name
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.web.kit.listing import Tag
from jiuchuang.web.window.shown import finding_tag

ANYWHERE, FOR_OTHERS, READ = "case.submit-anywhere", "case.submit-for", "register.read"
PROOF_HOLDS = 3600
"""Seconds for which a subject that was named by its whole identity number may be taken (全县通办)."""
MOST_WORKERS = 20
"""Workers of one employer that are looked at in one application."""
_SALT = "window.take"
ORDER = {"eligible": 0, "unknown": 1, "ineligible": 2, "not_in_force": 3}


def proof_of(kind: str, number: str) -> str:
    """That this subject was named by its whole identity number at a desk."""
    return signing.dumps([kind, number], salt=_SALT)


def is_proved(kind: str, number: str, proof: str) -> bool:
    """Whether the proof is for this subject, and not too old."""
    try:
        return bool(signing.loads(proof, salt=_SALT, max_age=PROOF_HOLDS) == [kind, number])
    except signing.BadSignature:
        return False


def named_anywhere(access: Access, kind: str, text: str) -> Any:
    """A subject outside the account's own offices, by its whole identity number, within its county; else None."""
    if ANYWHERE not in access.permissions:
        return None
    found: Any = {"person": person_of_resident_id, "employer": employer_of_credit_code}[kind](text)
    return found if found is not None and _same_county(access, found) else None


def subject_to_take(access: Access, kind: str, number: str, proof: str) -> Any:
    """The subject, if the account may take a case for it; None otherwise."""
    if kind not in ("person", "employer"):
        return None
    found: Any = subject_of(kind, number)
    if found is None:
        return None
    if access.may(READ, found.unit_id) and access.may(FOR_OTHERS, found.unit_id):
        return found
    proved = ANYWHERE in access.permissions and is_proved(kind, number, proof)
    return found if proved and _same_county(access, found) else None


def _same_county(access: Access, subject: Any) -> bool:
    county = Offices(subject.unit, access.on).county
    own = {Offices(unit, access.on).county.pk for unit in _own_units(access)}
    return county.pk in own


def _own_units(access: Access) -> Iterable[Any]:
    return [row.unit for row in access.grant_rows]


@dataclass(frozen=True)
class Target:
    """Whom or what a programme is asked about: the subject itself, or its household (`about` is empty for itself)."""

    kind: str
    number: str
    about: str
    label: str


@dataclass(frozen=True)
class Fit:
    """A programme with what the rules say of it for one target."""

    programme: ProgrammeShown
    target: Target
    decision: Decision

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.programme.id}|{self.target.about}"

    @property
    def tag(self) -> Tag | None:
        """The finding in two words."""
        return finding_tag(self.decision.status)

    @property
    def amount(self) -> str:
        """What it would pay, as far as that is known."""
        return "" if self.decision.amount_fen is None else format_fen_grouped(self.decision.amount_fen)

    @property
    def missing(self) -> str:
        """What is still open, in words."""
        return "、".join(one.label for one in self.decision.missing)

    @property
    def against(self) -> str:
        """The first condition that does not hold."""
        found = (one.sentence for one in self.decision.conditions if one.result == "no")
        return next(found, self.decision.validity_note)


def targets_of(kind: str, subject: Any, on: date, workers: Collection[str] = ()) -> list[Target]:
    """The subject; the household that a person lives in; of an employer those of `workers` that work for it."""
    found = [Target(kind, subject.number, "", "")]
    if kind == "person" and (household := household_on(subject, on)) is not None:
        found.append(Target("household", household.number, f"household:{household.number}", "（所在家庭）"))
    if kind == "employer" and workers:
        for row in workers_of(subject, on, workers)[:MOST_WORKERS]:
            label = f"（{mask_name(row.person.name)}，{row.number}）"
            found.append(Target("employment", row.number, f"employment:{row.number}", label))
    return found


def workers_in(keys: Iterable[str]) -> frozenset[str]:
    """Numbers of the employments that ticked programmes are about."""
    about = [key.partition("|")[2] for key in keys]
    return frozenset(one.removeprefix("employment:") for one in about if one.startswith("employment:"))


def sheets_of(
    targets: Sequence[Target], on: date, answers: dict[str, Any] | None = None
) -> dict[str, FactSheet]:
    """Facts of each target by `about`; what staff enter fills what the registers do not say."""
    found = {one.about: facts_of(one.kind, one.number, on, answers or {}, by_staff=True) for one in targets}
    return {about: sheet for about, sheet in found.items() if sheet is not None}


def fits(
    subject: Any, targets: Sequence[Target], sheets: dict[str, FactSheet], law: Law, on: date
) -> list[Fit]:
    """Every programme that can be applied for, those that fit first."""
    found = []
    for target in targets:
        sheet = sheets.get(target.about)
        if sheet is None:
            continue
        for programme in law.programmes(on, subject.unit.region_code, target.kind):
            if not programme.decidable or not can_be_applied_for(programme, on):
                continue
            found.append(Fit(programme, target, law.decide(programme.id, sheet.values, on, exact=False)))
    return sorted(found, key=lambda one: (ORDER[one.decision.status], len(one.decision.missing)))


def chosen(wanted: Sequence[str], every: Sequence[Fit]) -> list[Fit]:
    """Those of the fits that were ticked, in the order of the list."""
    return [one for one in every if one.key in wanted]
