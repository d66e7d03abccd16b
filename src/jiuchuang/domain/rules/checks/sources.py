"""A pack beside its source text: are locator and phrase really there, is every figure accounted for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction

from jiuchuang.domain.documents import Clause, Document, Quantity, read_document
from jiuchuang.domain.documents.normalise import normalise
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.pack import Citation, Pack, Parameter, Programme, leaves

USES = ("parameter", "target", "condition", "definition", "declared", "open")
USE_LABELS = {
    "parameter": "参数",
    "target": "目标",
    "condition": "条件与封顶等引文",
    "definition": "定义",
    "declared": "已说明不入规则",
    "open": "未入账",
}


@dataclass(frozen=True)
class Cited:
    """One citation of the pack: what it serves and, for a parameter, the figure it must carry."""

    citation: Citation
    use: str
    parameter: Parameter | None = None


@dataclass
class FigureAccount:
    """One figure of the document and what the pack does with it (`use` is one of USES)."""

    clause: str
    text: str
    about: str
    use: str = "open"
    span: tuple[int, int] = field(default=(0, 0), repr=False)


def check_sources(pack: Pack, text: str) -> tuple[list[Problem], list[FigureAccount]]:
    """Problems of the pack against its source `text`, and the account of every figure of the text."""
    document = read_document(text)
    problems = [*_check_clauses(pack, document), *_check_locators(pack, document)]
    accounts = [
        FigureAccount(clause.locator, quantity.text, quantity.about, span=quantity.span.normalised)
        for clause in document.clauses
        for quantity in clause.quantities
    ]
    for cited in citations(pack):
        clause = document.clause(cited.citation.clause)
        if clause is None or not cited.citation.phrase:
            continue
        spans = list(find_phrase(document, clause, cited.citation.phrase))
        if not spans:
            message = f"{clause.locator} 里找不到“{cited.citation.phrase}”"
            hint = _words_instead(document, clause, cited.citation.phrase)
            problems.append(Problem("phrase-not-in-source", message, cited.citation.place, hint))
            continue
        _account(accounts, clause, spans, cited.use)
        parameter = cited.parameter
        if parameter is not None and not parameter.note and not _carries(parameter, clause, spans):
            message = f"短语“{cited.citation.phrase}”里没有“{parameter.written}”这个数"
            hint = "数由别的说法而来时写 note: 说明"
            problems.append(Problem("figure-mismatch", message, cited.citation.place, hint))
    _account_days(pack, accounts)
    problems += _account_declared(pack, accounts)
    problems += _unaccounted(pack, accounts)
    return problems, accounts


def citations(pack: Pack) -> Iterator[Cited]:
    """Every citation of the pack, parameters first so that they count as such."""
    for programme in pack.programmes:
        for parameter in programme.parameters.values():
            yield Cited(parameter.citation, "parameter", parameter)
    for definition in pack.definitions:
        for parameter in definition.parameters.values():
            yield Cited(parameter.citation, "definition", parameter)
        yield Cited(definition.citation, "definition")
    for target in pack.targets:
        yield Cited(target.citation, "target")
    for programme in pack.programmes:
        yield from (Cited(citation, "condition") for citation in _programme_citations(programme))


def _programme_citations(programme: Programme) -> Iterator[Citation]:
    yield from (leaf.citation for leaf in leaves(programme.conditions))
    yield from (rule.citation for rule in programme.exceptions)
    yield from (cap.citation for cap in programme.caps)
    yield from (reading.citation for reading in programme.readings)
    yield from (entry.citation for entry in programme.enters)
    if programme.amount is not None:
        yield programme.amount.citation
        yield from (band.citation for band in programme.amount.bands)


def find_phrase(document: Document, clause: Clause, phrase: str) -> Iterator[tuple[int, int]]:
    """Spans of a phrase in the clause's own heading and text, as positions in the normalised document."""
    wanted = normalise(phrase).text
    pieces = [clause.text_span.normalised]
    if clause.heading_span is not None:
        pieces.append(clause.heading_span.normalised)
    for start, end in pieces:
        at = document.text.find(wanted, start, end)
        while at >= 0 and wanted:
            yield at, at + len(wanted)
            at = document.text.find(wanted, at + 1, end)


def _words_instead(document: Document, clause: Clause, phrase: str) -> str:
    """What may have been meant by a phrase that is not in its clause: another clause, or like words of this one."""
    elsewhere = [other.locator for other in document.clauses if any(find_phrase(document, other, phrase))]
    if elsewhere:
        return f"这几个字在 {'、'.join(elsewhere[:3])}"
    wanted, (start, end) = normalise(phrase).text, clause.text_span.normalised
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, alike = "", len(wanted) * 3 // 5 * 2 + 1  # not more than three fifths alike is no misspelling
    for at in range(start, max(start, end - len(wanted)) + 1):
        window = document.text[at : at + len(wanted)]
        matcher.set_seq1(window)
        same = sum(block.size for block in matcher.get_matching_blocks())
        score = same * 2 + (window[:1] == wanted[:1])  # of two equally alike, the one that starts alike
        if score > alike:
            best, alike = window, score
    return f"是不是“{best}”？" if best else "逐字照抄原文"


