"""`jiuchuang demo`: the main job from end to end: documents, packs, a county, screening, decisions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from jiuchuang.cli.demo_documents import SAMPLE, ReadDocument, find_documents, read_all, write_task_tables
from jiuchuang.cli.demo_page import closing_words, start_page
from jiuchuang.cli.demo_site import DocumentIn, SitePlan, folder_problems, make_site, settle_in, standing
from jiuchuang.cli.demo_site_office import PASSWORD
from jiuchuang.cli.library import load_packs, read_day, stop
from jiuchuang.cli.screen import progress, run_screening
from jiuchuang.cli.serve import serve as serve_site
from jiuchuang.domain.kernel.problem import Place, Problem, errors_only
from jiuchuang.domain.rules.checks.packs import check_packs
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files, read_sources
from jiuchuang.gateways.population import CountyPlan, plan_faults, synthesize
from jiuchuang.gateways.population.plan import DEFAULT_DAY
from jiuchuang.gateways.screening.decisions_page import decisions_page
from jiuchuang.gateways.screening.examples import WANTED, find_examples
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.run import Screening

MARK = "demo.json"
"""A folder with this file is an earlier demonstration and may be replaced."""
OURS = ("documents", "population", "screening")


def demo(
    docs: Path | None = typer.Option(
        None, help="政策文件所在文件夹；不给则用内置样例。 Folder of documents."
    ),
    out: Path = typer.Option(Path("out"), help="结果文件夹。 Folder for the results."),
    persons: int = typer.Option(50_000, help="合成多少人。 Persons of the synthetic county."),
    employers: int = typer.Option(5_000, help="合成多少用人单位。 Employers of the synthetic county."),
    seed: int = typer.Option(2018, help="随机种子。 Seed."),
    on: str = typer.Option("", help="筛查日；不给则取施行后的第一个6月30日。 Day of the screening."),
    site: bool = typer.Option(True, help="是否建演示站。 Whether to make the demo site."),
    site_data: Path = typer.Option(Path("data/demo"), help="演示站的数据文件夹。 Data folder of the site."),
    rebuild: bool = typer.Option(False, "--rebuild", help="重建演示站。 Make the site anew."),
    serve: bool = typer.Option(
        True, envvar="DEMO_SERVE", help="建好后是否打开网站。 Whether to serve it afterwards."
    ),
    port: int = typer.Option(8000, min=1, max=65535, help="网站端口。 Port of the site."),
) -> None:
    """从头到尾走一遍：读文件、查政策包、造一个县、筛查、认定，再打开演示站。 The main job from end to end."""
    library = load_packs()
    paths, problems = find_documents(docs)
    problems += _out_problems(out) + (folder_problems(site_data) if site else [])
    day = read_day(on) if on else None
    faults = [str(problem) for problem in problems]
    faults += plan_faults(CountyPlan(persons, employers, seed, day or DEFAULT_DAY))
    if faults:
        stop(faults)
    with _step("1/5 读政策文件", len(paths)) as advance:
        documents, unreadable = read_all(paths, library, advance)
    if unreadable:
        stop(unreadable)
    packs = _packs(library, documents)
    day = day or screening_day(library, packs)
    _clear(out)
    (out / "documents").mkdir(parents=True)
    write_task_tables(documents, out / "documents")
    findings = _check(library, packs, documents)
    _synthesize(CountyPlan(persons, employers, seed, day), library, out / "population")
    screening = _screen(library, packs, day, out)
    _decide(screening, out)
    (out / "index.html").write_text(start_page(documents, findings, screening), encoding="utf-8")
    facts = {"on": day.isoformat(), "documents": [item.name for item in documents], "packs": list(packs)}
    (out / MARK).write_text(json.dumps(facts, ensure_ascii=False) + "\n", encoding="utf-8")
    typer.echo(closing_words(documents, findings, screening, out))
    if site:
        plan = SitePlan(persons, employers, seed)
        _site(site_data, plan, _documents_in(paths, documents, library), library, rebuild)
        typer.echo(_site_words(site_data, port))
        if serve:
            serve_site(host="127.0.0.1", port=port, workers=2)


def _site(folder: Path, plan: SitePlan, documents: list[DocumentIn], library: Library, rebuild: bool) -> None:
    """The site as it stands, when it was made of the same; else made anew."""
    made_on = None if rebuild else standing(folder, plan)
    if made_on is None:
        make_site(folder, plan, documents, library, _step)
    else:
        settle_in(folder)
        typer.echo(f"沿用 {made_on.isoformat()} 建好的演示站（{folder}）；要重建加 --rebuild。")


def _documents_in(paths: list[Path], documents: list[ReadDocument], library: Library) -> list[DocumentIn]:
    """The documents as files, and that of the demo county itself."""
    found = [
        DocumentIn(
            f"{read.name}.txt" if path.is_relative_to(BUILT_IN) else path.name, path.read_bytes(), read.pack
        )
        for path, read in zip(paths, documents, strict=True)
    ]
    own = [path for path in find_documents(None)[0] if path not in paths]
    for path, read in zip(own, read_all(own, library, lambda: None)[0], strict=True):
        found.append(DocumentIn(f"{read.name}.txt", path.read_bytes(), read.pack))
    return found


def _site_words(folder: Path, port: int) -> str:
    """Where the site is, and with whom to sign in."""
    start = f"http://127.0.0.1:{port}"
    return "\n".join(
        (
            "",
            f"演示站（虚构的云溪县，数据在 {folder}/）：",
            f"  {start}/                居民和单位：测一测、申请、查进度",
            f"  {start}/office/         工作人员：登录页上列着每个岗位的账号，密码都是 {PASSWORD}",
            f"  只要再打开它：JIUCHUANG_DATA={folder} JIUCHUANG_DEMO=1 jiuchuang serve --port {port}",
        )
    )


def screening_day(library: Library, packs: tuple[str, ...]) -> date:
    """The first 30 June on which all the documents with a known first day are in force."""
    starts = [library.packs[pack].document.validity.from_on for pack in packs]
    known = [start for start in starts if start is not None]
    if not known:
        return DEFAULT_DAY
    latest = max(known)
    return date(latest.year + (latest > date(latest.year, 6, 30)), 6, 30)


def _packs(library: Library, documents: list[ReadDocument]) -> tuple[str, ...]:
    """Packs of the documents; the sample's when no document has one."""
    own = {document.pack for document in documents if document.pack}
    chosen = own or {pack for pack in library.packs if pack.startswith(SAMPLE)}
    return tuple(pack for pack in library.packs if pack in chosen)


