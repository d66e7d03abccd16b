"""`jiuchuang simulate`: change figures or programmes; who gains, who loses, what it costs, how long a fund lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import rmtree

import typer
from rich.console import Console

from jiuchuang.cli.faults import told_faults
from jiuchuang.cli.library import day_problems, stop
from jiuchuang.cli.registers import DERIVED, HELP, choice_problems, read_registers, with_registers
from jiuchuang.cli.screen import progress
from jiuchuang.cli.simulate_afford import afford_document, read_money
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.population.scenario import (
    Dropping,
    Scenario,
    parse_replacement,
    parse_setting,
    read_scenario,
)
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.screening.population_in import Population, open_population
from jiuchuang.gateways.screening.reports_out import folder_problems, whole_folder
from jiuchuang.gateways.simulation.reports_out import MARK, write_report
from jiuchuang.gateways.simulation.run import (
    Versions,
    column_faults,
    order_problems,
    plan_versions,
    simulate_population,
)
from jiuchuang.gateways.simulation.simulation_report import simulation_report
from jiuchuang.gateways.simulation.simulation_tables import Fund
from jiuchuang.gateways.simulation.table_run import BY_ID
from jiuchuang.gateways.simulation.versions_in import read_versions
from jiuchuang.gateways.simulation.witnesses import find_witnesses

app = typer.Typer(invoke_without_command=True)
app.command("afford")(afford_document)


@app.callback()
def simulate(
    context: typer.Context,
    population: Path | None = typer.Option(None, help="人口数据文件夹。 Folder of the population."),
    document: list[str] = typer.Option([], help="文件编号，可多次给出。 Document id, may be repeated."),
    on: str = typer.Option("", help="筛查日，如 2018-06-30。 Day of the simulation."),
    out: Path | None = typer.Option(None, help="结果文件夹。 Folder for the results."),
    change: list[str] = typer.Option(
        [], "--set", help="改参数或封顶：项目:参数=值，可多次。 PROGRAMME:PARAMETER=VALUE."
    ),
    replacement: list[str] = typer.Option(
        [], "--replace", help="由另一项目接替：项目=另一项目。 PROGRAMME=OTHER."
    ),
    drop: list[str] = typer.Option([], help="取消的项目，可多次。 Programme to drop."),
    root: Path | None = typer.Option(None, help="新版本的政策包文件夹。 Folder of packs of the new version."),
    base: Path | None = typer.Option(None, help="现行版本的政策包文件夹。 Folder of the packs in force."),
    scenario: Path | None = typer.Option(None, help="写有同样内容的 YAML 文件。 The same as a YAML file."),
    order: str = typer.Option(
        BY_ID, help="合用封顶、名额时的先后：日期列名，不写按编号。 Date column: who is served first."
    ),
    registers: str = typer.Option("missing", help=HELP),
    fund: str = typer.Option("", help="资金，如 2000万元。 Money at hand."),
    fund_name: str = typer.Option("", help="只算由这项资金列支的项目。 Only programmes paid from this fund."),
) -> None:
    """模拟政策调整：得失、费用区间、资金够用几个月、逐类举例。 What if: gains, losses, cost, months covered."""
    if context.invoked_subcommand is not None:
        return
    changes, problems = _scenario(change, replacement, drop, root, scenario)
    day, found = day_problems(on) if on else (date.min, [_missing("--on")])
    problems += found
    people, found = open_population(population) if population else (None, [_missing("--population")])
    problems += found + (folder_problems(out, MARK) if out else [_missing("--out")])
    problems += [] if document else [_missing("--document")]
    money, found = read_fund(fund, fund_name)
    problems += found
    documents = tuple(dict.fromkeys(document))
    versions, found = read_versions(base, documents, changes)
    problems += found
    if people is None or versions is None:
        stop(problems + choice_problems(registers))
    at_hand, found = read_registers(registers, people, versions.vocabulary)
    problems += found
    if problems or out is None:
        stop(problems)
    with told_faults(people, at_hand, out):
        _run(versions, people, at_hand, day, out, money, order)


def _missing(option: str) -> Problem:
    return Problem("missing-option", f"缺少 {option}", Place(option))


def _scenario(
    change: list[str], replacement: list[str], drop: list[str], root: Path | None, path: Path | None
) -> tuple[Scenario, list[Problem]]:
    """Everything that the command line and the scenario file change, and every fault of their form."""
    scenario, problems = _scenario_file(path) if path else (Scenario(), [])
    settings, replacements = [], []
    for text in change:
        setting, found = parse_setting(text, Place(f"--set {text}"))
        settings += [setting] if setting else []
        problems += found
    for text in replacement:
        heir, found = parse_replacement(text, Place(f"--replace {text}"))
        replacements += [heir] if heir else []
        problems += found
    drops = tuple(Dropping(name, Place(f"--drop {name}")) for name in drop)
    given = Scenario(tuple(settings), tuple(replacements), drops, str(root) if root else None)
    whole = scenario + given
    if whole.is_empty and not problems:
        hint = "用 --set、--replace、--drop、--root 或 --scenario 说明"
        problems.append(Problem("empty-scenario", "没有说要改什么", suggestion=hint))
    return whole, problems


def _scenario_file(path: Path) -> tuple[Scenario, list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        return Scenario(), [Problem("unreadable", f"读不了这个文件（{fault}）", Place(str(path)))]
    scenario, problems = read_scenario(text, str(path))
    if scenario.root is not None:
        scenario = replace(scenario, root=str(path.parent / scenario.root))
    return scenario, problems


def read_fund(text: str, name: str) -> tuple[Fund | None, list[Problem]]:
    """Money from the command line; None when none is given."""
    if not text:
        missing = [Problem("missing-option", "--fund-name 要和 --fund 一起用", Place("--fund-name"))]
        return None, missing if name else []
    fen, problems = read_money(text)
    return (None if problems else Fund(fen, name or None)), problems


def _run(
    versions: Versions,
    people: Population,
    registers: Registers | None,
    day: date,
    out: Path,
    fund: Fund | None,
    order: str,
) -> None:
    plans = plan_versions(versions, people, day)
    problems = column_faults(people, plans) + order_problems(people, plans, order)
    if problems:
        stop(problems)
    console = Console(stderr=True)
    with whole_folder(out) as work:
        screens = {plan.screen.entity: plan.screen for plan in plans}
        people = with_registers(people, versions.vocabulary, screens.values(), registers, work)
        with progress() as bar:
            task = bar.add_task("模拟", total=sum(people.rows(plan.screen.entity) for plan in plans))
            simulation = simulate_population(
                versions, people, plans, work, day, lambda rows: bar.advance(task, rows), order
            )
        with console.status("举例…") as status:
            witnesses = find_witnesses(simulation, screens, lambda title: status.update(f"举例：{title}"))
        rmtree(work / DERIVED, ignore_errors=True)
        with console.status("写报告…"):
            write_report(simulation_report(simulation, witnesses, fund), work)
    differing = sum(result.kind(kind)["cases"] for result in simulation.changed for kind in result.first)
    console.print(
        f"{len(simulation.changed)} 个项目有变化，{differing:,} 件的结果不同。\n"
        f"报告：{out / 'report.html'}、{out / 'report.xlsx'}、{out / 'report.docx'}；逐件：{out}/differences.parquet",
        highlight=False,
    )
