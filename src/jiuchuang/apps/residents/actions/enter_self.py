"""Somebody who is not in the register enters himself, not confirmed until a window has looked at his papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.people.actions.enter_person import enter_person
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.apps.residents.queries import SignedIn, homes_on
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

SOURCE = "本人网上填报，未核实"


@dataclass(frozen=True)
class SelfEntered:
    """The register number given."""

    person: str


@transaction.atomic
def enter_self(*, resident: SignedIn, unit: str, address: str, at: datetime) -> SelfEntered | Refusal:
    """Enter the person of the session below a township or village; `checked_on` stays empty: nobody has looked yet."""
    on = timezone.localdate(at)
    home = next((one for one in homes_on(on) if one.code == unit), None)
    row = ResidentSession.objects.select_for_update().filter(pk=resident.session, person="").first()
    if row is None:
        return Refusal((Problem("entered-already", "已经登记过了", Place("")),))
    if home is None:
        return Refusal((Problem("unit-unknown", "请选择您常住的镇（街道）或村（社区）", Place("unit")),))
    columns = {
        "name": row.name,
        "resident_id": row.resident_id,
        "phone": row.phone,
        "address": address.strip(),
    }
    done = enter_person(by=Actor(None, "本人"), unit=home, columns=columns, on=on, at=at, source=SOURCE)
    if isinstance(done, Refusal):
        transaction.set_rollback(True)
        return done
    Person.objects.filter(pk=done.person.pk).update(checked_on=None)
    row.person, row.is_proved, row.resident_id, row.phone = done.person.number, True, "", ""
    row.save(update_fields=["person", "is_proved", "resident_id", "phone"])
    return SelfEntered(done.person.number)
