"""`jiuchuang packs`: list and show programmes, check packs, account for every figure, compare versions."""

from __future__ import annotations

from pathlib import Path

import typer

from jiuchuang.cli.library import find_programme, load_packs
from jiuchuang.domain.rules.show import EXTENT_LABELS, show_programme

app = typer.Typer(help="政策包：清单、展示、检查、数字对账、比较。 Packs: list, show, check, coverage, diff.")
_MARKS = {"full": "F", "partial": "P", "recorded": "–"}


@app.command("list")
def list_programmes(
    document: str = typer.Option("", help="只列这个文件，如 hualong/2016-2。 Only this document."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """列出全部政策项目。 List every programme."""
    library = load_packs(root, (document,) if document else ())
    for programme in library.programmes():
        typer.echo(f"{_MARKS[programme.extent]}  {programme.id}  {programme.title}  {programme.clause}")
    typer.echo("")
    for extent, label in EXTENT_LABELS.items():
        count = sum(programme.extent == extent for programme in library.programmes())
        typer.echo(f"{_MARKS[extent]} {label}：{count} 项")


@app.command()
def show(
    programme_id: str = typer.Argument(metavar="ID", help="政策项目编号。 Programme id."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """用平常话展示一个项目，供对照原文核对。 Render a programme in plain Chinese beside its clause."""
    library, programme = find_programme(programme_id, root)
    pack = library.packs[programme_id.rpartition("/")[0]]
    typer.echo(show_programme(programme, library.vocabulary, pack.document.name))
