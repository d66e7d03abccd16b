"""The `jiuchuang` command: mounts the sub-commands and fixes the exit codes.

Exit codes: 0 done; 1 a fault of ours (a traceback follows); 2 the input or the command line is at
fault (each fault on its own line).
"""

import signal
import sys
from importlib import import_module

import typer
from typer.core import TyperGroup

from jiuchuang import __version__

# Sub-command → module and name of its Typer app (a group) or function (one command). They are imported when
# asked for: Polars, Word and PDF are not loaded to decide one case (1.4 s of start-up against 0.5 s).
MOUNTED = {
    "document": ("jiuchuang.cli.document", "app"),
    "packs": ("jiuchuang.cli.packs", "app"),
    "decide": ("jiuchuang.cli.decide", "decide_case"),
    "explain": ("jiuchuang.cli.explain", "explain_case"),
    "population": ("jiuchuang.cli.population", "app"),
    "screen": ("jiuchuang.cli.screen", "screen"),
    "simulate": ("jiuchuang.cli.simulate", "app"),
    "demo": ("jiuchuang.cli.demo", "demo"),
    "office": ("jiuchuang.cli.office", "app"),
    "audit": ("jiuchuang.cli.audit", "app"),
    "cases": ("jiuchuang.cli.cases", "app"),
    "serve": ("jiuchuang.cli.serve", "serve"),
}


class _SubCommands(TyperGroup):
    """The root group: its commands are those of MOUNTED, in that order."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(MOUNTED)

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def, override]
        if cmd_name not in MOUNTED:
            return None
        module, attribute = MOUNTED[cmd_name]
        mounted = getattr(import_module(module), attribute)
        shelf = typer.Typer()
        shelf.callback()(lambda: None)  # makes a group of it, even with one command
        if isinstance(mounted, typer.Typer):
            shelf.add_typer(mounted, name=cmd_name)
        else:
            shelf.command(cmd_name)(mounted)
        return typer.main.get_group(shelf).commands[cmd_name]


app = typer.Typer(
    name="jiuchuang",
    cls=_SubCommands,
    help="就创：从政策文件到逐条有据的认定与发放。 From a policy document to explained, cited decisions.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # a traceback must never print the facts of a person
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jiuchuang {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="显示版本号。 Show the version."
    ),
) -> None:
    """就创：从政策文件到逐条有据的认定与发放。 From a policy document to explained, cited decisions."""


def main() -> None:
    """Run the command line; the console script of the package.

    A run that is told to end (a cluster that takes its machine back) clears up as after Ctrl-C.
    """
    signal.signal(signal.SIGTERM, _end)
    app()


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)
