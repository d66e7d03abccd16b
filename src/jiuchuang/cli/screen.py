"""`jiuchuang screen`: a whole population against the programmes of one or several documents."""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jiuchuang.cli.faults import told_faults
from jiuchuang.cli.library import day_problems, load_packs, stop
from jiuchuang.cli.registers import DERIVED, HELP, read_registers, with_registers
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.cluster.dask import on_dask
from jiuchuang.gateways.cluster.processes import on_processes
from jiuchuang.gateways.cluster.run import Cluster, screen_on_cluster
from jiuchuang.gateways.cluster.spark import on_spark
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.screening.outputs import KINDS, REPORT, Outputs, read_outputs
from jiuchuang.gateways.screening.population_in import Population, open_population
from jiuchuang.gateways.screening.reports_out import folder_problems, whole_folder, write_reports
from jiuchuang.gateways.screening.run import Screening, check_columns, plan_documents, screen_population
from jiuchuang.gateways.screening.wording import count_one_short, is_entitlement
from jiuchuang.gateways.snapshot.facts_snapshot import open_snapshot, snapshot_problems


def screen(
    population: Path = typer.Option(..., help="人口数据文件夹。 Folder of the population."),
    document: list[str] = typer.Option(..., help="文件编号，可多次给出。 Document id, may be repeated."),
    on: str = typer.Option(..., help="筛查日，如 2018-06-30。 Day of the screening."),
    out: Path = typer.Option(..., help="结果文件夹。 Folder for the results."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
    outputs: str = typer.Option(
        "", help="只要哪些结果，逗号分隔；默认除 dump 外全要。 Comma-separated: " + ", ".join(KINDS)
    ),
    snapshot: Path | None = typer.Option(
        None, help="事实快照文件夹，没有就先做。 Folder of the fact snapshot, made when it is not there."
    ),
    registers: str = typer.Option("missing", help=HELP),
    on_cluster: str = typer.Option(
        "", help="dask[=ADDRESS]、spark[=MASTER] 或 processes=N。 Where to run, file by file."
    ),
) -> None:
    """筛查一批人：应享未享、不应享已享、差一项、预算区间。 Screen a population."""
    library = load_packs(root)
    day, problems = day_problems(on)
    found, unusable = open_population(population)
    problems += unusable
    at_hand, unreadable = read_registers(registers, found, library.vocabulary)
    problems += unreadable
    wanted, wrong = read_outputs(outputs)
    cluster, unfit = read_cluster(on_cluster, root)
    problems += document_problems(library, document) + folder_problems(out) + wrong + unfit
    if snapshot is not None:
        problems += snapshot_problems(found, library.vocabulary, snapshot) + _apart(out, snapshot)
    if problems:
        stop(problems)
    documents = tuple(dict.fromkeys(document))
    with told_faults(found, at_hand, out, on_cluster):
        read = _with_snapshot(found, library, snapshot) if snapshot else found
        screening = run_screening(
            read, library, documents, day, out, outputs=wanted, cluster=cluster, registers=at_hand
        )
    Console(stderr=True).print(_closing(screening, out, wanted), highlight=False)


def read_cluster(text: str, root: Path | None) -> tuple[Cluster | None, list[Problem]]:
    """Who is to schedule the files; None for this process."""
    name, _, place = text.partition("=")
    if not text:
        return None, []
    if name == "processes" and place.isdecimal() and int(place) > 0:
        return Cluster(on_processes(int(place)), root), []
    module = {"dask": "distributed", "spark": "pyspark"}.get(name)
    if module is None:
        hint = "dask[=ADDRESS]、spark[=MASTER] 或 processes=N"
        return None, [Problem("unknown-cluster", f"不认识“{text}”", suggestion=hint)]
    if find_spec(module) is None:
        return None, [
            Problem(
                "cluster-not-installed", f"没有安装 {name}", suggestion=f"pip install 'jiuchuang[{name}]'"
            )
        ]
    return Cluster(on_dask(place) if name == "dask" else on_spark(place), root), []


def _apart(out: Path, snapshot: Path) -> list[Problem]:
    """Results and snapshot each take the place of what was in their folder: neither may lie in the other."""
    one, other = out.resolve(), snapshot.resolve()
    if one not in (other, *other.parents) and other not in one.parents:
        return []
    return [Problem("folders-overlap", "快照和结果不能放在一起", Place("--snapshot"), "换一个文件夹")]


def _with_snapshot(population: Population, library: Library, folder: Path) -> Population:
    with progress() as bar:
        task = bar.add_task("事实快照", total=sum(map(population.rows, population.tables)))
        return open_snapshot(population, library.vocabulary, folder, lambda rows: bar.advance(task, rows))


def document_problems(library: Library, documents: list[str]) -> list[Problem]:
    """Documents that no pack is for."""
    known = "、".join(library.packs)
    return [
        Problem("unknown-document", f"没有编号为“{document}”的文件", suggestion=f"现有：{known}")
        for document in documents
        if document not in library.packs
    ]


def run_screening(
    population: Population,
    library: Library,
    documents: tuple[str, ...],
    on: date,
    out: Path,
    words: str = "筛查",
    outputs: Outputs = REPORT,
    cluster: Cluster | None = None,
    registers: Registers | None = None,
) -> Screening:
    """Screen with a progress bar and write every result to `out`; faulty columns end the command."""
    plans = plan_documents(library, documents, on)
    problems = check_columns(population, plans)
    if problems:
        stop(problems)
    total = sum(population.rows(plan.entity) for plan in plans)
    with whole_folder(out) as work:
        population = with_registers(population, library.vocabulary, plans, registers, work)
        with progress() as bar:
            task = bar.add_task(words, total=total)
            by = partial(screen_on_cluster, cluster) if cluster else screen_population
            screening = by(
                population, library, documents, plans, work, on, lambda rows: bar.advance(task, rows), outputs
            )
        with Console(stderr=True).status("写报告…"):
            write_reports(screening, work, outputs)
        rmtree(work / DERIVED, ignore_errors=True)
    return screening


def progress() -> Progress:
    """The progress bar of a long run, on standard error."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _closing(screening: Screening, out: Path, outputs: Outputs) -> str:
    if not outputs.counts:
        return f"结果：{out}"
    owed = [tally for tally in screening.tallies if is_entitlement(tally)]
    return (
        f"筛查了 {len(screening.tallies)} 个项目：应享未享 {sum(t.unclaimed for t in owed):,} 件，"
        f"不应享已享 {sum(t.not_due_but_paid for t in screening.tallies):,} 件，"
        f"差一项 {count_one_short(screening.tallies):,} 件，"
        f"待查事实 {sum(t.open_for_facts for t in screening.tallies):,} 件，"
        f"符合而金额待查 {sum(t.amount_for_facts for t in screening.tallies):,} 件。\n"
        + (f"报告：{out / 'report.html'}、{out / 'report.xlsx'}；" if outputs.wants("report") else "")
        + f"逐件：{out}/*.parquet"
        + "".join(f"\n{line}" for line in _left_out(screening))
    )


def _left_out(screening: Screening) -> list[str]:
    """Why some programmes were not screened."""
    lines = []
    if screening.outside_period:
        lines.append(f"{len(screening.outside_period)} 个项目在 {screening.on} 不在施行期内，未筛查。")
    if screening.tables_missing:
        tables = "、".join(f"{ENTITY_LABELS[entity]}（{entity}/）" for entity in screening.tables_missing)
        lines.append(f"没有数据表、因而未筛查的对象：{tables}。")
    return lines