def _check_clauses(pack: Pack, document: Document) -> list[Problem]:
    """Every numbered clause of the text is an entry of clauses.yaml, once; and the other way round."""
    entries = {entry.locator: entry for entry in pack.clauses}
    place = pack.clauses[0].place if pack.clauses else Place(pack.document.id)
    found = [
        Problem("clause-missing", f"clauses.yaml 缺少条款 {clause.locator}", place)
        for clause in document.clauses
        if clause.locator not in entries
    ]
    known = {clause.locator for clause in document.clauses}
    return found + [
        Problem("clause-not-in-source", f"原文没有条款 {entry.locator}", entry.place)
        for entry in pack.clauses
        if entry.locator not in known
    ]


def _check_locators(pack: Pack, document: Document) -> list[Problem]:
    known = dict.fromkeys(clause.locator for clause in document.clauses)
    cited = [(programme.clause, programme.place) for programme in pack.programmes]
    cited += [(item.citation.clause, item.citation.place) for item in citations(pack)]
    cited += [(system.clause, system.place) for system in pack.systems]
    cited += [
        (term.clause, programme.place) for programme in pack.programmes for term in programme.open_terms
    ]
    return [
        Problem("locator-not-in-source", f"原文没有条款 {locator}", place, nearest(locator, known))
        for locator, place in dict.fromkeys(cited)
        if locator and locator not in known  # one left out has been told when loading
    ]


def _account(accounts: list[FigureAccount], clause: Clause, spans: list[tuple[int, int]], use: str) -> None:
    for account in accounts:
        start, end = account.span
        inside = any(low <= start and end <= high for low, high in spans)
        if account.use == "open" and account.clause == clause.locator and inside:
            account.use = use


def _account_days(pack: Pack, accounts: list[FigureAccount]) -> None:
    """Deadlines and periods of targets, and the days on which a programme's validity hangs."""
    for target in pack.targets:
        said = normalise(f"{target.deadline or ''} {target.period or ''}").text
        for account in accounts:
            if account.use == "open" and account.clause == target.citation.clause and account.text in said:
                account.use = "target"
    for programme in pack.programmes:
        days = {format_day(day) for day in (programme.validity.from_on, programme.validity.to_on) if day}
        for account in accounts:
            if account.use == "open" and account.clause == programme.clause and account.text in days:
                account.use = "condition"


def _account_declared(pack: Pack, accounts: list[FigureAccount]) -> list[Problem]:
    problems = []
    for entry in pack.clauses:
        for figure in entry.figures:
            wanted = normalise(figure.text).text
            same = [item for item in accounts if item.clause == entry.locator and item.text == wanted]
            spare = [item for item in same if item.use == "open"]
            for account in spare:
                account.use = "declared"
            if not same:
                message = f"{entry.locator} 里没有读到数字“{figure.text}”"
                problems.append(Problem("declared-figure", message, figure.place, severity="warning"))
    return problems


def _unaccounted(pack: Pack, accounts: list[FigureAccount]) -> list[Problem]:
    places = {entry.locator: entry.place for entry in pack.clauses}
    fallback = Place(pack.document.id)
    return [
        Problem(
            "figure-unaccounted",
            f"{account.clause} 的“{account.text}”（{account.about}）既没有入规则，也没有说明",
            places.get(account.clause, fallback),
            "写进参数、目标或引文，或在 clauses.yaml 的 figures 里说明",
        )
        for account in accounts
        if account.use == "open"
    ]


def _carries(parameter: Parameter, clause: Clause, spans: list[tuple[int, int]]) -> bool:
    """Whether a figure inside the phrase has the parameter's value."""
    return any(
        low <= quantity.span.normalised[0]
        and quantity.span.normalised[1] <= high
        and _same(parameter, quantity)
        for quantity in clause.quantities
        for low, high in spans
    )


def _same(parameter: Parameter, quantity: Quantity) -> bool:
    value, kind = parameter.value, parameter.type.kind
    if kind is Kind.DATE:
        return str(value).startswith(str(quantity.value)) or quantity.value is None
    if not isinstance(value, int) or quantity.base_value is None:
        return False
    exact = Fraction(value, parameter.type.denominator)
    base = Fraction(str(quantity.base_value))
    if kind is Kind.MONEY:
        return exact == base * 100
    if kind is Kind.COUNT and quantity.unit == "年":  # instalments paid once a year
        return exact == Fraction(str(quantity.value))
    return exact == base
