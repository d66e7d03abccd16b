"""Payments of many cases: handed over to the bank in one batch, or posted when it has answered."""

from __future__ import annotations

from typing import Any

from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.work_off import Turn, Work
from jiuchuang.apps.casework.models import AwaitedSeat
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


def _hand_over(turn: Turn) -> Refusal | None:
    return _paid(turn, "hand_over", {"batch": turn.order.fields["batch"]})


def _post(turn: Turn) -> Refusal | None:
    said = {"posted": True, "reference": turn.order.fields["reference"], "reason": ""}
    return _paid(turn, "confirm_payment", said)


def _paid(turn: Turn, verb: str, said: dict[str, Any]) -> Refusal | None:
    """The verb on one case, at the step where it waits for its payment; once an order."""
    seat = AwaitedSeat.objects.filter(case=turn.case, node_kind="pay", is_open=True).first()
    if seat is None:
        return Refusal((Problem("not-awaiting-payment", "现在不等支付", Place("cases")),))
    ordered, now = turn.content.get("amount_fen"), turn.case.amount_fen
    if ordered is not None and ordered != now:
        told = "没有金额" if now is None else format_fen_grouped(now)
        message = f"交办时是{format_fen_grouped(ordered)}，现在是{told}，请重新核对"
        return Refusal((Problem("amount-changed", message, Place("cases")),))
    done = act(
        access=turn.access,
        number=turn.case.number,
        verb=verb,
        fields={**said, "node": seat.node},
        key=f"order/{turn.order.pk}:{verb}:{turn.case.number}",
        at=turn.at,
    )
    return done if isinstance(done, Refusal) else None


HAND_OVER = Work(carry_out=_hand_over)
POSTED = Work(carry_out=_post)
