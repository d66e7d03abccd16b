"""`jiuchuang population`: make a synthetic county to screen, to train with, and to test on."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jiuchuang.cli.library import day_problems, load_packs, stop
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.gateways.population import CountyPlan, plan_faults, synthesize
from jiuchuang.gateways.population.plan import DEFAULT_DAY

app = typer.Typer(help="人口数据：合成一个县。 Populations: synthesize a county.", no_args_is_help=True)


@app.callback()
def population() -> None:
    """人口数据：合成一个县。 Populations: synthesize a county."""


@app.command("synthesize")
def synthesize_county(
    persons: int = typer.Option(..., help="人数。 Number of persons."),
    employers: int = typer.Option(..., help="用人单位数。 Number of employers."),
    seed: int = typer.Option(..., help="随机种子：同一种子得到同一个县。 Seed."),
    out: Path = typer.Option(..., help="输出文件夹。 Output folder."),
    on: str = typer.Option(DEFAULT_DAY.isoformat(), help="数据截止日。 Day on which the registers are read."),
    document: list[str] = typer.Option(
        [], help="只按这些文件发放过；不写则按施行中的全部文件。 Documents that the county has paid by."
    ),
    force: bool = typer.Option(False, "--force", help="替换已有的文件夹。 Replace an existing folder."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """合成一个县的人、户、单位、用工、参保和已发放记录（全部虚构）。 Synthesize a county, wholly invented."""
    library = load_packs(root, tuple(document))
    day, faults_of_day = day_problems(on)
    plan = CountyPlan(persons, employers, seed, DEFAULT_DAY if faults_of_day else day)
    faults: list[Problem | str] = [*plan_faults(plan), *faults_of_day, *_folder_faults(out, force)]
    faults += [
        f"--document: 没有编号为“{name}”的文件（全部编号见 jiuchuang packs list）"
        for name in document
        if name not in library.packs
    ]
    if faults:
        stop(faults)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("人"), TimeElapsedColumn(),
    )  # fmt: skip
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("合成人口", total=plan.persons)
            summary = synthesize(plan, library, out, lambda done: progress.update(task, completed=done))
    except OSError as fault:
        stop([f"--out: {out} 写不进去（{fault.strerror or fault}）"])
    except pl.exceptions.ComputeError as fault:
        if not str(fault).startswith("parquet:"):
            raise
        stop([f"--out: {out} 写不进去，多半是磁盘满了（{str(fault).splitlines()[0]}）"])
    sizes = "，".join(f"{entity} {rows}" for entity, rows in summary.rows.items())
    typer.echo(f"已写入 {out}（{sizes}）。全部为合成数据，边际分布见 {out / 'manifest.json'} 的 marginals。")


def _folder_faults(out: Path, force: bool) -> list[str]:
    if out.exists() and not out.is_dir():
        return [f"--out: {out} 不是文件夹"]
    if out.is_dir() and any(out.iterdir()):
        if not force:
            return [f"--out: {out} 已有内容；要替换请加 --force"]
        if not (out / "manifest.json").is_file():
            return [f"--out: {out} 不是合成人口的文件夹（没有 manifest.json），不替换"]
    return []
