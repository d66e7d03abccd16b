"""Where a case stands, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STATUS = {"open": ("正在办理", "info"), "correcting": ("等您补正", "warn")}
OUTCOME = {
    "approved": ("已批准", "good"),
    "refused": ("未批准", "bad"),
    "declined": ("不予受理", "bad"),
    "withdrawn": ("您已撤回", ""),
    "lapsed": ("逾期未补正，已终止", "bad"),
    "opted_out": ("您已放弃", ""),
}


@dataclass(frozen=True)
class CaseStanding:
    """The words, and the colour of their tag."""

    words: str
    tone: str


def standing(case: Any, back: Mapping[str, bool] | None = None) -> CaseStanding:
    """The standing of a case (its row); `back` are numbers of those whose money the bank has sent back.

    With each stands whether another account is still to be entered.
    """
    if back and case.number in back:
        todo = back[case.number]
        words = "款项被银行退回，请换账号" if todo else "款项被银行退回，等财务重新支付"
        return CaseStanding(words, "bad" if todo else "warn")
    words, tone = OUTCOME.get(case.outcome) or STATUS.get(case.status) or ("正在办理", "info")
    return CaseStanding(words, tone)