def _check(library: Library, packs: tuple[str, ...], documents: list[ReadDocument]) -> list[Problem]:
    """Problems of the packs, each held against its source; errors end the demonstration."""
    with _step("2/5 检查政策包", 1) as advance:
        sources = {document.pack: document.text for document in documents if document.pack}
        names = {pack: library.packs[pack].document.source_file for pack in packs}
        beside, _ = read_sources(BUILT_IN, names, None)
        findings = check_packs(read_pack_files(BUILT_IN, packs), {**beside, **sources})[1]
        advance()
    if errors_only(findings):
        stop(findings)
    return findings


def _synthesize(plan: CountyPlan, library: Library, out: Path) -> None:
    with progress() as bar:
        task = bar.add_task("3/5 合成一个县", total=plan.persons)
        synthesize(plan, library, out, lambda done: bar.update(task, completed=done))


def _screen(library: Library, packs: tuple[str, ...], day: date, out: Path) -> Screening:
    population, problems = open_population(out / "population")
    if problems:
        stop(problems)
    return run_screening(population, library, packs, day, out / "screening", "4/5 筛查")


def _decide(screening: Screening, out: Path) -> None:
    examples = []
    with _step("5/5 单件认定", len(screening.packs) * len(WANTED)) as advance:
        for example in find_examples(screening, out / "screening"):
            examples.append(example)
            advance()
    (out / "decisions.html").write_text(decisions_page(screening, examples), encoding="utf-8")


def _out_problems(out: Path) -> list[Problem]:
    if out.exists() and not out.is_dir():
        return [Problem("out-is-file", "这是文件，不是文件夹", Place(str(out)))]
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        return [
            Problem("out-not-empty", "文件夹里已有别的东西", Place(str(out)), "换一个空文件夹，或先清空它")
        ]
    return []


def _clear(out: Path) -> None:
    """Remove what an earlier demonstration left; the mark is set at once, so that a broken run can be repeated."""
    for name in OURS:
        shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("{}\n", encoding="utf-8")


@contextmanager
def _step(words: str, total: int) -> Iterator[Callable[[], None]]:
    with progress() as bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)
