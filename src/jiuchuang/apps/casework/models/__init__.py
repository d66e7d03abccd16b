"""Cases with what lists need of them, and lists of many cases."""

from __future__ import annotations

from jiuchuang.apps.casework.models.bulk import BulkOrder, OrderedCase
from jiuchuang.apps.casework.models.cases import AwaitedSeat, Case, Finding, NumberSeries, Paper
from jiuchuang.apps.casework.models.drafts import DraftPaper
from jiuchuang.apps.casework.models.kept import KeptNotice, KeptProcedure
from jiuchuang.apps.casework.models.lists import NoticeList, NoticeObjection, SigningList, SigningRow
from jiuchuang.apps.casework.models.payees import Payee
from jiuchuang.apps.casework.models.payments import BankPayment, PaymentBatch

__all__ = [
    "AwaitedSeat",
    "BankPayment",
    "BulkOrder",
    "Case",
    "DraftPaper",
    "Finding",
    "KeptNotice",
    "KeptProcedure",
    "NoticeList",
    "NoticeObjection",
    "NumberSeries",
    "OrderedCase",
    "Paper",
    "Payee",
    "PaymentBatch",
    "SigningList",
    "SigningRow",
]
