"""Order something for many cases at once; `work_off` does it, at once for a few, in the background for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.casework.models import BulkOrder, Case, OrderedCase
from jiuchuang.apps.casework.queries.reach import in_sight
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

PERMISSIONS = {
    "notice": ("notice.publish", "您没有发布公示的权限"),
    "signing": ("list.draw-up", "您没有编制汇总表的权限"),
    "hand_over": ("case.pay", "您没有办理支付的权限"),
    "posted": ("case.pay", "您没有办理支付的权限"),
}
"""By kind: the permission that it needs, and what is said to who has it not."""
LABELLED = {"notice": "请写公示的名称", "signing": "请写汇总表的名称"}
NEEDED = {"hand_over": ("batch", "请写支付批次号"), "posted": ("reference", "请写银行流水号")}
NOTHING = {"notice": "请选择要公示的办件", "signing": "没有可以编入的办件"}
MOST = 20_000
"""Cases of one order: ten times the largest list of a county."""
AT_A_TIME = 1_000


@dataclass(frozen=True)
class OrderedInBulk:
    """The order, waiting to be worked off."""

    order: BulkOrder


@transaction.atomic
def order_in_bulk(
    *,
    access: Access,
    kind: str,
    cases: Sequence[str],
    label: str = "",
    fields: Mapping[str, Any] | None = None,
    at: datetime,
) -> OrderedInBulk | Refusal:
    """Order `kind` (a key of PERMISSIONS) for these cases (numbers), in their order. All faults at once.

    Of payments the amount is kept with the row as it is now: one that is decided anew before its turn is left out.
    """
    said, numbers = dict(fields or {}), list(dict.fromkeys(cases))
    faults = _faults(access, kind, label, said)
    if not numbers:
        faults.append(Problem("no-rows", NOTHING.get(kind, "请选择办件"), Place("cases")))
    if len(numbers) > MOST:
        faults.append(Problem("too-many", f"一次最多{MOST:,}件，请按事项分开", Place("cases")))
        return Refusal(tuple(faults))
    found: dict[str, tuple[int, int | None]] = {}
    for first in range(0, len(numbers), AT_A_TIME):
        rows = Case.objects.filter(in_sight(access), number__in=numbers[first : first + AT_A_TIME])
        found.update((one, (pk, fen)) for one, pk, fen in rows.values_list("number", "pk", "amount_fen"))
    faults += [
        Problem("no-case", f"没有编号为“{one}”的办件", Place("cases")) for one in numbers if one not in found
    ]
    if faults:
        return Refusal(tuple(faults))
    order = BulkOrder.objects.create(
        kind=kind,
        label=label.strip()[:200],
        fields=said,
        stage="opening" if kind in NEEDED else "gathering",
        rows=len(numbers),
        account=access.account.pk,
        at=at,
        touched_at=at,
    )
    state = "ready" if kind in NEEDED else "pending"
    OrderedCase.objects.bulk_create(
        [
            OrderedCase(
                order=order,
                case_id=found[number][0],
                position=position,
                state=state,
                content={"amount_fen": found[number][1]} if kind in NEEDED else {},
            )
            for position, number in enumerate(numbers, 1)
        ],
        batch_size=AT_A_TIME,
    )
    return OrderedInBulk(order)


def _faults(access: Access, kind: str, label: str, said: Mapping[str, Any]) -> list[Problem]:
    permission, told = PERMISSIONS[kind]
    faults = [] if permission in access.permissions else [Problem("not-allowed", told, Place("cases"))]
    if kind in LABELLED and not label.strip():
        faults.append(Problem("label-empty", LABELLED[kind], Place("label")))
    if kind in NEEDED:
        field, wanted = NEEDED[kind]
        if not str(said.get(field, "")).strip():
            faults.append(Problem("field-empty", wanted, Place(field)))
    return faults
