"""`jiuchuang document`: read a policy document and write what was found."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from jiuchuang.domain.documents import Document, Target, document_as_json, read_document
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.task_table import task_table_docx, task_table_xlsx
from jiuchuang.gateways.text_in import text_of_file

app = typer.Typer(help="政策文件：读取、分解。 Read policy documents.", no_args_is_help=True)

_COMPARED = {
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
    "about": "约",
}


@app.callback()
def document() -> None:
    """政策文件：读取、分解。 Read policy documents."""


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="文件：.txt、.docx、.pdf（带文字层）、.html。 The document.")],
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="F", help="写出 JSON；- 表示屏幕。 Write JSON; - for stdout."),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="F", help="写出 Excel 重点任务分工表。 Write the task table."),
    ] = None,
    docx: Annotated[
        Path | None,
        typer.Option("--docx", metavar="F", help="写出 Word 重点任务分工表。 Write the task table."),
    ] = None,
) -> None:
    """读取一份政策文件：条款、责任单位、数字、目标、存疑。 Read one policy document."""
    text = text_of_file(file)
    if not isinstance(text, str):
        _refuse(text)
    reading = read_document(text)
    outputs: list[tuple[Path, bytes]] = []
    if json_out is not None:
        outputs.append((json_out, _json(reading)))
    if xlsx is not None:
        outputs.append((xlsx, task_table_xlsx(reading)))
    if docx is not None:
        outputs.append((docx, task_table_docx(reading)))
    if not outputs:
        _show(reading)
        return
    _write_all(outputs, file)


def _json(reading: Document) -> bytes:
    """UTF-8 JSON; decimals as plain numbers."""
    words = json.dumps(document_as_json(reading), ensure_ascii=False, indent=2, default=_plain_number)
    return (words + "\n").encode("utf-8")


def _plain_number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)  # JSON has one kind of number; 0.5 prints as 0.5
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _refuse(problems: list[Problem]) -> NoReturn:
    """Every fault on its own line of stderr, then exit code 2."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(2)


def _write_all(outputs: list[tuple[Path, bytes]], read: Path) -> None:
    """Write every file whole or none half: first beside its place, then moved into it. `read` stays as it is."""
    places = [path.resolve() for path, _data in outputs]
    problems = [
        Problem("writes-over-input", "会盖掉正在读的文件", Place(str(path)), "请换一个文件名")
        for (path, _data), place in zip(outputs, places, strict=True)
        if place == read.resolve()
    ]
    problems += [
        Problem("written-twice", "两种结果不能写进同一个文件", Place(str(path)), "请换一个文件名")
        for index, (path, _data) in enumerate(outputs)
        if places[index] in places[:index]
    ]
    problems += [
        Problem("folder-missing", "没有这个文件夹", Place(str(path.parent)), "请先建好文件夹")
        for path, _data in outputs
        if str(path) != "-" and not path.parent.is_dir()
    ]
    problems += [
        Problem("is-folder", "这是文件夹，不能写成文件", Place(str(path)))
        for path, _data in outputs
        if str(path) != "-" and path.is_dir()
    ]
    if problems:
        _refuse(problems)
    for path, data in outputs:
        if str(path) == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            continue
        try:
            _write(path, data)
        except OSError as fault:
            _refuse([Problem("cannot-write", f"写不进去：{fault.strerror}", Place(str(path)))])
        typer.echo(f"已写出 {path}", err=True)


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _show(reading: Document) -> None:
    """The summary on the terminal."""
    console = Console()
    metadata = reading.metadata
    console.print(f"[bold]{metadata.title or '（正文中没有标题）'}[/bold]")
    known = (metadata.issuer, metadata.number, metadata.issued_on, metadata.region)
    console.print("  ".join(part for part in known if part) or "（正文中没有发文机关、字号和日期）")
    clauses = Table("条款", "标题", "单位", "数字", title=f"条款 {len(reading.clauses)} 条")
    for clause in reading.clauses:
        figures = "、".join(quantity.text for quantity in clause.quantities)
        clauses.add_row(
            clause.locator, clause.heading or clause.text[:20], str(len(clause.units) or ""), figures
        )
    console.print(clauses)
    targets = Table("条款", "目标", "数值", "时限", title=f"目标 {len(reading.targets)} 项")
    for target in reading.targets:
        targets.add_row(
            target.clause, target.indicator, _figure(target), target.deadline or target.period or ""
        )
    console.print(targets)
    for repair in reading.repairs:
        console.print(f"疑似缺损：“{repair.text}” → 建议核对“{repair.proposal}”（未改动）")
    for problem in reading.problems:
        if problem.code != "damaged-token":
            console.print(f"需核对：{problem}", markup=False)


def _figure(target: Target) -> str:
    """A target's figure as people write it: ≥4万人, 1—2个."""
    if target.low is not None and target.high is not None:
        return f"{target.low}—{target.high}{target.unit or ''}"
    if target.value is None:
        return target.baseline or ""
    return f"{_COMPARED.get(target.comparison.value, '')}{target.value}{target.unit or ''}"
