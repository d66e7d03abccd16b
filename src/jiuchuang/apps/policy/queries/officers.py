"""Who may change the law of the office: the law is one, so the permission has to be held where the tree begins."""

from __future__ import annotations

from jiuchuang.apps.org.models import Unit, UnitClosure
from jiuchuang.apps.org.queries import Access, on_day

READ, CONFIRM, ACTIVATE, SIGN = "policy.read", "policy.confirm", "policy.activate", "policy.sign"


def top_unit(access: Access, permission: str) -> Unit | None:
    """The first unit with none above it on the day for which the account has the permission; None: it may not."""
    above = UnitClosure.objects.filter(on_day(access.on), depth__gt=0).values("descendant_id")
    return access.units(permission).exclude(pk__in=above).order_by("code").first()


def may_rule(access: Access, permission: str) -> bool:
    """Whether the account may do it for the whole office."""
    return top_unit(access, permission) is not None


def own_unit(access: Access, permission: str) -> Unit | None:
    """Where the account itself has the permission: the first such unit that lies below no other such unit."""
    units = access.units(permission)
    above = UnitClosure.objects.filter(on_day(access.on), depth__gt=0, ancestor__in=units)
    return units.exclude(pk__in=above.values("descendant_id")).order_by("code").first()
