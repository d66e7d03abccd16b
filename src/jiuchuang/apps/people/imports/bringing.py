"""Who brings rows, for which units, and which records they may touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from django.db.models import QuerySet
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.org.models import Account, Unit
from jiuchuang.apps.org.queries import units_ever_below
from jiuchuang.apps.people.imports.effects import Rows, effects_between, rows_of
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.apps.people.models.imports import Import
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

Values = Mapping[str, Any]
Subject = TypeVar("Subject", Person, Employer)


class Faulty(Exception):
    """A row cannot be written; raised inside a writer, turned into a Refusal by `rows.write_row`."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = problems


def faulty(code: str, message: str, column: str, suggestion: str = "") -> Faulty:
    """One fault, at a column of the sheet."""
    return Faulty(Problem(code, message, Place(column), suggestion))


@dataclass(frozen=True)
class Wrote:
    """What a row did: to which subject, with which effects; `warnings` are what a person should look at."""

    kind: str
    number: str
    effects: list[dict[str, Any]]
    warnings: tuple[Problem, ...] = ()


@dataclass
class Bringing:
    """Rows on their way in: `unit` for rows that name none, `upload` when they come by an import.

    Records of units outside `unit` and what lies below it are not touched.
    """

    unit: Unit
    account: Account
    at: datetime
    source: str
    upload: Import | None = None
    warnings: list[Problem] = field(default_factory=list)
    watched: list[QuerySet[Any]] = field(default_factory=list)
    before: Rows = field(default_factory=dict)

    @staticmethod
    def of(upload: Import, account: Account, at: datetime) -> Bringing:
        """The rows of an import."""
        source = f"第{upload.pk}号导入" if upload.file else f"第{upload.pk}号登记申请"
        return Bringing(upload.unit, account, at, source, upload)

    @property
    def on(self) -> date:
        """The day."""
        return timezone.localdate(self.at)

    @property
    def told(self) -> dict[str, Any]:
        """What every action of the registers is told: who, out of what source, by which import, when."""
        return {
            "by": Actor(self.account.pk, self.account.name),
            "source": self.source,
            "import_number": self.upload.pk if self.upload else None,
            "at": self.at,
        }

    @cached_property
    def units(self) -> dict[int, Unit]:
        """The unit and everything below it on the day."""
        return {unit.pk: unit for unit in units_ever_below([self.unit.pk], self.on)}

    def begin(self) -> None:
        """A new row: nothing watched, nothing told."""
        self.warnings, self.watched, self.before = [], [], {}

    def watch(self, *rows: QuerySet[Any]) -> None:
        """Rows that the writing may change or add to; told before it begins."""
        self.watched += rows
        self.before |= rows_of(rows)

    def effects(self) -> list[dict[str, Any]]:
        """What has become of the watched rows."""
        return effects_between(self.before, rows_of(self.watched))

    def unit_of(self, values: Values) -> Unit | None:
        """The unit that a row names, by code or name; None when it names none."""
        written = values.get("unit")
        if written is None:
            return None
        found = [unit for unit in self.units.values() if written in (unit.code, unit.name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise faulty("unit-ambiguous", f"有{len(found)}个单位叫“{written}”", "unit", "请填单位代码")
        message = f"{self.unit.name}下面没有“{written}”这个单位"
        raise faulty("unit-unknown", message, "unit", "请填单位全称或代码")

    def faults_of_unit(self, values: Values) -> list[Problem]:
        """What is wrong with the unit that a row names, where nothing else of the row can be tried."""
        try:
            self.unit_of(values)
        except Faulty as fault:
            return list(fault.problems)
        return []

    def person(self, resident_id: str, column: str, name: str = "") -> Person:
        """The registered person with that number, where these rows may touch one; `name` has to be theirs."""
        found = self.known_person(resident_id, column)
        if found is None:
            message = f"人员库里没有身份证号{resident_id[:6]}…{resident_id[-4:]}的人"
            raise faulty("person-unknown", message, column, "请先登记人员")
        if name and not same_words(name, found.name):
            raise faulty("name-differs", "姓名与人员库登记的不一致", "name", "请核对身份证号和姓名")
        return found

    def known_person(self, resident_id: str, column: str) -> Person | None:
        """The person, None when nobody has the number; faulty where the record belongs elsewhere."""
        found = _surviving(
            Person.objects.filter(resident_id=resident_id).select_related("merged_into", "unit").first()
        )
        if found is not None and found.unit_id not in self.units:
            message = "此人登记在本单位范围以外，不能在这里改动"
            raise faulty("elsewhere", message, column, "请由登记所在的单位办理，或者申请调整属地")
        return found

    def employer(self, credit_code: str, column: str, anywhere: bool = False) -> Employer:
        """The registered employer with that code; `anywhere` when it is only named, not changed."""
        found = self.known_employer(credit_code, column, anywhere)
        if found is None:
            message = f"单位库里没有统一社会信用代码为{credit_code}的单位"
            raise faulty("employer-unknown", message, column, "请先登记单位")
        return found

    def known_employer(self, credit_code: str, column: str, anywhere: bool = False) -> Employer | None:
        """The employer, None when nobody has the code; faulty where the record belongs elsewhere."""
        found = _surviving(
            Employer.objects.filter(credit_code=credit_code).select_related("merged_into", "unit").first()
        )
        if found is not None and not anywhere and found.unit_id not in self.units:
            raise faulty("elsewhere", "这个单位登记在别处，不能在这里改动", column, "请由登记所在地办理")
        return found

    def warn(self, code: str, message: str, column: str) -> None:
        """Something that a person should look at; the row is written all the same."""
        self.warnings.append(Problem(code, message, Place(column), severity="warning"))


def done(outcome: Any, **columns: str) -> Any:
    """The outcome of an action; a refusal is faulty, its places told by the columns of the sheet."""
    if not isinstance(outcome, Refusal):
        return outcome
    raise Faulty(
        *(
            Problem(
                problem.code,
                problem.message,
                Place(columns.get(problem.place.source, problem.place.source)),
                problem.suggestion,
                problem.severity,
            )
            for problem in outcome.problems
        )
    )


def _surviving(found: Subject | None) -> Subject | None:
    """The record that goes on for one that was merged into another."""
    while found is not None and found.merged_into is not None:
        found = cast(Subject, found.merged_into)
    return found


def same_words(one: str, other: str) -> bool:
    """The same name, spaces and middle dots apart."""
    plain = [text.translate(str.maketrans("", "", " \u3000·•．.")) for text in (one, other)]
    return plain[0] == plain[1]


def day_of(values: Values, name: str) -> date | None:
    """A day of a row as it is kept."""
    written = values.get(name)
    return date.fromisoformat(written) if written else None
