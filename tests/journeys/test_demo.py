"""The main job from end to end: documents to task tables, packs, a county, screening, decisions."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("JIUCHUANG_SEEDS", ROOT.parent / "shared" / "seeds"))
SMALL = ("--persons", "300", "--employers", "30")
ENOUGH = ("--persons", "3000", "--employers", "300")
"""Enough people for every kind of example to be among them."""
runner = CliRunner()


def demo(out, *options, sizes=SMALL):
    return runner.invoke(app, ["demo", "--out", str(out), "--no-site", *sizes, *options])


def links(page: Path) -> list[str]:
    return re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "out"
    return demo(out, sizes=ENOUGH), out


def test_the_sample_county_runs_without_any_document(sample):
    result, out = sample
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        "decisions.html",
        "demo.json",
        "documents",
        "index.html",
        "population",
        "screening",
    ]
    assert sorted(path.suffix for path in (out / "documents").iterdir()) == [".docx", ".json", ".xlsx"]
    assert json.loads((out / "demo.json").read_text(encoding="utf-8"))["packs"] == ["sample/yunxi-2024-6"]


def test_the_closing_words_say_where_to_look(sample):
    result, out = sample
    places = [Path(word) for word in result.stdout.split() if word.startswith(str(out))]
    assert [place.name for place in places] == ["index.html", "documents", "report.html", "decisions.html"]
    assert all(place.exists() for place in places)


def test_every_link_leads_somewhere(sample):
    out = sample[1]
    targets = links(out / "index.html")
    assert len(targets) >= 6
    assert [target for target in targets if not (out / target).exists()] == []


def test_the_screening_is_of_the_county_and_of_a_day_in_force(sample):
    out = sample[1]
    summary = json.loads((out / "screening" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["on"], summary["rows"]["person"]) == ("2024-06-30", 3000)
    assert len(summary["programmes"]) == 7
    assert summary["outside_period"] == summary["facts_absent"] == []
    awards = pl.read_parquet(out / "screening" / "awards.parquet")
    assert awards.height == sum(programme["met"] for programme in summary["programmes"])
    assert openpyxl.load_workbook(out / "screening" / "report.xlsx").sheetnames[0] == "总览"


def test_the_decisions_show_an_open_case_with_its_next_question(sample):
    page = (sample[1] / "decisions.html").read_text(encoding="utf-8")
    for words in ("符合的一件", "不符合的一件", "还不能判断的一件", "结论：不符合条件", "下一个要问的："):
        assert words in page


def test_a_second_run_replaces_the_first(sample):
    assert demo(sample[1]).exit_code == 0


def test_documents_without_a_pack_are_read_and_the_sample_is_screened(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    text = (ROOT / "tests" / "domain" / "documents" / "unseen" / "dongze-notice.txt").read_text(
        encoding="utf-8"
    )
    (docs / "notice.txt").write_text(text, encoding="utf-8")
    (docs / "notice.html").write_text(f"<html><body><pre>{text}</pre></body></html>", encoding="utf-8")
    result = demo(tmp_path / "out", "--docs", str(docs))
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "out" / "documents").iterdir())
    assert names == [f"notice.{kind}.{to}" for kind in ("html", "txt") for to in ("docx", "json", "xlsx")]
    assert "内置样例县" in result.stdout
    assert json.loads((tmp_path / "out" / "demo.json").read_text(encoding="utf-8"))["packs"] == [
        "sample/yunxi-2024-6"
    ]


def test_a_day_on_which_nothing_is_in_force_screens_nothing_and_says_so(tmp_path):
    result = demo(tmp_path / "out", "--on", "2030-01-01")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "screening" / "report.html").read_text(encoding="utf-8")
    assert "筛查日不在施行期内" in page
    assert pl.read_parquet(tmp_path / "out" / "screening" / "awards.parquet").height == 0


def test_the_real_documents(tmp_path):
    if not SEEDS.is_dir():
        pytest.skip(f"no official documents at hand ({SEEDS}); set JIUCHUANG_SEEDS")
    result = demo(tmp_path / "out", "--docs", str(SEEDS), sizes=ENOUGH)
    assert result.exit_code == 0, result.output
    known = json.loads((tmp_path / "out" / "demo.json").read_text(encoding="utf-8"))
    assert known["on"] == "2018-06-30"
    assert len(known["packs"]) == len(known["documents"]) == 5
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 15
    page = (tmp_path / "out" / "decisions.html").read_text(encoding="utf-8")
    assert page.count("结论：不符合条件") == 5


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda docs: None, "docs-missing"),
        (lambda docs: docs.mkdir(), "docs-empty"),
        (
            lambda docs: (docs.mkdir(), (docs / "a.docx").write_text("x"), (docs / "b.txt").write_text("")),
            "file-",
        ),
    ],
    ids=["missing", "empty", "unreadable"],
)
def test_bad_documents_are_told_and_nothing_is_written(tmp_path, make, code):
    make(tmp_path / "docs")
    result = demo(tmp_path / "out", "--docs", str(tmp_path / "docs"))
    assert result.exit_code == 2
    assert code in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    result = demo(tmp_path)
    assert result.exit_code == 2
    assert "out-not-empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_impossible_sizes(tmp_path):
    result = runner.invoke(app, ["demo", "--no-site", "--out", str(tmp_path / "out"), "--persons", "-1"])
    assert result.exit_code == 2
    assert "--persons" in result.stderr
