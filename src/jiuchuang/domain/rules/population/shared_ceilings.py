"""Ceilings that several cases draw on together: a firm's over all whom it hires, places in a year, two subsidies.

A case looked at by itself has all the room that the ledger leaves. Cases that share a ceiling must be served one
after another, each with the ledger as those before it left it. Here it is read off the packs which ceilings are
shared, by whom, and which payments fill them; `shared_serving` serves the cases.

- A cap of a programme is shared where it counts something else than the case itself (`per`), so that several rows
  meet in one scope, or where its group names further programmes whose payments its ledger facts count.
- A place or a sum that a condition holds open (`used < limit`) is one scope for the whole table, and refuses
  instead of cutting.

A payment fills a ceiling when the ledger figure of the ceiling, under the reading at hand, holds a fact that the
payment is entered in. That is so for the programme's own ceilings; for another programme's, when the ledger facts
that its own ceilings hold under every reading are among them.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import product

import polars as pl

from jiuchuang.domain.rules.engines.columns import to_column
from jiuchuang.domain.rules.engines.compile import Variant
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language.tree import AsOf, Choose, Fact, Node, fact_names, rewrite, walk
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY
from jiuchuang.domain.rules.pack import Cap
from jiuchuang.domain.rules.population.screen import LEDGER, Screened
from jiuchuang.domain.rules.population.simulate_flow import drawing, flow_columns
from jiuchuang.domain.rules.population.simulate_limits import earmark_of, quota_of
from jiuchuang.domain.rules.vocabulary import ENTITIES, Vocabulary

OWN = "id"
OWN_FIRM = "own_firm_id"
KEYS = (OWN_FIRM, *(f"{entity}_id" for entity in ENTITIES))
"""Columns by which a table may say whom a row belongs to."""
EVERYBODY = "@everybody"
"""Key column of a scope that takes in the whole table."""
_LASTING = ("month", "year", "life")


@dataclass(frozen=True)
class Ceiling:
    """A ceiling of one programme of a component: where its room stands, who shares it, what it counts.

    `holder` is the programme's place in the component, `name` the id of its cap or the fact of its condition.
    Rows with the same value of the column `key` share it. `places` is the limit of a condition `used < limit`, which
    refuses; None for a cap, which cuts. `counts` is fen or cases. `fed_by`: for each choice of readings, the places of
    the programmes whose payments fill it. `is_shared` False: a lasting ceiling of the case alone.
    """

    holder: int
    name: str
    key: str
    period: str
    is_shared: bool
    fed_by: tuple[tuple[int, ...], ...]
    places: int | None = None
    counts: str = "fen"

    @property
    def refuses(self) -> bool:
        """Whether a case that finds nothing left gets nothing, instead of what is left."""
        return self.places is not None


@dataclass(frozen=True)
class Component:
    """Programmes that are tied by shared ceilings, in the order of the document, with all their lasting ceilings.

    `choices`: each combination of readings, as the variant of every programme; a reading that programmes of one
    document ask in the same words is settled once for all of them.
    """

    items: tuple[Screened, ...]
    choices: tuple[tuple[int, ...], ...]
    ceilings: tuple[Ceiling, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Columns beside the id that say which rows share a ceiling."""
        return frozenset(ceiling.key for ceiling in self.ceilings) - {OWN, EVERYBODY}


def components(
    items: Sequence[Screened], vocabulary: Vocabulary, with_places: bool = True, with_own: bool = False
) -> tuple[Component, ...]:
    """The components of one version of the law; programmes that share nothing are in none.

    `with_places` False leaves conditions on numbers of places (`places used < places`) aside. `with_own` True
    takes in programmes whose lasting ceilings are of one case alone, where instalments of it meet.
    """
    drawing_items = [item for item in items if item.gives_figure]
    tied: list[set[str]] = []
    for item in drawing_items:
        shares = [cap for cap in item.programme.caps if _is_shared(item, cap, drawing_items)]
        alone = with_own and any(cap.period in _LASTING for cap in item.programme.caps)
        if not (shares or alone) and not any(_places(item, vocabulary, with_places)):
            continue
        together = {item.key} | {
            other.key for cap in item.programme.caps for other in _partners(item, cap, drawing_items)
        }
        together = together.union(*(group for group in tied if group & together))
        tied = [group for group in tied if not group & together] + [together]
    return tuple(
        _component([item for item in drawing_items if item.key in group], vocabulary, with_places)
        for group in tied
    )


