"""One case at a window: verdicts and amounts of eight programmes, and the full explanation."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from benchmarks.agreement import DisagreementError
from benchmarks.eight import library
from benchmarks.eight.population import AS_OF
from benchmarks.promise import Promise
from benchmarks.sizes import Sizes
from jiuchuang.domain.rules.answers import decision
from jiuchuang.domain.rules.answers.decide import decide_prepared
from jiuchuang.domain.rules.answers.prepared import Case, Prepared
from jiuchuang.domain.rules.engines.compile import CompiledProgramme
from jiuchuang.domain.rules.engines.generate import CaseFunction, generate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.vocabulary import Vocabulary

Facts = Mapping[str, Any]
STATUS = {True: decision.ELIGIBLE, False: decision.INELIGIBLE, None: decision.UNKNOWN}
OPENFISCA_CASES = 50


def promises(sizes: Sizes) -> list[Promise]:
    """Half the cases are done within the measured time (p50); the slowest in a hundred (p99) beside it."""
    packs = library.load()
    compiled, pack = library.compiled(packs), packs.packs[library.FOLDER]
    compute = generate(_nodes(compiled), AS_OF)
    frame = pl.read_parquet(sizes.files(sizes.agreement_rows)[0]).head(sizes.cases)
    rows = frame.select(list(packs.vocabulary.facts)).to_dicts()
    cases = [{name: value for name, value in row.items() if value is not None} for row in rows]
    explained = _explainer(compiled, pack, packs.vocabulary)
    _check(cases, compute, explained)
    plain, full = _times(compute, cases), _times(explained, cases)
    found = [
        Promise("one case, verdicts and amounts", plain[0], "µs", 20, detail=_said(plain, len(cases))),
        Promise(
            "one case, full explanation of all eight", full[0], "µs", 500, detail=_said(full, len(cases))
        ),
    ]
    rival = _openfisca(packs.vocabulary, frame.head(OPENFISCA_CASES))
    ratio = rival[0] / plain[0]
    return [*found, Promise("one case in openfisca / ours", ratio, "×", detail=_said(rival, OPENFISCA_CASES))]


def _nodes(compiled: list[CompiledProgramme]) -> list[Any]:
    variants = [item.variants[0] for item in compiled]
    nodes = [node for variant in variants for node in (variant.verdict, variant.payable)]
    return [simplify(node, AS_OF) for node in nodes if node is not None]


def _explainer(
    compiled: list[CompiledProgramme], pack: Pack, vocabulary: Vocabulary
) -> Callable[[Facts], list[decision.Decision]]:
    """As at a window that is open all day: programmes are prepared once, the facts of a case come in afresh."""
    prepared = [Prepared(item, pack, vocabulary, AS_OF) for item in compiled]

    def explain(facts: Facts) -> list[decision.Decision]:
        case = Case(facts, AS_OF)
        return [decide_prepared(item, case) for item in prepared]

    return explain


def _check(
    cases: list[dict[str, Any]], compute: CaseFunction, explained: Callable[[Facts], list[decision.Decision]]
) -> None:
    """The generated function must answer as the explanation does."""
    for case in cases:
        results, decisions = compute(case), explained(case)
        for verdict, payable, said in zip(results[::2], results[1::2], decisions, strict=True):
            paid = payable if verdict else None
            if STATUS[verdict] != said.status or paid != said.amount_fen:
                raise DisagreementError(f"{said.programme}: {verdict}, {payable} against {said}")


def _times(run: Callable[[Any], object], cases: Sequence[Any]) -> tuple[float, float]:
    """p50 and p99 in microseconds of the clock, each case taken at its better of three."""
    took = []
    for case in cases:
        tries = []
        for _ in range(3):
            begun = time.perf_counter_ns()
            run(case)
            tries.append(time.perf_counter_ns() - begun)
        took.append(min(tries) / 1000)
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def _said(times: tuple[float, float], cases: int) -> str:
    return f"p50 {times[0]:,.1f} µs, p99 {times[1]:,.1f} µs over {cases:,} persons"


def _openfisca(vocabulary: Vocabulary, frame: pl.DataFrame) -> tuple[float, float]:
    """Its arrays are made beforehand: building the simulation and calculating count."""
    from benchmarks.eight.in_openfisca import EightProgrammes

    programmes = EightProgrammes(vocabulary, 1)
    names = [name for name in programmes.results if name.endswith((".verdict", ".payable"))]
    cases = [programmes.inputs(frame[index]) for index in range(frame.height)]
    return _times(lambda case: programmes.calculate(programmes.simulation(case), names), cases)
