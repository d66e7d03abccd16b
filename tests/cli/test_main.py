"""The command line as a whole: version, help, exit codes, and a full set of help texts."""

import subprocess
import sys

import typer
from typer.testing import CliRunner

from jiuchuang import __version__
from jiuchuang.cli.main import MOUNTED, app

runner = CliRunner()


def test_it_tells_its_version():
    result = runner.invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"jiuchuang {__version__}\n")


def test_without_a_command_it_shows_help():
    result = runner.invoke(app, [])
    assert "jiuchuang" in result.output
    assert "--version" in result.output


def test_a_wrong_command_line_exits_with_2():
    assert runner.invoke(app, ["no-such-command"]).exit_code == 2
    assert runner.invoke(app, ["--no-such-option"]).exit_code == 2


def every_command(command, path):
    yield path, command
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from every_command(command.get_command(None, name), f"{path} {name}")


def test_every_mounted_command_is_there_and_shows_its_help():
    for name in MOUNTED:
        result = runner.invoke(app, [name, "--help"])
        assert result.exit_code == 0
        assert f"jiuchuang {name}" in result.output


def test_a_light_command_loads_no_heavy_library():
    program = "import sys, jiuchuang.cli.main as m; m.app(['--version'], standalone_mode=False); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert {"polars", "docx", "pypdf", "z3", "numpy"}.isdisjoint(loaded.split())


def test_one_case_is_decided_without_the_heavy_libraries(tmp_path):
    """Polars, Word, PDF and the solver take longer to load than the case takes to decide."""
    facts = tmp_path / "facts.json"
    facts.write_text('{"is_enterprise_employee": false}', encoding="utf-8")
    words = [
        "decide",
        "--programme",
        "sample/yunxi-2024-6/skill-subsidy",
        "--facts",
        str(facts),
        "--on",
        "2025-01-20",
    ]
    program = (
        f"import sys, jiuchuang.cli.main as m; m.app({words!r}, standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert "不符合条件" in loaded
    assert {"polars", "docx", "pypdf", "z3", "numpy", "lxml"}.isdisjoint(loaded.splitlines()[-1].split())


def test_every_command_and_option_is_explained_in_chinese():
    silent = []
    for path, command in every_command(typer.main.get_command(app), "jiuchuang"):
        if not any("\u4e00" <= mark <= "\u9fff" for mark in command.help or ""):
            silent.append(path)
        for parameter in command.params:
            own = parameter.name not in ("help", "install_completion", "show_completion")
            if own and not any("\u4e00" <= mark <= "\u9fff" for mark in getattr(parameter, "help", "") or ""):
                silent.append(f"{path} {parameter.name}")
    assert silent == []
