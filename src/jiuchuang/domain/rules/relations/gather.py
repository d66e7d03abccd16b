"""Gather derived facts for a population, step by step, from wherever its rows and stated facts come.

The work is one grouping a step; what is kept of it is one row for each owner of whom something is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from jiuchuang.domain.rules.derivation import Relation
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Value
from jiuchuang.domain.rules.relations.columns import COMPLETE, PARTLY, group, sound_rows
from jiuchuang.domain.rules.relations.steps import Step, plan_steps
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

_FOUND, _OWNER = "@found", "@owner"


@dataclass(frozen=True)
class RelationRows:
    """The rows of a relation as columns, those named in `columns` being at hand.

    `complete` says for each key column whether the lists of all owners are complete, or for which: a frame of `id`.
    """

    relation: Relation
    rows: pl.LazyFrame
    columns: tuple[str, ...]
    complete: Mapping[str, bool | pl.LazyFrame]


@dataclass(frozen=True)
class Stated:
    """Facts that tables state: `has` of a fact's name, and `read` to get `id` and sound columns of some of an entity.

    `read` gives None for an entity without a table.
    """

    has: Callable[[str], bool]
    read: Callable[[str, Sequence[FactDeclaration]], pl.LazyFrame | None]


@dataclass(frozen=True)
class _Result:
    """Facts out of one step: one row for each owner of whom something is known, and the value for all others."""

    frame: pl.DataFrame
    others: Mapping[str, Value | None]


class Gathering:
    """Facts gathered so far; `again`: also those that tables state."""

    def __init__(
        self,
        tables: Mapping[str, RelationRows],
        stated: Stated,
        vocabulary: Vocabulary,
        asof: date,
        again: bool = False,
    ) -> None:
        self.tables, self.stated, self.vocabulary = tables, stated, vocabulary
        self.asof, self.again = asof, again
        self._results: dict[str, _Result] = {}

    def gather(self, wanted: Iterable[str]) -> None:
        """Run every step that the wanted facts rest on."""
        for step in plan_steps(wanted, self.vocabulary.relations, self._derivable):
            self._run(step)

    def _derivable(self, name: str) -> bool:
        derivation = self.vocabulary.relations.derivations[name]
        return derivation.relation in self.tables and (self.again or not self.stated.has(name))

    def _run(self, step: Step) -> None:
        table = self.tables[step.relation.name]
        rows = table.rows.select(sound_rows(table.relation, _columns_read(step), table.columns))
        for end, names in step.joins.items():
            facts = [self.vocabulary.facts[name] for name in names]
            rows = self.with_facts(rows, end, step.relation.ends[end], facts)
        types = [self.vocabulary.facts[item.fact].type for item in step.derivations]
        grouped = group(rows, step.end, step.derivations, types, self.asof)
        result = self._settled(grouped, step, table.complete.get(step.end, False))
        self._results |= dict.fromkeys(result.others, result)

    def _settled(self, grouped: pl.LazyFrame, step: Step, complete: bool | pl.LazyFrame) -> _Result:
        """The values by how complete the list of each owner is; out of range is unknown, as in any table."""
        if not isinstance(complete, bool):
            known = complete.select("id", pl.lit(True).alias(_OWNER))
            grouped = grouped.with_columns(pl.lit(True).alias(_FOUND))
            grouped = grouped.join(known, on="id", how="full", coalesce=True)
        columns: list[pl.Expr] = []
        others: dict[str, Value | None] = {}
        for item in step.derivations:
            fact = self.vocabulary.facts[item.fact]
            none = pl.lit(item.when_none, dtype=column_type(fact.type))
            whole, partly = pl.col(f"{item.fact}.{COMPLETE}"), pl.col(f"{item.fact}.{PARTLY}")
            if isinstance(complete, bool):
                value = whole if complete else partly
                others[item.fact] = item.when_none if complete else None
            else:
                listed = pl.when(pl.col(_FOUND).is_null()).then(none).otherwise(whole)
                value = pl.when(pl.col(_OWNER).is_null()).then(partly).otherwise(listed)
                others[item.fact] = None
            columns.append(_within(fact, value).alias(item.fact))
        return _Result(grouped.select("id", *columns).collect(engine="streaming"), others)

    def with_facts(
        self, frame: pl.LazyFrame, key: str, entity: str, facts: Sequence[FactDeclaration]
    ) -> pl.LazyFrame:
        """The frame, its rows in order, with facts of the entity whose id stands in the text column `key`.

        Gathered facts are not yet held against their guards: that needs the owner's own table.
        """
        stated = [fact for fact in facts if fact.name not in self._results]
        if stated:
            frame = self._with_stated(frame, key, entity, stated)
        found = [self._results[fact.name] for fact in facts if fact.name in self._results]
        for result in {id(item): item for item in found}.values():
            names = [fact.name for fact in facts if fact.name in result.others]
            owners = result.frame.lazy().select("id", *names, pl.lit(True).alias(_FOUND))
            frame = frame.join(owners, left_on=key, right_on="id", how="left", maintain_order="left")
            nobody = pl.col(_FOUND).is_null() & pl.col(key).is_not_null()
            filled = [
                pl.when(nobody).then(self._other(name, result)).otherwise(pl.col(name)).alias(name)
                for name in names
            ]
            frame = frame.with_columns(filled).drop(_FOUND)
        return frame

    def _other(self, name: str, result: _Result) -> pl.Expr:
        return pl.lit(result.others[name], dtype=column_type(self.vocabulary.facts[name].type))

    def _with_stated(
        self, frame: pl.LazyFrame, key: str, entity: str, facts: Sequence[FactDeclaration]
    ) -> pl.LazyFrame:
        table = self.stated.read(entity, facts)
        if table is None:
            return frame.with_columns(
                pl.lit(None, dtype=column_type(fact.type)).alias(fact.name) for fact in facts
            )
        return frame.join(table, left_on=key, right_on="id", how="left", maintain_order="left")


def _columns_read(step: Step) -> list[str]:
    """Columns of the relation that the step's expressions read, each once; keys always come along."""
    nodes = [node for item in step.derivations for node in (item.where, item.value) if node is not None]
    read = dict.fromkeys(name for node in nodes for name in tree.fact_names(node))
    return [name for name in read if name in step.relation.columns]


def _within(fact: FactDeclaration, value: pl.Expr) -> pl.Expr:
    if fact.type.is_numeric:
        return pl.when((value >= fact.low) & (value <= fact.high)).then(value)
    if fact.type.kind is Kind.DATE:
        return pl.when((value >= FIRST_DAY) & (value <= LAST_DAY)).then(value)
    return value
