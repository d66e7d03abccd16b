"""Ask the rules about a case: a finding, kept with its facts and recorded in the case's chain."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.facts import Found, find
from jiuchuang.apps.people.actions.hold_subject import hold_subject
from jiuchuang.apps.people.queries import goes_on_as
from jiuchuang.apps.policy.queries import ProgrammeShown, law_on, programme_shown


@transaction.atomic
def examine(*, case: Case, at: datetime) -> Finding | None:
    """What the rules say with what is known today: a new finding, or the last one when nothing has changed since.

    Whoever is paid is held until the transaction ends: of two cases that are decided at once, the second one sees what
    the first one promised, and both cannot take the last of a yearly ceiling.
    None for a case of no programme, or of one that the text does not let a machine decide.
    """
    today = timezone.localdate(at)
    on = law_day(case, today)
    programme = programme_shown(case.programme, on) if case.programme else None
    if programme is None or not programme.decidable:
        return None
    hold_subject(case.subject_kind, case.subject_number)
    by_staff, target = case.channel not in ("public", ""), target_of(case, programme)
    found = find(programme, target, case.answers, on, by_staff=by_staff, known_on=today, case=case.number)
    return keep_finding(case, found, at)


def law_day(case: Case, today: date) -> date:
    """The day whose law and circumstances count: that of the application, unless the text goes by the decision.

    A change of the law, or a limit that runs out while the office is at work, takes nothing from who applied in time.
    """
    programme = law_on(case.opened_on).programme(case.programme) if case.programme else None
    return today if programme is None or programme.applies_by == "decision" else case.opened_on


def keep_finding(case: Case, found: Found, at: datetime) -> Finding:
    """Keep what was found, unless it is what was found before on the same day."""
    decision, on = found.decision, found.decision.on
    last = Finding.objects.filter(case=case).order_by("seq").last()
    if last is not None and last.on == on and last.digest == found.digest:
        return last
    number = (Finding.objects.filter(case=case).aggregate(last=Max("seq"))["last"] or 0) + 1
    finding = Finding.objects.create(
        case=case,
        seq=number,
        on=on,
        programme=decision.programme,
        pack_digest=decision.receipt.pack,
        facts=found.facts,
        sources=found.sources,
        decision=decision.to_json(),
        receipt=decision.receipt.to_json(),
        status=decision.status,
        amount_fen=decision.amount_fen,
        digest=found.digest,
        at=at,
    )
    Case.objects.filter(pk=case.pk).update(finding_status=finding.status, finding_fen=finding.amount_fen)
    case.finding_status, case.finding_fen = finding.status, finding.amount_fen
    content = {
        "seq": number,
        "on": on.isoformat(),
        "status": finding.status,
        "amount_fen": finding.amount_fen,
        "digest": finding.digest,
        "receipt": finding.receipt,
    }
    record(chain=chain_of(case.number), kind="Finding", actor=MACHINE, at=at, content=content)
    return finding


def target_of(case: Case, programme: ProgrammeShown) -> tuple[str, str]:
    """Whom the rules are asked about: what the case is about where the programme speaks of that, else its subject.

    A record that was merged meanwhile is asked about where it goes on: what was drawn there counts.
    """
    kind, _, number = case.about.partition(":")
    if number and kind == programme.entity:
        return goes_on_as(kind, number)
    return goes_on_as(case.subject_kind, case.subject_number)
