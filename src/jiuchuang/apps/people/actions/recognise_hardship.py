"""Recognise somebody as a person with difficulty in finding work for a time, and end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, tell
from jiuchuang.apps.people.models import HardshipSpell, Person
from jiuchuang.apps.people.queries.hardship import hardship_categories
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class HardshipRecognised:
    """The recognition, as it is now."""

    spell: HardshipSpell


@transaction.atomic
def recognise_hardship(
    *,
    by: By,
    person: Person,
    category: str,
    recognised_on: date,
    at: datetime,
    valid_to: date | None = None,
    unemployed_months: int | None = None,
    case_number: str = "",
    source: str = "就业困难人员认定",
    import_number: int | None = None,
    permission: str = WRITE,
) -> HardshipRecognised | Refusal:
    """The person counts as one in hardship from the day on, to `valid_to` at most (None: no term).

    `category` is a key of `hardship_categories`; where the reason is long unemployment, `unemployed_months` are the
    whole months without work on that day.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # two at once wait for each other
    problems = [
        *not_allowed(by, person.unit_id, permission),
        *not_yet(recognised_on, at, "recognised_on", "认定日期"),
    ]
    if category not in hardship_categories():
        hint = "、".join(hardship_categories().values())
        problems.append(Problem("bad-choice", f"困难类别“{category}”不在选项中", Place("category"), hint))
    if valid_to is not None and valid_to < recognised_on:
        problems.append(Problem("period-backward", "有效期早于认定日期", Place("valid_to")))
    if unemployed_months is not None and unemployed_months < 0:
        problems.append(Problem("fact-range", "失业月数不能小于0", Place("unemployed_months")))
    open_ = HardshipSpell.objects.filter(person=person, category=category, ended_on__isnull=True)
    for other in open_:
        if other.valid_to is None or other.valid_to >= recognised_on:
            problems.append(
                Problem(
                    "already-recognised", "同一类别的认定仍在有效期内", Place("category"), "续期的先登记退出"
                )
            )
    if problems:
        return Refusal(tuple(problems))
    for (
        other
    ) in open_:  # one that ran out without a word ends the day after it was last valid, by its own term
        other.ended_on, other.reason = recognised_on, "有效期满"
        other.save(update_fields=["ended_on", "reason"])
    spell = HardshipSpell.objects.create(
        person=person, category=category, recognised_on=recognised_on, valid_to=valid_to,
        unemployed_months=unemployed_months, case_number=case_number,
    )  # fmt: skip
    content = {
        "category": category,
        "recognised_on": recognised_on.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
        "unemployed_months": unemployed_months,
        "case": case_number,
    }
    writing = Writing(by, source, recognised_on, at, import_number)
    tell(writing, "person", person.number, "hardship-recognised", content)
    return HardshipRecognised(spell)


@transaction.atomic
def end_hardship(
    *,
    by: By,
    spell: HardshipSpell,
    ended_on: date,
    reason: str,
    at: datetime,
    source: str = "就业困难人员认定",
    import_number: int | None = None,
    permission: str = WRITE,
) -> HardshipRecognised | Refusal:
    """From the day on the recognition counts no more."""
    spell = HardshipSpell.objects.select_for_update().select_related("person").get(pk=spell.pk)
    person = spell.person
    problems = [*not_allowed(by, person.unit_id, permission), *not_yet(ended_on, at, "ended_on", "退出日期")]
    if spell.ended_on is not None:
        problems.append(Problem("ended-already", "这次认定已经退出", Place("ended_on")))
    if ended_on < spell.recognised_on:
        problems.append(Problem("period-backward", "退出日期早于认定日期", Place("ended_on")))
    if not reason.strip():
        problems.append(Problem("missing", "请写明退出原因", Place("reason")))
    if problems:
        return Refusal(tuple(problems))
    spell.ended_on, spell.reason = ended_on, reason.strip()[:120]
    spell.save(update_fields=["ended_on", "reason"])
    content = {"category": spell.category, "ended_on": ended_on.isoformat(), "reason": spell.reason}
    tell(Writing(by, source, ended_on, at, import_number), "person", person.number, "hardship-ended", content)
    return HardshipRecognised(spell)
