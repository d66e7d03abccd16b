"""The command line as a whole: version, help, exit codes, and a full set of help texts."""

import typer
from typer.testing import CliRunner

from jiuchuang import __version__
from jiuchuang.cli.main import app

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
    for name, inner in getattr(command, "commands", {}).items():
        yield from every_command(inner, f"{path} {name}")


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
