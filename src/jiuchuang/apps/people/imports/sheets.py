"""The sheets that the registers take, with the facts of the vocabulary filled in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from jiuchuang.domain.registers.sheets import Column, Sheet
from jiuchuang.domain.registers.sheets_file import load_sheets
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.vocabulary import FactDeclaration
from jiuchuang.gateways.pack_store import read_pack_files, read_register_files

_TYPES = {
    Kind.BOOL: "truth",
    Kind.ENUM: "choice",
    Kind.DATE: "day",
    Kind.COUNT: "count",
    Kind.MONTHS: "count",
    Kind.DAYS: "count",
    Kind.MONEY: "yuan",
    Kind.CODE: "text",
}


@cache
def sheets() -> dict[str, Sheet]:
    """Every sheet by its kind, as shipped."""
    vocabulary, problems = load_vocabulary(read_pack_files())
    facts = {fact.name: as_column(fact) for fact in vocabulary.facts.values() if fact.type.kind in _TYPES}
    choices = {
        f"{relation.name}.{name}": dict(column.labels)
        for relation in vocabulary.relations.tables.values()
        for name, column in relation.columns.items()
        if column.labels
    }
    read, found = load_sheets(read_register_files(), facts, choices)
    if problems or found:
        raise ValueError("\n".join(map(str, [*problems, *found])))
    return read


def as_column(fact: FactDeclaration) -> Column:
    """A fact of the vocabulary as a column of a sheet."""
    return Column(
        name=fact.name,
        label=fact.label,
        type=_TYPES[fact.type.kind],
        hint=f"据{fact.source}",
        labels=fact.labels,
        is_fact=True,
    )


def folder() -> Path:
    """Where uploaded workbooks are kept."""
    return Path(settings.MEDIA_ROOT) / "imports"
