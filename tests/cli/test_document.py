"""`jiuchuang document read` as people run it: outputs, exit codes, nothing half-written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateways.text_in.paper import TEXT
from jiuchuang.cli.main import app

runner = CliRunner()


@pytest.fixture(name="paper")
def written(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str, str]:
    result = runner.invoke(app, ["document", "read", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_json_on_the_screen_is_nothing_but_json(paper: Path) -> None:
    code, out, _ = run(paper, "--json", "-")
    assert code == 0
    reading = json.loads(out)
    assert set(reading) >= {"metadata", "clauses", "targets", "repairs", "problems"}
    assert set(reading["metadata"]) == {"title", "issuer", "number", "issued_on", "region"}
    clause = reading["clauses"][3]
    assert set(clause) >= {
        "locator",
        "heading",
        "text",
        "span",
        "units",
        "quantities",
        "hedges",
        "references",
    }
    assert clause["units"][0] | {"span": None} == {
        "name": "县人社局",
        "as_written": "县人社局",
        "role": "responsible",
        "word": "负责",
        "span": None,
    }
    figure = clause["quantities"][1]
    assert (figure["text"], figure["value"], figure["unit"], figure["kind"]) == ("800元", 800, "元", "money")


def test_all_outputs_at_once(paper: Path, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("out.json", "out.xlsx", "out.docx")]
    code, out, err = run(paper, "--json", names[0], "--xlsx", names[1], "--docx", names[2])
    assert (code, out) == (0, "")
    assert err.count("已写出") == 3
    assert all(name.stat().st_size > 500 for name in names)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "notice.txt",
        "out.docx",
        "out.json",
        "out.xlsx",
    ]


def test_summary_without_options(paper: Path) -> None:
    code, out, _ = run(paper)
    assert code == 0
    assert "云溪政发〔2031〕5号" in out
    assert "3000人" in out


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("absent.txt", None, "没有这个文件"),
        ("empty.txt", b"", "文件是空的"),
        ("letter.wps", b"x", "不认识的文件类型"),
        ("noise.txt", bytes(range(256)) * 40, "不是文本文件"),
    ],
)
def test_bad_files_are_refused_and_nothing_is_written(
    tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    code, out, err = run(path, "--json", tmp_path / "out.json", "--xlsx", tmp_path / "out.xlsx")
    assert (code, out) == (2, "")
    assert words in err
    assert sorted(tmp_path.iterdir()) == before


def test_an_absent_folder_is_named_before_anything_is_written(paper: Path, tmp_path: Path) -> None:
    code, _, err = run(paper, "--json", tmp_path / "out.json", "--xlsx", tmp_path / "nowhere" / "out.xlsx")
    assert code == 2
    assert "没有这个文件夹" in err
    assert not (tmp_path / "out.json").exists()


def test_what_is_read_is_never_written_over(paper: Path) -> None:
    before = paper.read_bytes()
    code, _, err = run(paper, "--json", paper)
    assert code == 2 and "[writes-over-input]" in err
    assert paper.read_bytes() == before


def test_two_outputs_never_share_a_file(paper: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    code, _, err = run(paper, "--json", both, "--xlsx", tmp_path / "." / "both")
    assert code == 2 and "[written-twice]" in err
    assert not both.exists()
