"""A witness that the population does not have: a smallest case on which two versions differ in a given way.

The case is as small as can be: only facts that the difference needs are given, everything else is unknown. What the
solver finds is asked of the row evaluator before it is believed. Differences that are about unknown facts are not
asked for: they are no property of a complete case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant, compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.in_force import in_force_nodes
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, Value
from jiuchuang.domain.rules.pack import DISPUTED, Programme
from jiuchuang.domain.rules.population.simulate import LESS, MORE, NEWLY, NO_LONGER
from jiuchuang.domain.rules.solver.change import ChangeSearch
from jiuchuang.domain.rules.vocabulary import Vocabulary

ASKED = (NEWLY, NO_LONGER, MORE, LESS)
"""Kinds of difference for which a witness can be searched."""


@dataclass(frozen=True)
class SearchedWitness:
    """`facts` None when there is none; then `certain` tells whether that is proved or the effort ran out."""

    facts: Mapping[str, Value] | None
    certain: bool


def search_witness(
    before: Programme | None, after: Programme | None, kind: str, vocabulary: Vocabulary, on: date
) -> SearchedWitness:
    """A smallest case of this kind of difference, whatever the population is like."""
    goal = difference_goal(before, after, kind)
    if goal is None:
        return SearchedWitness(None, certain=True)
    search = ChangeSearch(vocabulary, {}, on, goal)
    facts = search.smallest([search.movable])
    if facts is None:
        return SearchedWitness(None, search.certain)
    return (
        SearchedWitness(facts, True)
        if evaluate(goal, facts, on) is True
        else SearchedWitness(None, certain=False)
    )


def difference_goal(before: Programme | None, after: Programme | None, kind: str) -> Node | None:
    """The condition that a case differs in this way under every reading; None where no case can."""
    old, new = (None if side is None else compile_programme(side) for side in (before, after))
    if kind == NEWLY:
        return _all(_met(new), _refused(old))
    if kind == NO_LONGER:
        return _all(_met(old), _refused(new))
    if old is None or new is None:
        return None
    amounts = [
        (left.payable, right.payable)
        for left in old.variants
        for right in new.variants
        if left.key == right.key or len(old.variants) != len(new.variants)
    ]
    if not amounts or any(left is None or right is None for left, right in amounts):
        return None
    op = ">" if kind == MORE else "<"
    moved = [
        tree.Compare(BOOL, op, right, left)
        for left, right in amounts
        if left is not None and right is not None
    ]
    return _all(_met(old), _met(new), tree.AllOf(BOOL, tuple(moved)))


def _all(*parts: Node | None) -> Node | None:
    known = [part for part in parts if part is not None]
    return tree.AllOf(BOOL, tuple(known)) if len(known) == len(parts) else None


def _met(compiled: CompiledProgramme | None) -> Node | None:
    """In force and met under every reading; None when the version has no such programme, or force cannot be told."""
    if compiled is None or compiled.programme.validity.from_on is None:
        return None
    in_force = in_force_nodes(compiled.programme)
    return tree.AllOf(BOOL, (*in_force, *(variant.verdict for variant in compiled.variants)))


def _refused(compiled: CompiledProgramme | None) -> Node | None:
    """Out of force, or refused under every reading."""
    if compiled is None:
        return tree.Constant(BOOL, True)
    programme = compiled.programme
    refused = tree.AllOf(BOOL, tuple(_denied(variant) for variant in compiled.variants))
    if programme.validity.from_on is None or any(one.says == DISPUTED for one in programme.validity.rivals):
        return refused
    outside = tree.Not(BOOL, tree.AllOf(BOOL, in_force_nodes(programme)))
    return tree.AnyOf(BOOL, (outside, refused))


def _denied(variant: Variant) -> Node:
    return tree.Not(BOOL, variant.verdict)
