"""Lists: a page at a time, bounded counts, Excel without formulas, exports on record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import RequestFactory

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.models import Unit
from jiuchuang.web.kit.listing import Column, Link, Tag, Wanted, cell_text, draw, listing

COLUMNS = [
    Column("名称", lambda row: Link(row["name"], "/x/")),
    Column("金额", lambda row: row["fen"], "money"),
    Column("日期", lambda row: row["on"], "day"),
    Column("状态", lambda row: Tag("在办", "info")),
    Column("人数", lambda row: row.get("count"), "number"),
]


def rows(count):
    return [
        {"name": f"=HYPERLINK({n})", "fen": 123456 + n, "on": date(2026, 3, 2), "count": n}
        for n in range(count)
    ]


def wanted(**options):
    return Wanted(heading="清单", columns=COLUMNS, name="list", **options)


def get(query=""):
    return RequestFactory().get(f"/list/{query}")


def test_a_page_shows_its_rows_and_knows_its_neighbours():
    page = draw(get("?page=2&town=a"), wanted(per_page=10), rows(25))
    assert [row[0].text for row in page.rows] == [f"=HYPERLINK({n})" for n in range(10, 20)]
    assert (page.before, page.after) == ("?page=1&town=a", "?page=3&town=a")
    assert page.counted == "共 25 条"
    assert page.as_excel == "?page=2&town=a&format=xlsx"


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=99999999999", "?page=٣", "?page=7"]
)
def test_a_page_that_is_not_there_is_the_first(query):
    page = draw(get(query), wanted(per_page=10), rows(25))
    assert page.page == 1 and not page.before


def test_many_rows_are_counted_to_a_bound():
    assert draw(get(), wanted(), rows(1_000)).counted == "共 1,000 条"
    assert draw(get(), wanted(), rows(1_001)).counted == "1,000 条以上"


def test_nothing_is_not_zero():
    assert cell_text(None, "money") == "—"
    assert cell_text(0, "money") == "0.00元"
    assert cell_text(123456780, "money") == "1,234,567.80元"
    assert cell_text(-5, "money") == "-0.05元"
    assert cell_text(0, "number") == "0"


@pytest.mark.django_db
def test_a_page_of_a_query_asks_for_one_row_more_and_a_bounded_count(django_assert_num_queries):
    units = [
        Unit(
            code=f"u{n}",
            name=f"单位{n}",
            kind="township",
            region_code="369921001",
            opened_on=date(2026, 1, 1),
        )
        for n in range(60)
    ]
    Unit.objects.bulk_create(units)
    names = Wanted(heading="单位", columns=[Column("名称", lambda unit: unit.name)], name="units")
    with django_assert_num_queries(2) as queries:
        page = draw(get(), names, Unit.objects.order_by("id"))
    assert len(page.rows) == 50 and page.counted == "共 60 条"
    assert "LIMIT 51" in queries[0]["sql"] and "LIMIT 1001" in queries[1]["sql"]


@pytest.mark.django_db
def test_excel_holds_every_row_as_text_days_and_numbers_and_is_on_record():
    request = get("?format=xlsx&town=a")
    request.access = SimpleNamespace(account=SimpleNamespace(pk=7), actor=Actor(7, "经办人甲"))
    answer = listing(request, heading="名单", columns=COLUMNS, rows=rows(120), name="名单")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["名称", "金额（元）", "日期", "状态", "人数"]
    assert sheet.max_row == 121
    assert [cell.value for cell in sheet[2]] == ["=HYPERLINK(0)", 1234.56, datetime(2026, 3, 2), "在办", 0]  # noqa: DTZ001
    assert sheet["A2"].data_type == "s"
    [kept] = contents_of("exports/7")
    assert kept["kind"] == "Exported"
    assert kept["content"] == {"list": "名单", "query": "format=xlsx&town=a", "rows": 120}


def test_moments_are_told_in_the_time_of_the_county():
    assert cell_text(datetime(2026, 3, 2, 1, 30, tzinfo=UTC), "moment") == "2026-03-02 09:30"
