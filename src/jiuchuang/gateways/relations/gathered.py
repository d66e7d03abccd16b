"""Facts of a whole population gathered from its relation tables, laid beside the tables part by part.

Each step groups a relation once; its result (key and a few values for each owner with rows) is held in memory until
the parts are written. A part's facts then stand in an Arrow file, row for row beside the part, so that a stretch of
any size, in any process, costs no join: `<folder>/<entity>/<part>.arrow`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.relations.gather import Gathering, RelationRows, Stated
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.gateways.relations.tables_in import RelationTable
from jiuchuang.gateways.screening.population_in import Population, TableFile

_STRETCH = 1_000_000
"""Most ids in memory at a time while facts are laid beside a part."""


@dataclass(frozen=True)
class Registers:
    """The relation tables of a population; `again`: facts that its tables state already are gathered all the same.

    Without `again`, what a part file of a table states goes first in that file.
    """

    population: Population
    tables: Mapping[str, RelationTable]
    again: bool = False

    def lay_beside(
        self, population: Population, vocabulary: Vocabulary, plans: Iterable[ScreenPlan], folder: Path
    ) -> tuple[Population, tuple[str, ...]]:
        """The population with every fact that the plans ask for and the registers give; and names of these facts.

        `population` is the one that the registers belong to, or a snapshot of it. Files are written into `folder`,
        and must stay there as long as the population is read.
        """
        gathered: dict[str, None] = {}
        tables = dict(population.tables)
        for plan in plans:
            parts = self.population.tables.get(plan.entity, ())
            wanted = self._wanted(plan, parts, vocabulary)
            if wanted:
                paths = self._write(plan, parts, wanted, vocabulary, folder / plan.entity)
                both = zip(population.tables[plan.entity], paths, strict=True)
                tables[plan.entity] = tuple(part.with_derived(path) if path else part for part, path in both)
                gathered |= dict.fromkeys(fact.name for fact in wanted)
        return replace(population, tables=tables), tuple(gathered)

    def _wanted(
        self, plan: ScreenPlan, parts: Sequence[TableFile], vocabulary: Vocabulary
    ) -> list[FactDeclaration]:
        """Facts of the plan to be gathered: their relation is at hand, and each row says whose they are."""
        wanted = []
        for fact in plan.facts if parts else ():
            derivation = vocabulary.derivation(fact.name)
            linked = fact.entity == plan.entity or all(f"{fact.entity}_id" in part.schema for part in parts)
            stated = all(fact.name in part.schema for part in parts)
            if derivation is not None and derivation.relation in self.tables and linked:
                wanted += [fact] if self.again or not stated else []
        return wanted

    def _write(
        self,
        plan: ScreenPlan,
        parts: Sequence[TableFile],
        wanted: Sequence[FactDeclaration],
        vocabulary: Vocabulary,
        folder: Path,
    ) -> list[Path | None]:
        """One file a part, in the order of the parts; None for a part that states all of the facts itself."""
        stated = _stated(self.population, vocabulary)
        rows = _rows(self.population, self.tables)
        gathering = Gathering(rows, stated, vocabulary, plan.asof, self.again)
        gathering.gather(fact.name for fact in wanted)
        folder.mkdir(parents=True)
        paths: list[Path | None] = []
        for part in parts:
            own = [fact for fact in wanted if self.again or fact.name not in part.schema]
            paths.append(folder / f"{part.path.stem}.arrow" if own else None)
            if own:
                _lay_beside(gathering, part, plan.entity, own, folder / f"{part.path.stem}.arrow")
        return paths


def _rows(population: Population, tables: Mapping[str, RelationTable]) -> dict[str, RelationRows]:
    """The relation tables as one frame each."""
    rows = {}
    for name, table in tables.items():
        complete: dict[str, bool | pl.LazyFrame] = {
            end: said if isinstance(said, bool) else _owners_known(population, table.relation.ends[end], said)
            for end, said in table.complete.items()
        }
        rows[name] = RelationRows(table.relation, table.rows, table.columns, complete)
    return rows


def _owners_known(population: Population, entity: str, column: str) -> pl.LazyFrame:
    """Ids of those whose table has true in the column."""
    return pl.concat(
        [
            part.scan().filter(pl.col(column)).select(pl.col("id").cast(pl.String))
            for part in population.tables[entity]
        ]
    )


def _stated(population: Population, vocabulary: Vocabulary) -> Stated:
    def has(name: str) -> bool:
        parts = population.tables.get(vocabulary.facts[name].entity, ())
        return bool(parts) and all(name in part.schema for part in parts)

    def read(entity: str, facts: Sequence[FactDeclaration]) -> pl.LazyFrame | None:
        parts = population.tables.get(entity, ())
        frames = [
            part.scan().select(pl.col("id").cast(pl.String), *_sound(entity, facts, part, vocabulary))
            for part in parts
        ]
        return pl.concat(frames).select("id", *[fact.name for fact in facts]) if frames else None

    return Stated(has, read)


def _sound(
    entity: str, facts: Sequence[FactDeclaration], part: TableFile, vocabulary: Vocabulary
) -> list[pl.Expr]:
    """The facts and their guards as the rules take them."""
    names = dict.fromkeys(fact.name for fact in facts)
    guards = dict.fromkeys(guard for name in names for guard in _guards_of(name, vocabulary.guards))
    plan = ScreenPlan(entity, date.min, tuple(vocabulary.facts[name] for name in names | guards), {}, ())
    return sound_facts(plan, part.schema, part.is_snapshot)


def _lay_beside(
    gathering: Gathering, part: TableFile, entity: str, wanted: Sequence[FactDeclaration], path: Path
) -> None:
    """Write the wanted facts of a part's rows, null where a guard of theirs is false."""
    vocabulary = gathering.vocabulary
    gathered = {fact.name for fact in wanted}
    guards = [
        vocabulary.facts[name]
        for name in dict.fromkeys(g for fact in wanted for g in _guards_of(fact.name, vocabulary.guards))
        if name in part.schema and name not in gathered
    ]
    keys = sorted({fact.entity for fact in wanted} - {entity})
    read = [
        pl.col("id").cast(pl.String),
        *[pl.col(f"{other}_id").cast(pl.String) for other in keys],
        *[pl.col(guard.name).cast(pl.Boolean) for guard in guards],
    ]
    at_hand = gathered | {guard.name for guard in guards}
    results = [_guarded(fact, at_hand, vocabulary) for fact in wanted]
    pieces = []
    for first in range(0, max(part.rows, 1), _STRETCH):
        frame = part.scan(first, _STRETCH).select(read).collect()
        for owner in (entity, *keys):
            facts = [fact for fact in wanted if fact.entity == owner]
            frame = gathering.beside(frame, "id" if owner == entity else f"{owner}_id", facts)
        pieces.append(frame.select(results))
    pl.concat(pieces).write_ipc(path, compression="uncompressed")


def _guarded(fact: FactDeclaration, at_hand: Collection[str], vocabulary: Vocabulary) -> pl.Expr:
    guards = [name for name in _guards_of(fact.name, vocabulary.guards) if name in at_hand]
    if not guards:
        return pl.col(fact.name)
    holds = pl.all_horizontal([pl.col(name).ne_missing(other=False) for name in guards])
    return pl.when(holds).then(pl.col(fact.name)).alias(fact.name)


def _guards_of(name: str, guards: Mapping[str, str]) -> list[str]:
    """The guard of a fact, the guard's own, and so on; circles are refused when the vocabulary is loaded."""
    found = []
    while name in guards:
        name = guards[name]
        found.append(name)
    return found
