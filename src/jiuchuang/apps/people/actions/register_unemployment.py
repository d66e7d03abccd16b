"""Register somebody as unemployed, and end such a registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, tell
from jiuchuang.apps.people.models import Employment, Person, UnemploymentSpell
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class UnemploymentRegistered:
    """The registration, as it is now."""

    spell: UnemploymentSpell


@transaction.atomic
def register_unemployment(
    *,
    by: By,
    person: Person,
    registered_on: date,
    at: datetime,
    unemployed_since: date | None = None,
    reason: str = "",
    ended_on: date | None = None,
    source: str = "失业登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> UnemploymentRegistered | Refusal:
    """The person is registered as unemployed from the day on (until `ended_on`, for a spell that is over).

    No two spells overlap, and nobody is registered while an employment of his lasts.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    problems = [
        *not_allowed(by, person.unit_id, permission),
        *not_yet(registered_on, at, "registered_on", "登记日期"),
    ]
    problems += not_yet(ended_on, at, "ended_on", "注销日期")
    if unemployed_since is not None and unemployed_since > registered_on:
        problems.append(Problem("since-later", "失业起始日晚于登记日期", Place("unemployed_since")))
    if ended_on is not None and ended_on < registered_on:
        problems.append(Problem("period-backward", "注销日期早于登记日期", Place("ended_on")))
    problems += _overlapping(person, registered_on, ended_on) + _in_work(person, registered_on)
    if problems:
        return Refusal(tuple(problems))
    spell = UnemploymentSpell.objects.create(
        person=person, registered_on=registered_on, unemployed_since=unemployed_since, reason=reason[:60],
        ended_on=ended_on,
    )  # fmt: skip
    content = {
        "registered_on": registered_on.isoformat(),
        "unemployed_since": unemployed_since.isoformat() if unemployed_since else None,
        "ended_on": ended_on.isoformat() if ended_on else None,
        "reason": spell.reason,
    }
    writing = Writing(by, source, registered_on, at, import_number)
    tell(writing, "person", person.number, "unemployment-registered", content)
    return UnemploymentRegistered(spell)


@transaction.atomic
def end_unemployment(
    *,
    by: By,
    person: Person,
    ended_on: date,
    reason: str,
    at: datetime,
    source: str = "失业登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> UnemploymentRegistered | Refusal:
    """From the day on the person's open registration counts no more."""
    spell = UnemploymentSpell.objects.select_for_update().filter(person=person, ended_on__isnull=True).first()
    problems = [*not_allowed(by, person.unit_id, permission), *not_yet(ended_on, at, "ended_on", "注销日期")]
    if spell is None:
        problems.append(Problem("not-registered", f"“{person.name}”没有有效的失业登记", Place("person")))
    elif ended_on < spell.registered_on:
        since = format_day(spell.registered_on)
        problems.append(Problem("period-backward", f"注销日期早于登记日期（{since}）", Place("ended_on")))
    if not reason.strip():
        problems.append(Problem("missing", "请写明注销原因", Place("reason")))
    if problems or spell is None:
        return Refusal(tuple(problems))
    spell.ended_on, spell.end_reason = ended_on, reason.strip()[:60]
    spell.save(update_fields=["ended_on", "end_reason"])
    content = {"ended_on": ended_on.isoformat(), "reason": spell.end_reason}
    tell(
        Writing(by, source, ended_on, at, import_number),
        "person",
        person.number,
        "unemployment-ended",
        content,
    )
    return UnemploymentRegistered(spell)


def _overlapping(person: Person, first: date, ended_on: date | None) -> list[Problem]:
    """A spell that counts on a day on which the new one would count."""
    others = UnemploymentSpell.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=first), person=person)
    if ended_on is not None:
        others = others.filter(registered_on__lt=ended_on)
    other = others.first()
    if other is None:
        return []
    until = f"{format_day(other.ended_on)}注销" if other.ended_on else "没有注销"
    message = f"已有{format_day(other.registered_on)}的失业登记，{until}"
    return [Problem("spells-overlap", message, Place("registered_on"), "先注销，或者核对日期")]


def _in_work(person: Person, day: date) -> list[Problem]:
    lasting = Employment.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), person=person, started_on__lte=day
    ).select_related("employer")
    spell = lasting.first()
    if spell is None:
        return []
    where = spell.employer.name if spell.employer else spell.employer_name or "外地单位"
    return [
        Problem(
            "in-work",
            f"这一天在{where}有就业登记（{spell.number}）",
            Place("registered_on"),
            "已离职的先登记离职日期",
        )
    ]
