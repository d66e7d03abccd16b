"""Facts of one subject and the tables of all are built by the same definitions: every fact, unknown ones too."""

from datetime import date, timedelta

import polars as pl

from jiuchuang.apps.people.actions.enter_headcounts import Count, enter_headcounts
from jiuchuang.apps.people.actions.enter_household import end_membership
from jiuchuang.apps.people.actions.state_facts import FactsStated, state_facts
from jiuchuang.apps.people.models import Coverage, Employer, Employment, HouseholdMember, Person
from jiuchuang.apps.people.queries import facts_of, snapshot, vocabulary
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.rules.vocabulary import REACHABLE
from people_world import AT, BY

ON = date(2018, 6, 30)
KINDS = ("person", "household", "employer", "employment")


def tables(folder, on, units=None) -> dict[str, pl.DataFrame]:
    assert snapshot(folder, on, units) == []
    return {
        kind: pl.concat([pl.read_parquet(path) for path in sorted((folder / kind).glob("*.parquet"))])
        for kind in KINDS
    }


def known(kind: str, row: dict) -> dict:
    """The facts of a row that are known, without those whose guard is false (screening drops these by itself)."""
    facts = vocabulary().facts
    return {
        name: value
        for name, value in row.items()
        if name in facts and facts[name].entity in REACHABLE[kind] and value is not None
    }


def assert_equal(kind: str, table: pl.DataFrame, on: date) -> int:
    compared = 0
    for row in table.iter_rows(named=True):
        sheet = facts_of(kind, row["id"], on)
        assert not sheet.problems
        assert sheet.values == known(kind, row), (kind, row["id"])
        compared += len(sheet.values)
    return compared


def test_one_by_one_and_all_at_once(loaded, tmp_path):
    found = tables(tmp_path / "all", ON)
    for kind, table in found.items():
        assert table.height == loaded.rows.get(kind, Employment.objects.count())
        assert assert_equal(kind, table, ON) > table.height * 5


def test_days_gone_by_words_by_hand_and_units(loaded, tmp_path, townships):
    """Facts stated later, facts stated against the rows, periods that ended, one township alone: still the same."""
    subjects = list(Person.objects.order_by("number")[:35])
    for number, one in enumerate(subjects):
        facts = {
            "is_student": number % 2 == 0,
            "receives_subsistence_allowance": None,
            "is_enterprise_employee": True,
        }
        done = state_facts(
            by=BY, kind="person", number=one.number, facts=facts, source="核实", on=ON + timedelta(days=number - 20),
            columns={"birth_on": "1960-01-01"} if number == 30 else None, at=AT,
        )  # fmt: skip
        assert isinstance(done, Refusal if number == 30 else FactsStated), done
    firm = Employer.objects.order_by("number")[1]
    hand = {
        "staff_now": 77777,
        "ui_paid_last_year": "12345.67元",
        "registered_unemployment_rate_last_year": "3.14%",
    }
    stated = state_facts(
        by=BY, kind="employer", number=firm.number, facts=hand, source="窗口核实", on=ON, at=AT
    )
    assert isinstance(stated, FactsStated), stated
    home = HouseholdMember.objects.select_related("household").order_by("pk")[3]
    ended = end_membership(by=BY, person=home.person, to_on=ON - timedelta(days=1), at=AT)
    assert not isinstance(ended, Refusal)
    unsaid = Employer.objects.order_by("number")[2]
    Coverage.objects.filter(end="employer_id").delete()  # rows alone now count no staff
    counts = {date(2017, month, 1): Count(month, 1) for month in range(1, 13)}
    for one in (firm, unsaid):
        assert not isinstance(enter_headcounts(by=BY, employer=one, months=counts, on=ON, at=AT), Refusal)
    for on in (ON - timedelta(days=10), ON):
        found = tables(tmp_path / f"{on}", on)
        assert found["employer"].filter(pl.col("staff_now") == 77777)["id"].to_list() == (
            [firm.number] if on == ON else []
        )
        reported = found["employer"].filter(pl.col("id") == unsaid.number)
        assert reported.select("staff_base_last_year", "layoffs_last_year").row(0) == (7, 12)  # 6.5, half up
        for kind in ("person", "household", "employer"):
            assert_equal(kind, found[kind].head(30), on)
    town = next(iter(townships.values()))
    alone = tables(tmp_path / "town", ON, [town])
    assert 0 < alone["person"].height < found["person"].height
    assert alone["person"].equals(found["person"].filter(pl.col("unit") == town.code))
