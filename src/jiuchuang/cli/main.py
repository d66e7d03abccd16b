"""The `jiuchuang` command: mounts the sub-commands and fixes the exit codes.

Exit codes: 0 done; 1 a fault of ours (a traceback follows); 2 the input or the command line is at
fault (each fault on its own line).
"""

import typer

from jiuchuang import __version__
from jiuchuang.cli import document, packs, population
from jiuchuang.cli.decide import decide_case
from jiuchuang.cli.screen import screen

app = typer.Typer(
    name="jiuchuang",
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


app.add_typer(document.app, name="document")
app.add_typer(packs.app, name="packs")
app.add_typer(population.app, name="population")
app.command("decide")(decide_case)
app.command("screen")(screen)


def main() -> None:
    """Run the command line; the console script of the package."""
    app()
