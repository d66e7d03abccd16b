"""Everything that `packs check` checks, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.answers.sentences import slots
from jiuchuang.domain.rules.checks.cases import check_cases
from jiuchuang.domain.rules.checks.money import check_money
from jiuchuang.domain.rules.checks.sources import check_sources
from jiuchuang.domain.rules.checks.versions import check_versions
from jiuchuang.domain.rules.checks.words import check_words
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import Files, Library, document_folders, load_library
from jiuchuang.domain.rules.loading.regions import check_document_regions
from jiuchuang.domain.rules.pack import Pack, Programme, leaves
from jiuchuang.domain.rules.solver.installed import INSTALL, solver_installed
from jiuchuang.domain.rules.vocabulary import Vocabulary


def check_packs(files: Files, sources: Mapping[str, str]) -> tuple[Library, list[Problem]]:
    """All problems of all packs among `files`.

    `sources` maps document id to the text of the source document, for those at hand.
    """
    library, problems = load_library(files)
    for folder in document_folders(files):
        pack = library.packs.get(folder)
        if pack is None:
            continue
        cases, found = load_cases(files, folder, library.vocabulary)
        problems += found
        problems += check_cases(pack, cases)
        problems += check_words(pack)
        problems += check_money(pack, library.vocabulary)
        problems += [
            problem for programme in pack.programmes for problem in check_sentences(programme, library)
        ]
        if solver_installed():
            problems += _check_logic(pack, library.vocabulary)
        if folder in sources:
            problems += check_sources(pack, sources[folder])[0]
    problems += check_versions(library)
    problems += check_document_regions(library.packs.values(), files)
    if not solver_installed():
        message = "没有安装求解器 z3：空缺、重叠、死条件、无效例外都没有检查"
        problems.append(Problem("no-solver", message, suggestion=INSTALL, severity="warning"))
    return library, problems


def _check_logic(pack: Pack, vocabulary: Vocabulary) -> list[Problem]:
    from jiuchuang.domain.rules.checks.logic import check_logic  # needs the solver

    return check_logic(pack, vocabulary)


def _doubled_words(text: str, programme: Programme, place: Place) -> list[Problem]:
    """A parameter carries its measure word (5人); the sentence must not write it again ({min_jobs}人)."""
    problems = []
    for name, parameter in programme.parameters.items():
        measure = parameter.written[-1:]
        if not measure.isascii() and f"{{{name}}}{measure}" in text:
            message = f"句子会写成“{parameter.written}{measure}”：参数自带单位“{measure}”"
            problems.append(Problem("doubled-word", message, place))
    return problems


def check_sentences(programme: Programme, library: Library) -> list[Problem]:
    """Every `{name}` in a sentence is a fact, a parameter or a let of the programme."""
    known = {*library.vocabulary.facts, *programme.parameters, *programme.lets}
    problems = []
    sentences = [
        (text, leaf.citation.place)
        for leaf in leaves(programme.conditions)
        for text in (leaf.yes, leaf.no, leaf.unknown)
    ]
    sentences += [
        (text, rule.citation.place) for rule in programme.exceptions for text in (rule.yes, rule.no)
    ]
    for text, place in sentences:
        for name in slots(text):
            if name not in known:
                hint = nearest(name, known)
                message = f"句子里的 {{{name}}} 不是事实、参数或 let"
                problems.append(Problem("unknown-slot", message, place, hint))
        problems += _doubled_words(text, programme, place)
    return problems
