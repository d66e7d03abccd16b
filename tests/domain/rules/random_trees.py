"""Random typed expressions, grown through the typed constructors, and random facts with unknowns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import assume
from hypothesis import strategies as st

from domain.rules.small_packs import vocabulary_of
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.ranges import range_fault
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, MONEY, Kind, Type, Value

ENUM = ("junior", "middle", "senior")
VOCABULARY = vocabulary_of(
    {
        **{f"truth_{n}": {"type": "bool"} for n in range(3)},
        **{f"money_{n}": {"type": "money", "range": ["-1000元", "100000元"]} for n in range(2)},
        **{f"rate_{n}": {"type": "rate", "range": ["0%", "100%"]} for n in range(2)},
        **{f"count_{n}": {"type": "count", "range": [-3, 200]} for n in range(2)},
        **{f"months_{n}": {"type": "months", "range": [-50, 50]} for n in range(2)},
        "days_0": {"type": "days", "range": [0, 400]},
        **{f"day_{n}": {"type": "date"} for n in range(2)},
        "level": {"type": "enum", "values": list(ENUM)},
        "category": {"type": "enum", "values": ["male_60", "female_55", "female_50", "other"]},
        "region": {"type": "code"},
    }
)
RULE = VOCABULARY.retirement
NODES = {name: tree.Fact(fact.type, name) for name, fact in VOCABULARY.facts.items()}
REGIONS = ("370828", "410902", "220700")
DAYS = st.one_of(
    st.dates(date(1960, 1, 1), date(2030, 12, 31)),
    st.sampled_from([date(2016, 1, 31), date(2016, 2, 29), date(2015, 2, 28), date(2016, 12, 31), date(2100, 2, 28)]),
)  # fmt: skip
ASOF = st.one_of(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.sampled_from([date(2024, 9, 12)]))
Grower = Callable[[st.DrawFn, int], Node]


def facts_of_kind(*kinds: Kind) -> list[Node]:
    return [node for node in NODES.values() if node.type.kind in kinds]


def fact_value(name: str) -> st.SearchStrategy[Value | None]:
    """Any value that the declaration allows, often unknown and often small."""
    fact = VOCABULARY.facts[name]
    if fact.type.kind is Kind.BOOL:
        known: st.SearchStrategy[Value] = st.booleans()
    elif fact.type.kind is Kind.DATE:
        known = DAYS
    elif fact.type.codes:
        known = st.sampled_from(fact.type.codes)
    elif fact.type.kind is Kind.CODE:
        known = st.sampled_from(REGIONS)
    else:
        known = st.one_of(
            st.integers(fact.low, fact.high), st.integers(max(fact.low, -3), min(fact.high, 13))
        )
    return st.one_of(known, known, known, st.none())


@st.composite
def constant(draw: st.DrawFn, kind: Kind) -> Node:
    """A figure of a document."""
    if kind is Kind.DATE:
        return tree.Constant(DATE, draw(DAYS))
    if kind is Kind.RATE:
        denominator = draw(st.sampled_from([1, 2, 3, 20, 1000]))
        return tree.Constant(Type(kind, denominator), draw(st.integers(0, denominator)))
    if kind is Kind.MONEY:
        return tree.Constant(
            MONEY, draw(st.one_of(st.sampled_from([0, 1, 50, 500_000]), st.integers(-99, 10**6)))
        )
    return tree.Constant(Type(kind), draw(st.integers(0, 40)))  # fmt: skip


def literal(draw: st.DrawFn) -> Node:
    return tree.Constant(Type(Kind.INTEGER), draw(st.sampled_from([0, 1])))


def number(draw: st.DrawFn, depth: int, kind: Kind) -> Node:
    """A number of a kind, over whatever denominator comes out."""
    ways = ["fact", "constant"] + (
        ["sum", "extreme", "choose", "product", "divide", "lookup", "named"] if depth else []
    )
    if depth and kind is Kind.MONEY:
        ways += ["round", "round"]
    way = draw(st.sampled_from(ways))
    if way == "fact":
        return draw(st.sampled_from(facts_of_kind(kind)))
    if way == "constant":
        return draw(constant(kind))
    if way == "product":
        return product(draw, depth, kind)
    if way == "divide":
        divisor = tree.Constant(Type(Kind.COUNT), draw(st.sampled_from([1, 2, 3, 7])))
        return operators.divide(number(draw, depth - 1, kind), divisor)
    if way == "round":
        inner = number(draw, depth - 1, kind)
        mode = draw(st.sampled_from(["half_up", "down", "up"]))
        return tree.Round(MONEY, inner, draw(st.sampled_from([1, 100])), mode)
    if way == "lookup":
        return table(draw, [draw(constant(kind)) for _ in range(2)])
    first = number(draw, depth - 1, kind)
    if way == "named":
        return tree.Named(first.type, "named", first)
    second = number(draw, depth - 1, kind)
    if way == "choose":
        return operators.choose(condition(draw, depth - 1), first, second)
    if way == "extreme":
        extra = [literal(draw)] if kind not in (Kind.MONEY, Kind.RATE) else []
        return operators.extreme(draw(st.sampled_from(["min", "max"])), [*extra, first, second])
    return operators.arithmetic(draw(st.sampled_from("+-")), first, second)


def product(draw: st.DrawFn, depth: int, kind: Kind) -> Node:
    if draw(st.booleans()):
        one = operators.choose(condition(draw, depth - 1), literal(draw), literal(draw))
        whole = draw(st.sampled_from([literal(draw), one])) if kind is Kind.MONEY else literal(draw)
        return operators.multiply(number(draw, depth - 1, kind), whole)
    others = {Kind.MONEY: (Kind.RATE, Kind.COUNT, Kind.MONTHS, Kind.DAYS), Kind.COUNT: (Kind.RATE,)}
    other = draw(st.sampled_from(others.get(kind, (kind,))))
    if kind not in (Kind.MONEY, Kind.COUNT, Kind.RATE):
        return number(draw, depth - 1, kind)
    return operators.multiply(number(draw, depth - 1, other), number(draw, depth - 1, kind))


def table(draw: st.DrawFn, values: list[Node]) -> Node:
    """A table with fewer rows than the key has codes."""
    key = code(draw, 0)
    codes = key.type.codes or REGIONS
    return operators.lookup(key, tuple(codes[: len(values)]), tuple(values))


def code(draw: st.DrawFn, depth: int) -> Node:
    if depth and draw(st.booleans()):
        return operators.choose(condition(draw, depth - 1), code(draw, depth - 1), code(draw, depth - 1))
    return draw(st.sampled_from(facts_of_kind(Kind.ENUM, Kind.CODE)))


def day(draw: st.DrawFn, depth: int) -> Node:
    ways = ["fact", "fact", "constant", "asof"] + (
        ["months", "months", "days", "retire", "extreme", "choose", "lookup"] if depth else []
    )
    way = draw(st.sampled_from(ways))
    if way == "fact":
        return draw(st.sampled_from(facts_of_kind(Kind.DATE)))
    if way == "constant":
        return draw(constant(Kind.DATE))
    if way == "asof":
        return tree.AsOf(DATE)
    if way == "lookup":
        return table(draw, [draw(constant(Kind.DATE)) for _ in range(2)])
    if way in ("months", "days"):
        kind = Kind.MONTHS if way == "months" else Kind.DAYS
        term = number(draw, depth - 1, kind)
        term = term if term.type.denominator == 1 else draw(constant(kind))
        return operators.shift(day(draw, depth - 1), term, kind)
    if way == "retire":
        assert RULE is not None
        return tree.RetirementOn(DATE, day(draw, 0), NODES["category"], RULE)
    first, second = day(draw, depth - 1), day(draw, depth - 1)
    if way == "choose":
        return operators.choose(condition(draw, depth - 1), first, second)
    return operators.extreme(draw(st.sampled_from(["min", "max"])), [first, second])


def condition(draw: st.DrawFn, depth: int) -> Node:
    ways = ["fact"] + (
        [
            "not",
            "all",
            "any",
            "at_least",
            "number",
            "number",
            "day",
            "day",
            "code",
            "one_of",
            "ratio",
            "choose",
            "truth",
            "named",
        ]
        if depth
        else []
    )
    way = draw(st.sampled_from(ways))
    if way == "fact":
        return draw(st.sampled_from([*facts_of_kind(Kind.BOOL), tree.Constant(BOOL, None)]))
    if way in ("all", "any", "at_least"):
        items = tuple(condition(draw, depth - 1) for _ in range(draw(st.integers(1, 3))))
        if way == "at_least":
            return tree.AtLeast(BOOL, draw(st.integers(1, len(items))), items)
        return tree.AllOf(BOOL, items) if way == "all" else tree.AnyOf(BOOL, items)
    if way in ("not", "named"):
        inner = condition(draw, depth - 1)
        return tree.Not(BOOL, inner) if way == "not" else tree.Named(BOOL, "named", inner)
    if way == "choose":
        return operators.choose(*(condition(draw, depth - 1) for _ in range(3)))
    return comparison(draw, depth, way)


def comparison(draw: st.DrawFn, depth: int, way: str) -> Node:
    op = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    if way == "truth":
        same = draw(st.sampled_from(["==", "!="]))
        return operators.compare(same, condition(draw, depth - 1), condition(draw, depth - 1))
    if way == "code":
        inner = code(draw, depth - 1)
        options = inner.type.codes or REGIONS
        other = tree.Constant(Type(Kind.ENUM), draw(st.sampled_from(options)))
        return operators.compare(draw(st.sampled_from(["==", "!="])), inner, other)
    if way == "one_of":
        inner = code(draw, depth - 1)
        return tree.OneOf(BOOL, inner, tuple((inner.type.codes or REGIONS)[: draw(st.integers(1, 2))]))
    if way == "day":
        return operators.compare(op, day(draw, depth - 1), day(draw, depth - 1))
    kind = draw(st.sampled_from([Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.MONTHS, Kind.DAYS]))
    first, second = number(draw, depth - 1, kind), number(draw, depth - 1, kind)
    if way == "ratio":
        parts = operators.align(first, second)
        ratio = operators.RatioParts(Type(Kind.RATE), *parts)
        return operators.compare(op, ratio, number(draw, depth - 1, Kind.RATE))
    return operators.compare(op, first, second)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    """An expression of any type that the loader would accept."""
    kind = draw(
        st.sampled_from([Kind.BOOL, Kind.BOOL, Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.DATE, Kind.ENUM])
    )
    if kind is Kind.BOOL:
        node = condition(draw, depth)
    elif kind is Kind.DATE:
        node = day(draw, depth)
    else:
        node = code(draw, depth) if kind is Kind.ENUM else number(draw, depth, kind)
    assume(range_fault(node, VOCABULARY.ranges) is None)
    return node


def row_of(node: Node) -> st.SearchStrategy[dict[str, Value | None]]:
    """Facts for one case: every fact that the expression reads, known or not."""
    return st.fixed_dictionaries({name: fact_value(name) for name in tree.fact_names(node)})
