"""Read what carries a citation: parameters, tables, readings, open terms."""

from __future__ import annotations

from typing import Any

from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.kernel.rate import parse_rate
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.parse import Table
from jiuchuang.domain.rules.language.valuetypes import Kind, Type, Value, parse_value
from jiuchuang.domain.rules.pack import Citation, DoubleReading, OpenTerm, Parameter, ReadingOption

PARAMETER_KEYS = ("type", "value", "clause", "phrase", "note")
PARAMETER_KINDS = ("money", "rate", "count", "months", "days", "date")
READING_KEYS = ("id", "clause", "phrase", "question", "options", "signed")
TABLE_KEYS = ("key", "type", "rows")
PHRASE_LIMIT = 24
"""Longest phrase kept from a source text, in characters."""


def read_citation(record: Record, default_clause: str) -> Citation:
    """`clause` (default: the programme's) and `phrase` of any cited thing."""
    phrase = record.text("phrase", required=False)
    if len(phrase) > PHRASE_LIMIT:
        message = f"短语有 {len(phrase)} 字，最多 {PHRASE_LIMIT} 字"
        record.fault("long-phrase", message, record.at("phrase"), "只留决定界限的几个字")
    return Citation(record.text("clause", required=False, default=default_clause), phrase, record.place)


def read_required_citation(record: Record, default_clause: str, what: str) -> Citation:
    """The citation of a thing that rests on words of the text, so that its `phrase` may not be left out."""
    citation = read_citation(record, default_clause)
    if not citation.phrase:
        hint = f"照抄该条中决定这一项的几个字，最多 {PHRASE_LIMIT} 字"
        record.fault("missing-citation", f"{what}没有写 phrase", hint=hint)
    return citation


def read_parameters(record: Record, key: str, clause: str) -> dict[str, Parameter]:
    """The parameters of a programme or definition by name."""
    parameters = {}
    for name, item, place in record.entries(key):
        inner = Record(item, f"参数 {name}", PARAMETER_KEYS, record.problems, place)
        kind = Kind(inner.choice("type", PARAMETER_KINDS))
        citation = read_required_citation(inner, clause, f"参数 {name} ")
        type_, value = read_figure(inner, "value", kind)
        note = inner.text("note", required=False)
        parameters[name] = Parameter(name, type_, value, inner.text("value"), citation, note)
    return parameters


def read_figure(record: Record, key: str, kind: Kind) -> tuple[Type, Value | None]:
    """A written figure and the type that holds it exactly (a rate keeps its own denominator)."""
    raw = record.raw(key)
    if raw is None:
        return Type(kind), None
    try:
        if kind is Kind.RATE:
            exact = parse_rate(str(raw))
            return Type(kind, exact.denominator), exact.numerator
        return Type(kind), parse_value(raw, Type(kind))
    except ValueError as fault:
        record.fault("bad-value", str(fault), record.at(key))
        return Type(kind), None


def parameter_nodes(parameters: dict[str, Parameter]) -> dict[str, tree.Node]:
    """Names that expressions may use for these parameters."""
    return {name: tree.Constant(item.type, item.value, name) for name, item in parameters.items()}


def read_tables(record: Record, clause: str) -> tuple[dict[str, Table], dict[str, Parameter]]:
    """Keyed tables, and their rows as parameters named `table.code` so that every figure is cited."""
    tables, rows = {}, {}
    for name, item, place in record.entries("tables"):
        inner = Record(item, f"表 {name}", TABLE_KEYS, record.problems, place)
        kind = inner.choice("type", PARAMETER_KINDS)
        codes, values = [], []
        for code, row, row_place in inner.entries("rows"):
            row_record = Record(row, f"{name}.{code}", PARAMETER_KEYS, record.problems, row_place)
            type_, value = read_figure(row_record, "value", Kind(kind))
            full_name = f"{name}.{code}"
            citation = read_required_citation(row_record, clause, f"{full_name} ")
            rows[full_name] = Parameter(full_name, type_, value, row_record.text("value"), citation)
            codes.append(code)
            values.append(tree.Constant(type_, value, full_name))
        if values:
            tables[name] = Table(tuple(codes), tuple(values))
        else:
            inner.fault("empty-table", f"表 {name} 没有 rows")
    return tables, rows


def read_reading(item: Any, place: Place, record: Record, clause: str) -> DoubleReading:
    """One double reading with its options and, when an officer has ruled, the signed option."""
    inner = Record(item, "readings 的一项", READING_KEYS, record.problems, place)
    options = []
    for option, option_place in inner.items("options"):
        row = Record(option, "理解方式", ("id", "says"), record.problems, option_place)
        options.append(ReadingOption(row.text("id"), row.text("says")))
    if len(options) < 2:
        inner.fault("one-reading", "至少要列出两种理解")
    signed = None
    if inner.has("signed"):
        keys = ("option", "signed_by", "on", "basis")
        ruling = Record(inner.raw("signed"), "signed", keys, record.problems, inner.at("signed"))
        for key in ("signed_by", "on", "basis"):
            ruling.text(key)
        signed = ruling.choice("option", [option.id for option in options] or [""])
    return DoubleReading(
        inner.text("id"), read_citation(inner, clause), inner.text("question"), tuple(options), signed
    )


def read_open_terms(record: Record, clause: str) -> tuple[OpenTerm, ...]:
    """The words that the text leaves open."""
    terms = []
    for item, place in record.items("open_terms"):
        row = Record(item, "open_terms 的一项", ("term", "clause", "note"), record.problems, place)
        terms.append(
            OpenTerm(row.text("term"), row.text("clause", required=False, default=clause), row.text("note"))
        )
    return tuple(terms)
