"""The two versions of a simulation from pack folders: the law in force, and the law with the scenario applied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.derivation import Relations
from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.domain.rules.population.scenario import Scenario, changed_files, scenario_problems
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.pack_store import BUILT_IN, pack_folder_problems, read_pack_files
from jiuchuang.gateways.simulation.run import Versions


def read_versions(
    root: Path | None, documents: tuple[str, ...], scenario: Scenario
) -> tuple[Versions | None, list[Problem]]:
    """Both versions, or everything that is at fault in packs and scenario.

    Where the scenario names another folder of packs, figures are changed there.
    """
    folders = [Path(folder) for folder in (root, scenario.root) if folder is not None]
    problems = [problem for folder in folders for problem in pack_folder_problems(folder)]
    if problems:
        return None, problems
    files = read_pack_files(root or BUILT_IN)
    before, problems = load_library(files)
    if problems:
        return None, problems
    base = before
    if scenario.root is not None:
        files = read_pack_files(Path(scenario.root))
        base, found = load_library(files)
        if found:
            return None, found
    problems = _document_problems(before, base, documents) + scenario_problems(scenario, base)
    if problems:
        return None, problems
    after, problems = load_library(changed_files(files, scenario, base))
    vocabulary, clashes = _together(before.vocabulary, after.vocabulary)
    if problems or clashes:
        return None, problems + clashes
    return Versions(before, after, vocabulary, documents, scenario), []


def _document_problems(before: Library, after: Library, documents: tuple[str, ...]) -> list[Problem]:
    known = "、".join(dict.fromkeys([*before.packs, *after.packs]))
    return [
        Problem("unknown-document", f"没有编号为“{name}”的文件", suggestion=f"现有：{known}")
        for name in documents
        if name not in before.packs and name not in after.packs
    ]


def _together(before: Vocabulary, after: Vocabulary) -> tuple[Vocabulary, list[Problem]]:
    """The facts and registers of both; what is declared differently would make one population mean two things."""
    clashes = [
        Problem("fact-differs", f"两个版本对事实“{name}”的规定不同，不能放在同一批数据上比较", fact.place)
        for name, fact in after.facts.items()
        if name in before.facts and before.facts[name] != fact
    ]
    old, new = before.relations, after.relations
    differing = [
        new.tables[name] for name in new.tables if old.tables.get(name, new.tables[name]) != new.tables[name]
    ]
    clashes += [
        Problem(
            "relation-differs", f"两个版本对登记表“{one.name}”的规定不同，不能放在同一批数据上比较", one.place
        )
        for one in differing
    ]
    clashes += [
        Problem(
            "derivation-differs", f"两个版本由登记算“{name}”的办法不同，不能放在同一批数据上比较", one.place
        )
        for name, one in new.derivations.items()
        if old.derivations.get(name, one) != one
    ]
    relations = Relations({**old.tables, **new.tables}, {**old.derivations, **new.derivations})
    return replace(after, facts={**before.facts, **after.facts}, relations=relations), clashes
