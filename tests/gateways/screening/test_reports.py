"""What a screening leaves: workbook, page, charts, funnel, summary; whole or not at all."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import openpyxl
import polars as pl
import pytest

from gateways.screening.small_county import screen_county, write_county
from jiuchuang.gateways.screening.charts import WIDTH, Row, Segment, bar_chart, wrap
from jiuchuang.gateways.screening.figures import funnel_figure
from jiuchuang.gateways.screening.reports_out import folder_problems, whole_folder, write_reports
from jiuchuang.gateways.screening.wording import short_yuan, yuan

SHEETS = ["总览", "应享未享", "不应享已享", "差一项", "缺失事实工作清单", "条件漏斗", "预算区间"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    root = tmp_path_factory.mktemp("screening")
    out = root / "out"
    screening = screen_county(write_county(root / "county"), out)
    write_reports(screening, out)
    return screening, out


def table_of(sheet):
    """Rows of a sheet from its header on."""
    top = int(re.search(r"\d+", sheet.auto_filter.ref)[0])
    return [list(row) for row in sheet.iter_rows(min_row=top, values_only=True)]


def test_the_workbook_has_every_sheet_ready_to_use(reported):
    book = openpyxl.load_workbook(reported[1] / "report.xlsx")
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows


def test_the_sheets_hold_the_figures(reported):
    book = openpyxl.load_workbook(reported[1] / "report.xlsx")
    assert dict(zip(*table_of(book["总览"])[:2], strict=True)) == {
        "文件": "试政发〔2016〕1号", "项目": "带动补贴", "条款": "一/（二）", "性质": "符合即享", "单位": "人",
        "筛查": 10, "符合": 3, "不符合": 5, "待查事实": 2, "待政策人员": 0, "符合且已发": 1, "应享未享": 2,
        "符合未发": None, "未享金额（一期，元）": 0, "不应享已享": 1, "差一项": 2,
    }  # fmt: skip
    assert [row[0] for row in table_of(book["应享未享"])[1:]] == ["big_unknown", "met"]
    assert table_of(book["应享未享"])[2][4:] == [None, 100, 300]
    assert table_of(book["不应享已享"])[1][4:] == [350, "2017-04-01", "本县户籍"]
    assert [(row[0], row[4]) for row in table_of(book["差一项"])[1:]] == [
        ("small", "符合任一：带动人数不低于2；大户"),
        ("stranger", "本县户籍"),
    ]
    assert table_of(book["预算区间"])[1][4:8] == [300, 600, 1, 1]
    assert table_of(book["条件漏斗"])[1] == ["带动补贴", "本县户籍", "", 6, 3, 1, 6]


def test_the_funnel_file(reported):
    funnel = pl.read_parquet(reported[1] / "funnel.parquet")
    assert funnel["condition"].to_list() == ["local", "group-2", "heads", "big", "once", "struck"]
    assert funnel["survivors"].to_list() == [6, 4, None, None, 3, None]


def test_the_summary(reported):
    summary = json.loads((reported[1] / "summary.json").read_text(encoding="utf-8"))
    (programme,) = summary["programmes"]
    assert (summary["on"], summary["rows"]) == ("2017-06-30", {"person": 10})
    assert (programme["id"], programme["met"], programme["unclaimed"]) == ("test/2016-1/p", 3, 2)
    assert programme["budget"]["high_fen"] == 60_000


def test_the_page_stands_alone(reported):
    page = (reported[1] / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    assert set(re.findall(r"https?://[^\"]+", page)) == {"http://www.w3.org/2000/svg"}
    for heading in (
        "总览",
        "应享未享",
        "预算区间",
        "不应享已享",
        "差一项",
        "条件漏斗",
        "缺失事实工作清单",
        "用语",
    ):
        assert f">{heading}</h" in page
    assert "全部虚构。" in page


def test_every_chart_stands_over_its_table(reported):
    page = (reported[1] / "report.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) == 5  # claims, budget, regions, one funnel, facts
    assert all(figure.index("<svg") < figure.index("<table") for figure in figures)


def test_charts_are_files_of_their_own(reported):
    screening, out = reported
    names = sorted(path.name for path in (out / "charts").iterdir())
    assert names == [
        "budget-test-2016-1.svg",
        "facts.svg",
        "funnel-test-2016-1-p.svg",
        "regions-test-2016-1.svg",
        "unclaimed-test-2016-1.svg",
    ]
    drawn = funnel_figure(screening, screening.tallies[0])
    assert (out / "charts" / "funnel-test-2016-1-p.svg").read_text(encoding="utf-8").strip() == drawn.svg


def bars(svg):
    return [int(bar.get("width")) for bar in ElementTree.fromstring(svg).iter(f"{SVG}rect")]


def test_bars_are_in_proportion_and_start_at_zero():
    svg = bar_chart(
        "试", [Row(f"第{n}", (Segment(n, "done"), Segment(n, "gap")), str(n)) for n in (400, 200, 100)]
    )
    widths = bars(svg)
    assert widths[0] * 4 == pytest.approx(widths[4] * 16, abs=16)
    assert widths[0] == widths[1]
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text == "试"


def test_a_value_that_is_too_small_to_see_still_shows_and_zero_does_not():
    rows = [
        Row(name, (Segment(value, "done"),), name)
        for name, value in (("多", 1_000_000), ("少", 1), ("无", 0))
    ]
    assert bars(bar_chart("试", rows))[1:] == [1]


def test_a_name_with_markup_in_it_is_text():
    svg = bar_chart('<"a">', [Row("<b>&", (Segment(1, "done"),), "<i>")])
    texts = [node.text for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert texts == ["<b>&", "<i>"]


def test_long_names_wrap_within_the_width():
    lines = wrap("条" * 100, WIDTH, 15)
    assert "".join(lines) == "条" * 100
    assert max(map(len, lines)) == WIDTH // 15


@pytest.mark.parametrize(
    ("fen", "long", "short"),
    [
        (0, "0.00", "0元"),
        (5, "0.05", "0元"),
        (123_456, "1,234.56", "1,235元"),
        (1_000_000, "10,000.00", "1.0万元"),
        (1_204_999, "12,049.99", "1.2万元"),
        (1_250_000, "12,500.00", "1.3万元"),
        (12_500_000_000, "125,000,000.00", "1.25亿元"),
        (-123_456, "-1,234.56", "-1,235元"),
    ],
)
def test_money_in_words(fen, long, short):
    assert (yuan(fen), short_yuan(fen)) == (long, short)


def test_results_appear_whole_or_not_at_all(tmp_path):
    out = tmp_path / "out"

    def fail():
        with whole_folder(out) as work:
            (work / "half").write_text("x", encoding="utf-8")
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    assert list(tmp_path.iterdir()) == []
    with whole_folder(out) as work:
        (work / "summary.json").write_text("{}", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["summary.json"]
    assert folder_problems(out) == []


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    assert [problem.code for problem in folder_problems(tmp_path)] == ["out-not-empty"]
    assert [problem.code for problem in folder_problems(tmp_path / "letter.txt")] == ["out-is-file"]
