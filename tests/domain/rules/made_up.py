"""Programmes of a made-up county, written in a few lines, for tests of what works on whole programmes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.language.parse import Scope, Table, parse_expression
from jiuchuang.domain.rules.language.tree import AsOf, Constant, Node
from jiuchuang.domain.rules.language.valuetypes import DATE, MONEY, Kind, Type, Value
from jiuchuang.domain.rules.pack import (
    Amount,
    Band,
    Citation,
    DocumentEntry,
    ExceptionRule,
    Group,
    Leaf,
    Pack,
    Programme,
    Schedule,
    Validity,
)
from jiuchuang.domain.rules.vocabulary import Vocabulary

Conditions = Mapping[str, str] | Group


def expression(
    text: str, world: Vocabulary, figures: Mapping[str, Node], tables: Mapping[str, Table]
) -> Node:
    scope = Scope(
        {**world.nodes("person"), **figures, "asof": AsOf(DATE)}, tables, retirement=world.retirement
    )
    node, problems = parse_expression(text, scope, Place("made up"))
    assert node is not None, problems
    return node


def figure(value: Value, kind: Kind) -> Node:
    return Constant(Type(kind), value, "figure")


def programme(
    world: Vocabulary,
    conditions: Mapping[str, str],
    op: str = "all",
    bands: Mapping[str, str] | None = None,
    amount: str = "",
    exceptions: Mapping[str, tuple[str, str]] | None = None,
    figures: Mapping[str, Node] | None = None,
    tables: Mapping[str, Table] | None = None,
    validity: Validity | None = None,
    event_on: str | None = None,
) -> Programme:
    """Conditions by name ("" for words left open), bands by their condition, exceptions as (effect, condition)."""

    def parsed(text: str) -> Node:
        return expression(text, world, figures or {}, tables or {})

    def cited(name: str) -> Citation:
        return Citation("一", place=Place(name, 1, 1))

    leaves = tuple(
        Leaf(name, cited(name), parsed(text) if text else None, "是", "否", "")
        for name, text in conditions.items()
    )
    paid = None
    if bands:
        rows = [Band(name, parsed(text), Constant(MONEY, 100), cited(name)) for name, text in bands.items()]
        paid = Amount(cited("amount"), bands=tuple(rows))
    elif amount:
        paid = Amount(cited("amount"), parsed(amount))
    rules = tuple(
        ExceptionRule(name, effect, cited(name), parsed(text), "适用", "不适用")
        for name, (effect, text) in (exceptions or {}).items()
    )
    return Programme(
        id="made/up/test", title="试验补贴", extent="full", kind="entitlement", clause="一", entity="person",
        payee="person", owner=(), applies_by="event" if event_on else "application", event_on=event_on,
        validity=validity or Validity(date(2020, 1, 1), date(2029, 12, 31)), fund=None, parameters={}, readings=(),
        lets={}, conditions=Group(op, leaves), exceptions=rules, amount=paid, schedule=Schedule(), caps=(),
        stacking="not_regulated", open_terms=(), assumptions=(), papers=(), procedure=None, place=Place("programme"),
    )  # fmt: skip


def pack(*programmes: Programme) -> Pack:
    document = DocumentEntry(
        "made/up", "made-up.txt", "甲县办法", None, None, "county", "made", None,
        Validity(date(2020, 1, 1), None), (), None, (), (),
    )  # fmt: skip
    return Pack(document, (), (), (), (), programmes, "0" * 64)
