"""The dated history of a subject: every change of a fact or column, and what held on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuchuang.apps.people.models import Change
from jiuchuang.apps.people.queries.stated import stated_of
from jiuchuang.apps.people.queries.subjects import subject_of
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.rules.language.kept_values import kept_value
from jiuchuang.domain.rules.language.valuetypes import Value, format_value

COLUMN_LABELS = {
    "name": "姓名（名称）", "unit": "属地", "resident_id": "公民身份号码", "birth_on": "出生日期", "phone": "联系电话",
    "address": "地址", "certificate": "就业创业证编号", "account": "账号", "number_evidence": "证号核验说明",
    "credit_code": "统一社会信用代码", "legal_person": "法定代表人（经营者）", "industry": "行业门类", "head": "户主",
    "agent": "经办人", "checked_on": "最近核实", "complete": "登记齐全的登记表", "merged_into": "并入",
}  # fmt: skip
"""Columns of the registers as a history names them."""
PERSONAL = frozenset({"name", "resident_id", "phone", "address", "account"})
"""Columns whose values a history shows only to those who may see them."""


@dataclass(frozen=True)
class Changed:
    """One name in one change, in words; empty texts stand for unknown."""

    name: str
    label: str
    before: str
    after: str
    source: str
    on: date
    at: datetime
    account: str
    import_number: int | None


def facts_on(kind: str, number: str, day: date) -> dict[str, Value]:
    """What is stated of the subject on the day, by fact; nothing for a number that does not exist."""
    subject = subject_of(kind, number)
    return stated_of(kind, [subject], day)[subject.pk] if subject else {}


def changes_of(kind: str, number: str) -> list[Changed]:
    """Every change of the subject, the latest first, one row a name."""
    rows = Change.objects.filter(kind=kind, number=number).select_related("account").order_by("-on", "-id")
    return [
        Changed(
            name,
            label_of(name),
            shown(name, row.before.get(name)),
            shown(name, row.after.get(name)),
            row.source,
            row.on,
            row.at,
            row.account.name if row.account else "",
            row.import_number,
        )
        for row in rows
        for name in {**row.before, **row.after}
    ]


def label_of(name: str) -> str:
    """The Chinese name of a fact or column."""
    fact = vocabulary().facts.get(name)
    return COLUMN_LABELS.get(name) or (fact.label if fact else name)


def shown(name: str, kept: object) -> str:
    """A kept value in words; empty for unknown."""
    fact = vocabulary().facts.get(name)
    if kept is None:
        return ""
    if fact is None or name in COLUMN_LABELS:
        return "、".join(map(str, kept)) if isinstance(kept, list) else str(kept)
    return format_value(kept_value(kept, fact.type), fact.type, dict(fact.labels))
