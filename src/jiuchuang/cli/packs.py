"""`jiuchuang packs`: list and show programmes, check packs, account for every figure, compare versions."""

from __future__ import annotations

from pathlib import Path

import typer

from jiuchuang.cli.library import (
    find_programme,
    load_packs,
    pack_root,
    stop,
    stop_at_unknown_documents,
)
from jiuchuang.domain.kernel.problem import errors_only
from jiuchuang.domain.rules.answers.diff import diff_packs, diff_programmes
from jiuchuang.domain.rules.answers.show import EXTENT_LABELS, show_programme
from jiuchuang.domain.rules.checks.packs import check_packs
from jiuchuang.domain.rules.checks.sources import USE_LABELS, USES, check_sources
from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.gateways.pack_store import read_pack_files, read_sources

app = typer.Typer(help="政策包：清单、展示、检查、数字对账、比较。 Packs: list, show, check, coverage, diff.")
ROOT = typer.Option(None, help="政策包所在文件夹。 Folder of packs.")
SOURCES = typer.Option(None, help="原文所在文件夹。 Folder of the source documents.")
_MARKS = {"full": "F", "partial": "P", "recorded": "–"}


@app.command("list")
def list_programmes(
    document: str = typer.Option("", help="只列这个文件，如 hualong/2016-2。 Only this document."),
    root: Path | None = ROOT,
) -> None:
    """列出全部政策项目。 List every programme."""
    wanted = (document,) if document else ()
    stop_at_unknown_documents(wanted, root)
    library = load_packs(root, wanted)
    for programme in library.programmes():
        typer.echo(f"{_MARKS[programme.extent]}  {programme.id}  {programme.title}  {programme.clause}")
    typer.echo("")
    for extent, label in EXTENT_LABELS.items():
        count = sum(programme.extent == extent for programme in library.programmes())
        typer.echo(f"{_MARKS[extent]} {label}：{count} 项")


@app.command()
def show(
    programme_id: str = typer.Argument(metavar="ID", help="政策项目编号。 Programme id."),
    root: Path | None = ROOT,
) -> None:
    """用平常话展示一个项目，供对照原文核对。 Render a programme in plain Chinese beside its clause."""
    library, programme = find_programme(programme_id, root)
    pack = library.packs[programme_id.rpartition("/")[0]]
    typer.echo(show_programme(programme, library.vocabulary, pack.document.name))


@app.command()
def check(
    ids: list[str] = typer.Argument(None, metavar="[ID]…", help="只查这些文件。 Only these documents."),
    sources: Path | None = SOURCES,
    root: Path | None = ROOT,
) -> None:
    """检查政策包：所有问题一次列出。 Check packs; every fault as file:line:column with a suggestion."""
    base = pack_root(root)
    stop_at_unknown_documents(ids or (), root)
    texts = _sources(load_library_loosely(base), base, sources)
    library, problems = check_packs(read_pack_files(base, tuple(ids or ())), texts)
    for problem in problems:
        typer.echo(str(problem), err=problem.severity == "error")
    programmes = library.programmes()
    seen = [document for document in library.packs if document in texts]
    typer.echo(
        f"查了 {len(library.packs)} 个文件、{len(programmes)} 个政策项目；"
        f"与原文对照 {len(seen)} 个；问题 {len(errors_only(problems))} 个。"
    )
    if errors_only(problems):
        raise typer.Exit(2)


@app.command()
def coverage(
    sources: Path | None = SOURCES,
    root: Path | None = ROOT,
    open_only: bool = typer.Option(False, help="只列未入账的数字。 Only figures without account."),
) -> None:
    """数字对账：原文每一个数字去了哪里。 Account for every figure of every document."""
    base = pack_root(root)
    library = load_packs(root)
    texts = _sources(library, base, sources)
    if not texts:
        stop(["没有原文可对账：请用 --sources 指明原文所在文件夹"])
    total = 0
    for document, text in texts.items():
        accounts = check_sources(library.packs[document], text)[1]
        total += sum(account.use == "open" for account in accounts)
        for account in accounts:
            if not open_only or account.use == "open":
                typer.echo(
                    f"{document}\t{account.clause}\t{account.text}\t{USE_LABELS[account.use]}\t{account.about}"
                )
        counts = "，".join(f"{USE_LABELS[use]} {sum(item.use == use for item in accounts)}" for use in USES)
        typer.echo(f"{document}：数字 {len(accounts)} 个（{counts}）")
    for document in library.packs:
        if document not in texts:
            typer.echo(f"{document}：没有原文，未对账")
    if total:
        raise typer.Exit(1)


@app.command()
def diff(
    old: str = typer.Argument(metavar="A", help="旧：项目或文件编号。 Old programme or document."),
    new: str = typer.Argument(metavar="B", help="新：项目或文件编号。 New programme or document."),
    root: Path | None = ROOT,
    new_root: Path | None = typer.Option(None, help="B 所在文件夹（与 A 不同时）。 Folder of B's packs."),
) -> None:
    """比较两个版本：改了什么。 Say in Chinese what changed between two versions."""
    before, after = load_packs(root), load_packs(new_root or root)
    if old in before.packs and new in after.packs:
        lines = diff_packs(before.packs[old], after.packs[new], after.vocabulary)
    else:
        first, second = find_programme(old, root)[1], find_programme(new, new_root or root)[1]
        lines = diff_programmes(first, second, after.vocabulary)
    typer.echo("\n".join(lines) if lines else "没有变化。")


def load_library_loosely(root: Path) -> Library:
    """The library even when packs have faults: the check itself reports them."""
    return load_library(read_pack_files(root))[0]


def _sources(library: Library, root: Path, folder: Path | None) -> dict[str, str]:
    if folder is not None and not folder.is_dir():
        stop([f"{folder}: 没有这个文件夹"])
    names = {document: pack.document.source_file for document, pack in library.packs.items()}
    texts, problems = read_sources(root, names, folder)
    if problems:
        stop(problems)
    return texts