def _component(items: Sequence[Screened], vocabulary: Vocabulary, with_places: bool) -> Component:
    choices = tuple(_choices(items))
    ceilings = []
    for holder, item in enumerate(items):
        for number, cap in enumerate(item.programme.caps):
            if cap.period not in _LASTING:
                continue
            fed = tuple(
                tuple(
                    place
                    for place, other in enumerate(items)
                    if _feeds(other, item, number, choice[holder], vocabulary)
                )
                for choice in choices
            )
            is_shared = _is_shared(item, cap, items)
            ceilings.append(Ceiling(holder, cap.id, _key_column(item, cap), cap.period, is_shared, fed))
        ceilings += [
            Ceiling(holder, used, EVERYBODY, "life", True, ((holder,),) * len(choices), limit, what)
            for used, limit, what in _places(item, vocabulary, with_places)
        ]
    return Component(tuple(items), choices, tuple(ceilings))


def _places(item: Screened, vocabulary: Vocabulary, with_places: bool) -> Iterator[tuple[str, int, str]]:
    """Fact of the ledger, its limit, and what it counts, for each condition of the kind `used < limit`."""
    for limit, what in (
        (quota_of(item.programme, vocabulary), "cases"),
        (earmark_of(item.programme, vocabulary), "fen"),
    ):
        if limit is not None and (with_places or what != "cases"):
            yield limit.used, limit.value, what


def _partners(item: Screened, cap: Cap, items: Sequence[Screened]) -> list[Screened]:
    """Further programmes of the group of a cap."""
    document = item.programme.id.rpartition("/")[0]
    names = {f"{document}/{name}" for name in cap.group}
    return [other for other in items if other is not item and other.programme.id in names]


def _is_shared(item: Screened, cap: Cap, items: Sequence[Screened]) -> bool:
    if cap.period not in _LASTING:
        return False
    return _key_column(item, cap) != OWN or bool(_partners(item, cap, items))


def _key_column(item: Screened, cap: Cap) -> str:
    """The column by which rows meet in the scope of a cap; the firm of a person is his own."""
    entity = item.programme.entity
    if cap.per == entity:
        return OWN
    return OWN_FIRM if (entity, cap.per) == ("person", "employer") else f"{cap.per}_id"


def key_columns(parts: Iterable[Component], present: Iterable[str]) -> list[pl.Expr]:
    """The keys as texts; null where the table does not say who shares.

    A founder whose own firm has no number in the table is taken to be its only one.
    """
    at_hand = frozenset(present)
    names = sorted(frozenset[str]().union(*(component.keys for component in parts)))
    nobody = pl.lit(None, dtype=pl.String)
    return [
        (pl.col(name) if name in at_hand else pl.col(OWN) if name == OWN_FIRM else nobody)
        .cast(pl.String)
        .alias(name)
        for name in names
    ]


def _feeds(other: Screened, item: Screened, number: int, variant: int, vocabulary: Vocabulary) -> bool:
    """Whether a payment of `other` fills a cap of `item`, under one variant of `item`."""
    used = item.compiled.variants[variant].caps[number].used
    if other is item:
        return used is None or bool(_ledger_facts(used, vocabulary))
    if other not in _partners(item, item.programme.caps[number], [other]) or used is None:
        return False
    return bool(_own_ledger_facts(other, vocabulary) & _ledger_facts(used, vocabulary))


def _ledger_facts(node: Node, vocabulary: Vocabulary) -> frozenset[str]:
    names = fact_names(rewrite(node, _settled))
    return frozenset(name for name in names if vocabulary.facts[name].source == LEDGER)


