"""Folders, ids and files of packs that cannot be used: told in a line each, exit code 2, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app
from jiuchuang.gateways.pack_store import BUILT_IN

PROGRAMME = "sample/yunxi-2024-6/startup-subsidy"
FILE = "sample/yunxi-2024-6/programmes/startup-subsidy.yaml"


def run(*words: str | Path) -> tuple[int, str, list[str]]:
    result = CliRunner().invoke(app, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr.splitlines()


@pytest.fixture(name="root")
def copied(tmp_path: Path) -> Path:
    for folder in ("facts", "national", "regions", "sample"):
        shutil.copytree(BUILT_IN / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("packs", "list", "--document", "sample/yunxi-2024-7"),
        ("packs", "check", "sample/yunxi-2024-7"),
        ("packs", "check", "sample/yunxi-2024-6", "sample/yunxi-2024-7"),
    ],
)
def test_a_document_that_does_not_exist(words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err == ["没有编号为“sample/yunxi-2024-7”的文件（是不是 sample/yunxi-2024-6？）"]


def test_the_id_of_a_document_where_a_programme_is_wanted() -> None:
    code, out, err = run("packs", "show", "sample/yunxi-2024-6")
    assert (code, out) == (2, "")
    assert err == [
        "“sample/yunxi-2024-6”是文件的编号，不是政策项目的（它的项目见 packs list --document sample/yunxi-2024-6）"
    ]


@pytest.mark.parametrize(
    "words", [("list",), ("show", PROGRAMME), ("check",), ("coverage",), ("diff", "a", "b")]
)
def test_a_folder_of_packs_that_is_not_there(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = run("packs", *words, "--root", tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert err == [f"{tmp_path / 'nowhere'}: 没有这个文件夹（请核对路径） [folder-missing]"]


def test_a_folder_without_packs(tmp_path: Path) -> None:
    code, out, err = run("packs", "check", "--root", tmp_path)
    assert (code, out, len(err)) == (2, "", 1) and err[0].endswith("[packs-missing]")


@pytest.mark.parametrize("words", [("packs", "check"), ("packs", "list")])
def test_files_that_are_no_utf8_text(root: Path, words: tuple[str, ...]) -> None:
    # In GB 18030 一 is D2 BB, by chance a sound pair of UTF-8 too: the fault shows one column later.
    (root / FILE).write_bytes((root / FILE).read_text(encoding="utf-8").encode("gb18030"))
    (root / "sample/yunxi-2024-6/targets.yaml").write_bytes("- 中\n".encode() + b"a: \xff\xfe")
    code, out, err = run(*words, "--root", root)
    assert (code, out) == (2, "")
    assert err == [
        f"{FILE}:2:9: 不是 UTF-8 文字（请另存为 UTF-8 编码） [not-utf8]",
        "sample/yunxi-2024-6/targets.yaml:2:4: 不是 UTF-8 文字（请另存为 UTF-8 编码） [not-utf8]",
    ]


def test_faults_of_programme_day_and_facts_are_told_together(tmp_path: Path) -> None:
    facts = tmp_path / "nowhere.json"
    code, out, err = run("decide", "--programme", PROGRAMME[:-1], "--facts", facts, "--on", "2024-02-30")
    assert (code, out, len(err)) == (2, "", 3)
    assert f"是不是 {PROGRAMME}？" in err[0]
    assert err[1].startswith("--on: ") and err[2].startswith(f"{facts}: ")
