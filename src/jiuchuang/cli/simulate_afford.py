"""`jiuchuang simulate afford`: the pledges of a whole document against its fund, year by year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import rmtree

import typer
from rich.console import Console

from jiuchuang.cli.faults import told_faults
from jiuchuang.cli.library import day_problems, load_packs, stop
from jiuchuang.cli.registers import DERIVED, HELP, read_registers, with_registers
from jiuchuang.cli.screen import document_problems, progress
from jiuchuang.domain.kernel.money import parse_money
from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.simulate_limits import LONGEST
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.screening.population_in import Population, open_population
from jiuchuang.gateways.screening.reports_out import folder_problems, whole_folder
from jiuchuang.gateways.simulation.afford import afford, main_fund, plan_afford
from jiuchuang.gateways.simulation.afford_report import afford_report, conclusions
from jiuchuang.gateways.simulation.reports_out import MARK, write_report
from jiuchuang.gateways.simulation.run import column_faults, order_problems
from jiuchuang.gateways.simulation.table_run import BY_ID


def afford_document(
    population: Path = typer.Option(..., help="人口数据文件夹。 Folder of the population."),
    document: str = typer.Option(..., help="文件编号。 Document id."),
    on: str = typer.Option(..., help="筛查日，如 2018-06-30。 Day of the simulation."),
    fund: str = typer.Option(..., help="资金，如 2000万元。 Money at hand."),
    years: int = typer.Option(5, help="年数。 Number of years."),
    fund_name: str = typer.Option(
        "", help="资金名称；不写则取文件中列支项目最多的。 Name of the fund as in the pack."
    ),
    order: str = typer.Option(BY_ID, help="排队依据：日期列名，不写按编号。 Date column for first come."),
    registers: str = typer.Option("missing", help=HELP),
    out: Path = typer.Option(..., help="结果文件夹。 Folder for the results."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """整份文件的承诺与资金：逐年高低、预留、限额先到先得、金额未定的。 A document's pledges against its fund."""
    library = load_packs(root)
    day, problems = day_problems(on)
    people, found = open_population(population)
    unknown = document_problems(library, [document])
    at_hand, unreadable = read_registers(registers, people, library.vocabulary)
    problems += found + unreadable + folder_problems(out, MARK) + unknown
    money, found = read_money(fund)
    problems += found
    if not 1 <= years <= LONGEST:
        problems.append(Problem("bad-years", f"年数应在 1 至 {LONGEST} 之间", Place("--years")))
    if not unknown and fund_name:
        problems += _fund_problems(library, document, fund_name)
    if problems:
        stop(problems)
    name = fund_name or main_fund(library.packs[document])
    with told_faults(people, at_hand, out):
        _run(library, document, people, at_hand, (money, name), years, order, out, day)


def read_money(text: str) -> tuple[int, list[Problem]]:
    """Money of a fund in fen, from the command line."""
    try:
        fen = parse_money(text).fen
    except ValueError as fault:
        return 0, [Problem("bad-money", str(fault), Place("--fund"))]
    return fen, [] if fen >= 0 else [Problem("bad-money", "资金不能小于零", Place("--fund"))]


def _fund_problems(library: Library, document: str, name: str) -> list[Problem]:
    known = {programme.fund for programme in library.packs[document].programmes if programme.fund}
    if name in known:
        return []
    hint = nearest(name, sorted(known), f"文件中的资金：{'、'.join(sorted(known)) or '没有写'}")
    return [Problem("unknown-fund", f"文件中没有资金“{name}”", Place("--fund-name"), hint)]


def _run(
    library: Library,
    document: str,
    people: Population,
    registers: Registers | None,
    fund: tuple[int, str | None],
    years: int,
    order: str,
    out: Path,
    day: date,
) -> None:
    plans = plan_afford(library, document, people, day)
    problems = column_faults(people, plans) + order_problems(people, plans, order)
    if problems:
        stop(problems)
    with whole_folder(out) as work:
        screens = [plan.screen for plan in plans]
        people = with_registers(people, library.vocabulary, screens, registers, work)
        with progress() as bar:
            task = bar.add_task("测算", total=sum(people.rows(plan.screen.entity) for plan in plans))
            found = afford(
                library, library.packs[document], people, plans, fund, years, order, work, day,
                lambda rows: bar.advance(task, rows),
            )  # fmt: skip
        write_report(afford_report(found), work)
        rmtree(work / DERIVED, ignore_errors=True)
    console = Console(stderr=True)
    console.print("\n".join(conclusions(found)), highlight=False)
    console.print(
        f"报告：{out / 'report.html'}、{out / 'report.xlsx'}、{out / 'report.docx'}", highlight=False
    )