def _settled(node: Node) -> Node:
    """The branch that is taken where a reading alone decides which."""
    if not isinstance(node, Choose) or any(isinstance(part, Fact | AsOf) for part in walk(node.condition)):
        return node
    taken = evaluate(node.condition, {}, FIRST_DAY)
    return node if taken is None else node.then if taken else node.otherwise


def _own_ledger_facts(item: Screened, vocabulary: Vocabulary) -> frozenset[str]:
    """What the programme's payments are entered in: ledger facts of a ceiling of its own under every reading."""
    found: frozenset[str] = frozenset()
    for number in range(len(item.programme.caps)):
        used = [variant.caps[number].used for variant in item.compiled.variants]
        each = [_ledger_facts(node, vocabulary) for node in used if node is not None]
        if len(each) == len(used):
            found |= reduce(operator.and_, each)
    return found


def _choices(items: Sequence[Screened]) -> Iterator[tuple[int, ...]]:
    """Variants of all programmes that do not contradict each other in a reading that they share."""
    for choice in product(*(range(len(item.compiled.variants)) for item in items)):
        taken: dict[tuple[str, str, tuple[str, ...]], str] = {}
        if all(
            _agrees(item, item.compiled.variants[place], taken)
            for item, place in zip(items, choice, strict=True)
        ):
            yield choice


def _agrees(item: Screened, variant: Variant, taken: dict[tuple[str, str, tuple[str, ...]], str]) -> bool:
    options = {
        reading.id: tuple(option.id for option in reading.options) for reading in item.programme.readings
    }
    document = item.programme.id.rpartition("/")[0]
    return all(
        taken.setdefault((document, name, options[name]), option) == option
        for name, option in variant.readings
    )


def claim_columns(component: Component, asof: date, with_schedule: bool = True) -> list[pl.Expr]:
    """What `shared_serving.serve` needs of every row, beside the columns of the screening and the keys.

    By programme and variant: `base`, one instalment under the ceilings that do not last; by ceiling and variant:
    `room` that is left now, and `limit` of a whole period. `with_schedule`: `left_low` and `left_high` instalments,
    without which only one instalment can be served.
    """

    def column(node: Node) -> pl.Expr:
        return to_column(simplify(node, asof), asof).cast(pl.Int64)

    exprs: list[pl.Expr] = []
    for item in component.items:
        if with_schedule:
            exprs += [expr for expr in flow_columns(item, asof) if ".left_" in expr.meta.output_name()]
        for place, variant in enumerate(item.compiled.variants):
            assert variant.amount is not None
            rooms = [
                column(variant.caps[number].available)
                for number, cap in enumerate(item.programme.caps)
                if cap.period not in _LASTING
            ]
            exprs.append(reduce(_lesser, rooms, column(variant.amount)).alias(f"{item.key}.base.{place}"))
    for ceiling in component.ceilings:
        item = component.items[ceiling.holder]
        for place, variant in enumerate(item.compiled.variants):
            if ceiling.places is not None:
                limit = pl.lit(ceiling.places, dtype=pl.Int64)
                room = limit - pl.col(ceiling.name).cast(pl.Int64)
            else:
                cap = next(found for found in variant.caps if found.id == ceiling.name)
                room, limit = column(cap.available), column(cap.limit)
            names = (f"{item.key}.{what}:{ceiling.name}.{place}" for what in ("room", "limit"))
            exprs += [expr.alias(name) for expr, name in zip((room, limit), names, strict=True)]
    return exprs


def _lesser(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """The lesser, null where either is."""
    return pl.when(right < left).then(right).when(right >= left).then(left)


def may_draw(parts: Sequence[Component]) -> pl.Expr:
    """Rows that may draw from any programme of the components."""
    return reduce(operator.or_, (drawing(item) for component in parts for item in component.items))


def bucket_of(parts: Sequence[Component]) -> str:
    """A column such that rows with different values never share a ceiling; `EVERYBODY` where there is none."""
    keys = {ceiling.key for component in parts for ceiling in component.ceilings} - {OWN}
    return OWN if not keys else keys.pop() if len(keys) == 1 else EVERYBODY
