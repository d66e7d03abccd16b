"""Gather derived facts for a population, step by step, from wherever its rows and stated facts come.

The work is one grouping a step; what is kept of it is one row for each owner of whom something is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

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
    """Facts out of one step: by id, one row for each owner of whom something is known; the value for others."""

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
            rows = self._with_facts(rows, end, step.relation.ends[end], facts)
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
        frame = grouped.select("id", *columns).collect(engine="streaming").sort("id")
        return _Result(frame, others)

    def beside(self, frame: pl.DataFrame, key: str, facts: Sequence[FactDeclaration]) -> pl.DataFrame:
        """The frame, its rows in order, with facts of the entity whose id is in the text column `key`.

        Results are kept in order of the ids, so that only the stretch between the first and last id is joined, and
        without hashing where the frame is in that order too. Facts are not yet held against their guards: that needs
        the owner's own table.
        """
        ids = frame[key]
        if ids.is_sorted():
            frame = frame.with_columns(pl.col(key).set_sorted())
        stated = [fact for fact in facts if fact.name not in self._results]
        if stated:
            entity = stated[0].entity
            frame = self._with_stated(frame.lazy(), key, entity, stated, in_order=True).collect()
        for result, names in self._by_result(facts):
            near = _between(result.frame, ids.min(), ids.max()).lazy()
            frame = self._with_gathered(frame.lazy(), key, result, near, names, in_order=True).collect()
        return frame

    def _by_result(self, facts: Sequence[FactDeclaration]) -> list[tuple[_Result, list[str]]]:
        """The gathered ones of the facts, by the step that they come from."""
        found = [self._results[fact.name] for fact in facts if fact.name in self._results]
        return [
            (result, [fact.name for fact in facts if fact.name in result.others])
            for result in {id(item): item for item in found}.values()
        ]

    def _with_facts(
        self, rows: pl.LazyFrame, key: str, entity: str, facts: Sequence[FactDeclaration]
    ) -> pl.LazyFrame:
        """Rows of a relation, in any order, with facts of the entity whose id is in the text column `key`."""
        stated = [fact for fact in facts if fact.name not in self._results]
        if stated:
            rows = self._with_stated(rows, key, entity, stated, in_order=False)
        for result, names in self._by_result(facts):
            rows = self._with_gathered(rows, key, result, result.frame.lazy(), names, in_order=False)
        return rows

    def _with_gathered(
        self,
        frame: pl.LazyFrame,
        key: str,
        result: _Result,
        owners: pl.LazyFrame,
        names: Sequence[str],
        in_order: bool,
    ) -> pl.LazyFrame:
        frame = _joined(frame, owners.select("id", *names, pl.lit(True).alias(_FOUND)), key, in_order)
        nobody = pl.col(_FOUND).is_null() & pl.col(key).is_not_null()
        filled = [
            pl.when(nobody).then(self._other(name, result)).otherwise(pl.col(name)).alias(name)
            for name in names
        ]
        return frame.with_columns(filled).drop(_FOUND)

    def _other(self, name: str, result: _Result) -> pl.Expr:
        return pl.lit(result.others[name], dtype=column_type(self.vocabulary.facts[name].type))

    def _with_stated(
        self,
        frame: pl.LazyFrame,
        key: str,
        entity: str,
        facts: Sequence[FactDeclaration],
        in_order: bool,
    ) -> pl.LazyFrame:
        table = self.stated.read(entity, facts)
        if table is None:
            return frame.with_columns(
                pl.lit(None, dtype=column_type(fact.type)).alias(fact.name) for fact in facts
            )
        return _joined(frame, table, key, in_order)


def _between(owners: pl.DataFrame, low: object, high: object) -> pl.DataFrame:
    """Those owners, who are in order of their ids, whose ids lie between two of them; nobody where there are none."""
    if not (owners.height and isinstance(low, str) and isinstance(high, str)):
        return owners.clear()
    first, last = owners["id"].search_sorted(low, "left"), owners["id"].search_sorted(high, "right")
    return owners[first:last]


def _joined(frame: pl.LazyFrame, others: pl.LazyFrame, key: str, in_order: bool) -> pl.LazyFrame:
    """Keeping the order costs two thirds more."""
    order: Literal["left", "none"] = "left" if in_order else "none"
    return frame.join(others, left_on=key, right_on="id", how="left", maintain_order=order)


def _columns_read(step: Step) -> list[str]:
    """Columns and keys of the relation that the step needs, each once."""
    nodes = [node for item in step.derivations for node in (item.where, item.value) if node is not None]
    read = dict.fromkeys((step.end, *step.joins, *(name for node in nodes for name in tree.fact_names(node))))
    return [name for name in read if name in step.relation.columns or name in step.relation.ends]


def _within(fact: FactDeclaration, value: pl.Expr) -> pl.Expr:
    if fact.type.is_numeric:
        return pl.when((value >= fact.low) & (value <= fact.high)).then(value)
    if fact.type.kind is Kind.DATE:
        return pl.when((value >= FIRST_DAY) & (value <= LAST_DAY)).then(value)
    return value
