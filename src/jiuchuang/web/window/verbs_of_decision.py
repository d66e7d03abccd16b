"""Forms of opinions, checks, notices, decisions, payment and appeals."""

from __future__ import annotations

from typing import Any

from django import forms

from jiuchuang.domain.casework.commands import APPEAL_LABELS, STANCE_LABELS
from jiuchuang.web.kit.forms import DayField
from jiuchuang.web.window.verb_form import (
    CHECK_RESULTS,
    YES_NO,
    VerbForm,
    YuanField,
    lines,
    radio,
    words,
)


class GiveOpinionForm(VerbForm):
    """同意, 不同意, 需补充."""

    verb, label, submit, done = "give_opinion", "出具意见", "提交意见", "意见已提交。"
    seat = forms.CharField(widget=forms.HiddenInput, required=False)
    stance = radio("意见", list(STANCE_LABELS.items()))
    reasons = words("理由", False, help_text="同意可不写；不同意或需补充的必须写")


class RecordVisitForm(VerbForm):
    """实地核查."""

    verb, label, submit, done = "record_visit", "登记实地核查", "登记核查", "核查结果已登记。"
    visited_on = DayField(label="核查日期")
    visitors = words("核查人", rows=2, help_text="一行一人")
    satisfied = radio("是否属实", YES_NO)
    findings = words("核查情况")

    def fields_of_command(self) -> dict[str, Any]:
        """Visitors one a line."""
        said = super().fields_of_command()
        return {**said, "visitors": lines(said["visitors"]), "satisfied": said["satisfied"] == "yes"}


class RecordCheckForm(VerbForm):
    """部门核验."""

    verb, label, submit, done = "record_check", "登记部门核验", "登记核验", "核验结果已登记。"
    source = forms.CharField(label="向哪个系统或部门核验", max_length=120)
    result = radio("结果", CHECK_RESULTS)
    as_of = DayField(label="数据截至哪天")
    findings = words("核验情况", False, rows=2)


class SettleObjectionForm(VerbForm):
    """异议处理."""

    verb, label, submit, done = "settle_objection", "处理异议", "作出处理", "异议已处理。"
    objection = forms.ChoiceField(label="哪一件异议")
    upheld = radio("异议是否成立", YES_NO)
    reasons = words("核实情况与理由")

    def fields_of_command(self) -> dict[str, Any]:
        """Upheld or not."""
        return {**super().fields_of_command(), "upheld": self.cleaned_data["upheld"] == "yes"}


class CloseNoticeForm(VerbForm):
    """公示期满."""

    verb, label, submit, done = "close_notice", "结束公示", "结束公示", "公示已结束。"


class ConfirmForm(VerbForm):
    """免申即享: the person wants it, said at the desk."""

    verb, label, submit, done = "confirm", "本人确认（代办）", "登记确认", "已登记确认。"


class OptOutForm(VerbForm):
    """免申即享: the person does not want it."""

    verb, label, submit, done, tone = "opt_out", "本人放弃（代办）", "登记放弃", "已登记放弃。", "danger"
    reason = words("理由", False, rows=2)


class DecideForm(VerbForm):
    """批准 or 不予批准."""

    verb, label, submit, done = "decide", "作出决定", "作出决定", "决定已作出。"
    approved = radio("决定", (("yes", "批准"), ("no", "不予批准")))
    amount_fen = YuanField(
        label="批准金额（元）", required=False, help_text="已按系统核算预填；不予批准或不涉及资金的留空"
    )
    reasons = words("理由")
    clauses = words("依据条款", rows=2, help_text="一行一条")
    departure = words(
        "与核验结果不一致的理由", False, rows=2, help_text="决定或金额与当天的核验结果不同时必须写"
    )

    def fields_of_command(self) -> dict[str, Any]:
        """The amount in fen, none for a refusal."""
        said = self.cleaned_data
        approved = said["approved"] == "yes"
        return {
            "approved": approved,
            "amount_fen": said["amount_fen"] if approved else None,
            "reasons": said["reasons"],
            "clauses": lines(said["clauses"]),
            "departure": said["departure"],
        }


class LapseCorrectionForm(VerbForm):
    """逾期未补正."""

    verb, label, submit, done, tone = "lapse_correction", "逾期未补正，办结", "办结", "已办结。", "danger"
    at_node = False


class HandOverForm(VerbForm):
    """提交支付."""

    verb, label, submit, done = "hand_over", "提交支付", "提交支付", "已提交支付。"
    batch = forms.CharField(label="支付批次号", max_length=40)


class OneAnswerAsks(forms.CharField):
    """A text that one answer of the form asks for: not always needed, and not marked as free to leave out either."""

    def validate(self, value: Any) -> None:
        """Whether it is needed the form says, once it knows the answer."""


class ConfirmPaymentForm(VerbForm):
    """到账 or 退票."""

    use_required_attribute = False

    verb, label, submit, done = "confirm_payment", "登记到账或退票", "登记", "支付结果已登记。"
    posted = radio("结果", (("yes", "已到账"), ("no", "退票")))
    reference = OneAnswerAsks(label="银行流水号", max_length=64, help_text="已到账的必须写；退票的可以不写")
    reason = OneAnswerAsks(
        label="退票原因", max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="退票的必须写，申请人也会看到",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The bank's number of what was posted, the reason of what came back."""
        said = super().clean() or {}
        wanted = {"yes": ("reference", "已到账的，请写银行流水号"), "no": ("reason", "退票的，请写明原因")}
        field, message = wanted.get(said.get("posted", ""), ("", ""))
        if field and not said.get(field) and field not in self.errors:
            self.add_error(field, message)
        return said

    def fields_of_command(self) -> dict[str, Any]:
        """Posted or returned."""
        return {**super().fields_of_command(), "posted": self.cleaned_data["posted"] == "yes"}


class ArchiveForm(VerbForm):
    """归档."""

    verb, label, submit, done = "archive", "归档", "归档", "已归档。"
    file_number = forms.CharField(label="档号", max_length=64)


class AppealForm(VerbForm):
    """申诉、复议、诉讼, registered at the desk."""

    verb, label, submit, done = "appeal", "登记申诉、复议", "登记", "已登记。"
    at_node = False
    kind = radio("哪一种", list(APPEAL_LABELS.items()))
    reasons = words("理由")


class SettleAppealForm(VerbForm):
    """The outcome of an appeal."""

    verb, label, submit, done = "settle_appeal", "处理申诉、复议", "作出处理", "已处理。"
    at_node = False
    appeal = forms.ChoiceField(label="哪一件")
    changed = radio("原决定", (("no", "维持"), ("yes", "撤销，重新决定")))
    reasons = words("理由")

    def fields_of_command(self) -> dict[str, Any]:
        """Changed or kept."""
        return {**super().fields_of_command(), "changed": self.cleaned_data["changed"] == "yes"}
