"""Forms of accepting, correcting and passing on."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.web.window.verb_form import YES_NO, Choices, VerbForm, lines, radio, words


class AcceptForm(VerbForm):
    """受理, with what is to follow and what is promised."""

    verb, label, submit, done = "accept", "受理", "受理", "已受理。"
    papers_to_follow = words("容缺：可以后补的材料", False, rows=2, help_text="一行一件；没有就不填")
    promises = words("告知承诺：以承诺代替的证明", False, rows=2, help_text="一行一项；没有就不填")

    def fields_of_command(self) -> dict[str, Any]:
        """Lists of papers and promises."""
        return {name: lines(self.cleaned_data[name]) for name in ("papers_to_follow", "promises")}


class DeclineForm(VerbForm):
    """不予受理."""

    verb, label, submit, done, tone = "decline", "不予受理", "不予受理", "已作不予受理决定。", "danger"
    reasons = words("理由")
    clauses = words("依据条款", rows=2, help_text="一行一条，如：〔2026〕3号 二/（三）")

    def fields_of_command(self) -> dict[str, Any]:
        """Clauses one a line."""
        return {"reasons": self.cleaned_data["reasons"], "clauses": lines(self.cleaned_data["clauses"])}


LINES_OF_A_LIST = 5
MOST_LINES = 30


class AskCorrectionForm(VerbForm):
    """退回补正: one list for all that is wrong, of as many lines as it takes."""

    verb, label, submit, done = "ask_correction", "退回补正", "发出补正清单", "补正清单已发出，时限停止计算。"

    def __init__(self, data: Any, choices: dict[str, Choices] | None = None, **options: Any) -> None:
        super().__init__(data, choices, **options)
        self.papers = [name for name, _ in (choices or {}).get("papers", ())]
        self.count = self._count(data)
        for number in range(1, self.count + 1):
            self.fields[f"paper_{number}"] = forms.CharField(
                label=f"第{number}项材料",
                required=False,
                max_length=120,
                widget=forms.TextInput({"list": "papers"}),
            )
            self.fields[f"wanted_{number}"] = forms.CharField(
                label=f"第{number}项缺什么、怎么改", required=False, max_length=300
            )

    def _count(self, data: Any) -> int:
        if data is None:
            return LINES_OF_A_LIST
        sent = [int(name[6:]) for name in data if re.fullmatch(r"paper_\d{1,2}", name)]
        more = LINES_OF_A_LIST if data.get("more") else 0
        return min(max([LINES_OF_A_LIST, *sent]) + more, MOST_LINES)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The lines as pairs of fields."""
        return [(self[f"paper_{n}"], self[f"wanted_{n}"]) for n in range(1, self.count + 1)]

    def clean(self) -> dict[str, Any]:
        """Half a line is told beside its empty half."""
        cleaned = super().clean() or {}
        for number in range(1, self.count + 1):
            paper, wanted = cleaned.get(f"paper_{number}", ""), cleaned.get(f"wanted_{number}", "")
            if wanted and not paper:
                self.add_error(f"paper_{number}", f"第{number}项没有写是哪份材料")
            if paper and not wanted:
                self.add_error(f"wanted_{number}", f"第{number}项没有写缺什么")
        if not any(cleaned.get(f"paper_{n}") or cleaned.get(f"wanted_{n}") for n in range(1, self.count + 1)):
            self.add_error("paper_1", "请写明补正清单，一次写全")
        return cleaned

    def fields_of_command(self) -> dict[str, Any]:
        """The list."""
        pairs = [
            (self.cleaned_data[f"paper_{n}"], self.cleaned_data[f"wanted_{n}"])
            for n in range(1, self.count + 1)
        ]
        return {"items": tuple(CorrectionItem(paper, wanted) for paper, wanted in pairs if paper)}


class SupplementForm(VerbForm):
    """The applicant's answer to the list, taken at the desk (代办)."""

    verb, label, submit, done = "supplement", "收到补正", "登记补正", "补正已登记，时限接着计算。"
    at_node = False
    papers = forms.MultipleChoiceField(
        label="收到的材料", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = words("说明", False, rows=2)

    def fields_of_command(self) -> dict[str, Any]:
        """Papers as a tuple."""
        return {"papers": tuple(self.cleaned_data["papers"]), "note": self.cleaned_data["note"]}


class SupplyPapersForm(VerbForm):
    """容缺补交, at the desk."""

    verb, label, submit, done = "supply_papers", "容缺补交", "登记补交", "补交已登记。"
    at_node = False
    papers = forms.MultipleChoiceField(
        label="收到的材料", required=False, widget=forms.CheckboxSelectMultiple
    )

    def fields_of_command(self) -> dict[str, Any]:
        """Papers as a tuple."""
        return {"papers": tuple(self.cleaned_data["papers"])}


class VerifyPromiseForm(VerbForm):
    """Whether a promise was true."""

    verb, label, submit, done = "verify_promise", "核实承诺", "登记核实", "核实结果已登记。"
    at_node = False
    promise = forms.ChoiceField(label="哪一项承诺")
    kept = radio("是否属实", YES_NO)
    findings = words("核查情况")

    def fields_of_command(self) -> dict[str, Any]:
        """Kept or not."""
        return {**super().fields_of_command(), "kept": self.cleaned_data["kept"] == "yes"}


class TransferForm(VerbForm):
    """转办."""

    verb, label, submit, done = "transfer", "转办", "转出", "已转办。"
    to_unit = forms.ChoiceField(label="转给哪个单位")
    seat = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = words("理由", rows=2)


class AddSignerForm(VerbForm):
    """加签."""

    verb, label, submit, done = "add_signer", "加签", "请其加签", "已请加签，意见齐了才能办结本环节。"
    unit = forms.ChoiceField(label="请哪个单位")
    role = forms.ChoiceField(label="由谁出意见")
    reason = words("理由", rows=2)


class SendBackForm(VerbForm):
    """退回上一环节."""

    verb, label, submit, done, tone = "send_back", "退回上一环节", "退回", "已退回。", "danger"
    to_node = forms.ChoiceField(label="退回到哪一环节")
    reason = words("理由")


class RecallForm(VerbForm):
    """撤回办理."""

    verb, label, submit, done, tone = "recall", "撤回办理", "撤回", "已撤回，环节重新打开。", "danger"
    reason = words("理由", rows=2)


class UrgeForm(VerbForm):
    """催办."""

    verb, label, submit, done = "urge", "催办", "催办", "已催办。"
    note = words("附言", False, rows=2)


class WithdrawForm(VerbForm):
    """撤回申请, for the applicant."""

    verb, label, submit, done, tone = "withdraw", "撤回申请（代办）", "撤回申请", "申请已撤回。", "danger"
    at_node = False
    reason = words("理由", rows=2)
