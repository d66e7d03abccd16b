"""Choosing payments: what each row says of its account, what all of it comes to, and nothing that has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import QuerySet

from jiuchuang.apps.casework.queries.payable import AccountState, Payable, at_bank, payable
from jiuchuang.apps.casework.queries.payments import total_fen
from jiuchuang.domain.kernel.masking import account_end
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.web.kit.listing import Tag
from jiuchuang.web.window.choosing import Choice, ChoiceForm, Row

ACCOUNT_TAGS: Mapping[AccountState, Tag | None] = {
    "ready": None,
    "missing": Tag("未登记账号", "bad"),
    "changed": Tag("账号待确认", "warn"),
    "returned": Tag("退票后没有换账号", "warn"),
}
REFUSED: Mapping[str, str] = {
    "missing": "没有登记收款账号，不能提交支付",
    "changed": "收款账号在决定之后有变动，确认后才能提交支付",
}


class PaymentForm(ChoiceForm):
    """Which payments, and the number of the batch or of the bank's answer.

    The page carries what each row and all of them came to (`seen`, `expected_fen`): an amount that was decided anew
    meanwhile is looked at again. `beside` says by case why its row cannot be handed over.
    """

    batch = forms.CharField(
        label="支付批次号",
        required=False,
        max_length=40,
        help_text="同一批交银行的用同一个号；取过发放表的批次不能再加",
    )
    reference = forms.CharField(label="银行流水号", required=False, max_length=64)
    expected_fen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    nothing, gone = "请选择办件", "%s 现在不等支付，请刷新"

    def __init__(self, data: Any, waiting: QuerySet[Any], part: str, batch: str) -> None:
        super().__init__(data, waiting)
        self.part = part
        self.seen: dict[str, str] = (
            dict(one.rpartition(":")[::2] for one in data.getlist("seen")) if data else {}
        )
        self.beside: dict[str, str] = {}
        self.chosen_fen = 0
        del self.fields["batch" if part == "posted" else "reference"]
        if part == "hand_over":
            self.initial["batch"] = batch

    def clean(self) -> dict[str, Any]:
        """Besides what every choice is asked: the amounts are those that were shown, the accounts are there."""
        said = super().clean() or {}
        field, wanted = (
            ("batch", "请写支付批次号") if self.part == "hand_over" else ("reference", "请写银行流水号")
        )
        if not str(said.get(field, "")).strip() and field not in self.errors:
            self.add_error(field, wanted)
        if said.get("scope") == "all":
            self.chosen_fen = total_fen(self.waiting)
            if said.get("expected_fen") not in (None, self.chosen_fen):
                before, now = (format_fen_grouped(fen) for fen in (said["expected_fen"], self.chosen_fen))
                self.add_error(None, f"合计从{before}变为{now}，请再核对一次")
            return said
        chosen = [seat.case for seat in self.waiting.filter(case__number__in=self.numbers)]
        self.chosen_fen = sum(case.amount_fen or 0 for case in chosen)
        for case in chosen:
            shown = self.seen.get(case.number)
            if shown is not None and shown != str(case.amount_fen):
                self.beside[case.number] = (
                    f"金额已变为{format_fen_grouped(case.amount_fen or 0)}，请再核对一次"
                )
        if self.part == "hand_over":
            found = payable(chosen)
            self.beside |= {one: REFUSED[row.state] for one, row in found.items() if not row.can_go}
        for number, why in sorted(self.beside.items()):
            self.add_error(None, f"{number}：{why}")
        return said


@dataclass(frozen=True)
class PaymentRow:
    """A row to be ticked: where it is paid by the last digits, what is to be looked at, why it cannot go."""

    row: Row
    end: str
    tag: Tag | None
    waits: bool
    wrong: str
    fen: int


@dataclass(frozen=True)
class Sum:
    """So many payments and what they come to, in figures and in capitals."""

    rows: int
    fen: int

    @property
    def figures(self) -> str:
        """In yuan."""
        return format_fen_grouped(self.fen)

    @property
    def capitals(self) -> str:
        """The same in capitals (大写); empty for nothing."""
        return capital_amount(self.fen) if self.fen else ""


def payment_rows(shown: Choice, form: PaymentForm) -> list[PaymentRow]:
    """The rows of a page with their accounts; what cannot go, or came back, is not ticked beforehand."""
    handing, cases = form.part == "hand_over", [row.seat.case for row in shown.rows]
    found = payable(cases) if handing else {}
    sent = {} if handing else at_bank(cases)
    rows = []
    for row in shown.rows:
        case = row.seat.case
        to = found.get(case.number) or Payable("ready", sent.get(case.number, ""))
        picked = row.picked and (form.is_bound or not handing or to.state == "ready")
        rows.append(
            PaymentRow(
                replace(row, picked=picked),
                account_end(to.account),
                ACCOUNT_TAGS[to.state] if handing else None,
                handing and to.state == "changed",
                form.beside.get(case.number, ""),
                case.amount_fen or 0,
            )
        )
    return rows
