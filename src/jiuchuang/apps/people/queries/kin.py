"""Who belongs together in the registers on a day: for whose cases one is not the right person to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jiuchuang.apps.people.models import HouseholdMember
from jiuchuang.apps.people.queries.ties import holds_on, numbers_of, ties_of


def kin_of(person: str, on: date) -> Mapping[str, str]:
    """Members of the person's household on the day, and firms that they own or act for: `kind:number` and why.

    Who has left the household, or came into it later, is none of them, nor is a relative who lives elsewhere. Records
    that were merged are one person.
    """
    own = numbers_of("person", person)
    homes = HouseholdMember.objects.filter(holds_on(on), person__number__in=own).values("household")
    together = HouseholdMember.objects.filter(holds_on(on), household__in=homes)
    found: dict[str, str] = {}
    for number in together.exclude(person__number__in=own).values_list("person__number", flat=True):
        found |= {f"person:{one}": "与申请人同在一个家庭" for one in numbers_of("person", number)}
        firms = [name for name in ties_of(number, on) if name.startswith("employer:")]
        why = "的家庭成员是申请单位的经营者或经办人"
        for firm in firms:
            found |= {f"employer:{one}": why for one in numbers_of("employer", firm.partition(":")[2])}
    return found
