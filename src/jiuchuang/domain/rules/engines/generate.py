"""The third back end: trees as one generated Python function, for one case in microseconds.

The source is assembled from our own closed trees (never from text of a pack): each distinct node becomes one local
variable, so what several programmes share is computed once. None is unknown, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.day import add_days, add_months
from jiuchuang.domain.kernel.money import round_down, round_half_up, round_up
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.retirement import legal_retirement_on
from jiuchuang.domain.rules.language.tree import Node

CaseFunction = Callable[[Mapping[str, Any]], tuple[Any, ...]]
"""Facts by name → the value of each tree, in the given order."""


def generate(nodes: Sequence[Node], asof: date) -> CaseFunction:
    """A function that computes all `nodes` for one case on the day `asof`.

    Put `simplify`d trees in for speed: the function does no rewriting of its own.
    """
    writer = _Writer(asof)
    results = [writer.visit(node) for node in nodes]
    tail = "," if len(results) == 1 else ""
    lines = ["def compute(F):", "    get = F.get", *(f"    {line}" for line in writer.lines)]
    source = "\n".join([*lines, f"    return ({', '.join(results)}{tail})"])
    namespace: dict[str, Any] = dict(writer.constants)
    exec(compile(source, "<generated rules>", "exec"), namespace)  # the text is ours, from closed trees
    function: CaseFunction = namespace["compute"]
    return function


class _Writer:
    def __init__(self, asof: date) -> None:
        self.asof = asof
        self.lines: list[str] = []
        self.names: dict[Node, str] = {}
        self.never_unknown: set[str] = set()
        self.constants: dict[str, Any] = {
            "add_months": add_months,
            "add_days": add_days,
            "half_up": round_half_up,
            "down": round_down,
            "up": round_up,
            "retire": legal_retirement_on,
        }

    def visit(self, node: Node) -> str:
        """The local variable that holds the node's value."""
        if node not in self.names:
            if isinstance(node, tree.Named):
                self.names[node] = self.visit(node.inner)
            elif isinstance(node, tree.Constant | tree.AsOf):
                value = self.asof if isinstance(node, tree.AsOf) else node.value
                self.names[node] = self._constant(value)
            else:
                text = _TEXTS[type(node)](self, node)
                name = f"v{len(self.names)}"
                self.lines.append(f"{name} = {text}")
                self.names[node] = name
        return self.names[node]

    def _constant(self, value: Any) -> str:
        if value is None or isinstance(value, bool | int):
            text = repr(value)
        else:
            text = f"k{len(self.constants)}"
            self.constants[text] = value
        if value is not None:
            self.never_unknown.add(text)
        return text

    def bind(self, value: Any) -> str:
        """A name for a value that is no node (a tuple of codes, a table)."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def guarded(self, names: Sequence[str], text: str) -> str:
        """`text`, or None where one of `names` is unknown."""
        tests = [f"{name} is None" for name in dict.fromkeys(names) if name not in self.never_unknown]
        return f"None if {' or '.join(tests)} else {text}" if tests else text


def _junction(deciding: str, other: str) -> Callable[[_Writer, Any], str]:
    def text(writer: _Writer, node: tree.AllOf | tree.AnyOf) -> str:
        items = [writer.visit(item) for item in node.items]
        decided = " or ".join(f"{item} is {deciding}" for item in items)
        unknown = " or ".join(f"{item} is None" for item in items)
        return f"{deciding} if {decided} else None if {unknown} else {other}"

    return text


def _at_least(writer: _Writer, node: tree.AtLeast) -> str:
    items = f"({', '.join(writer.visit(item) for item in node.items)},)"
    sure, possible = f"{items}.count(True)", f"{len(node.items)} - {items}.count(False)"
    return f"True if {sure} >= {node.count} else False if {possible} < {node.count} else None"


def _compare(writer: _Writer, node: tree.Compare) -> str:
    left, right = writer.visit(node.left), writer.visit(node.right)
    return writer.guarded([left, right], f"{left} {node.op} {right}")


def _compare_ratio(writer: _Writer, node: tree.CompareRatio) -> str:
    numerator, denominator = writer.visit(node.numerator), writer.visit(node.denominator)
    rate = writer.visit(node.rate)
    sides = f"{numerator} * {node.rate.type.denominator} {node.op} {rate} * {denominator}"
    return writer.guarded([numerator, denominator, rate], f"None if {denominator} <= 0 else {sides}")


def _arithmetic(writer: _Writer, node: tree.Arithmetic) -> str:
    left, right = writer.visit(node.left), writer.visit(node.right)
    return writer.guarded([left, right], f"{left} {node.op} {right}")


def _extreme(writer: _Writer, node: tree.Extreme) -> str:
    items = [writer.visit(item) for item in node.items]
    return writer.guarded(items, f"{node.op}({', '.join(items)})")


def _choose(writer: _Writer, node: tree.Choose) -> str:
    condition = writer.visit(node.condition)
    then, otherwise = writer.visit(node.then), writer.visit(node.otherwise)
    open_case = "None" if node.strict else f"({then} if {then} == {otherwise} else None)"
    return f"({then} if {condition} else {otherwise}) if {condition} is not None else {open_case}"


def _one_of(writer: _Writer, node: tree.OneOf) -> str:
    inner = writer.visit(node.inner)
    return writer.guarded([inner], f"{inner} in {writer.bind(frozenset(node.codes))}")


def _round(writer: _Writer, node: tree.Round) -> str:
    inner = writer.visit(node.inner)
    divisor = node.inner.type.denominator * node.unit
    return writer.guarded([inner], f"{node.mode}({inner}, {divisor}) * {node.unit}")


def _lookup(writer: _Writer, node: tree.Lookup) -> str:
    key = writer.visit(node.key)
    rows = ", ".join(
        f"{code!r}: {writer.visit(value)}" for code, value in zip(node.codes, node.values, strict=True)
    )
    return f"{{{rows}}}.get({key})"


def _retirement_on(writer: _Writer, node: tree.RetirementOn) -> str:
    birth, category = writer.visit(node.birth), writer.visit(node.category)
    rule, asof = writer.bind(node.rule), writer.bind(writer.asof)
    return writer.guarded([birth, category], f"retire({birth}, {category}, {rule}, {asof})")


def _call(function: str, first: str, second: str) -> Callable[[_Writer, Any], str]:
    def text(writer: _Writer, node: Any) -> str:
        names = [writer.visit(getattr(node, first)), writer.visit(getattr(node, second))]
        return writer.guarded(names, f"{function}({', '.join(names)})")

    return text


def _scale(writer: _Writer, node: tree.Scale) -> str:
    inner = writer.visit(node.inner)
    return writer.guarded([inner], f"{inner} * {node.factor}")


def _not(writer: _Writer, node: tree.Not) -> str:
    inner = writer.visit(node.inner)
    return writer.guarded([inner], f"not {inner}")


_TEXTS: dict[type[Node], Callable[[_Writer, Any], str]] = {
    tree.Fact: lambda writer, node: f"get({node.name!r})",
    tree.Not: _not,
    tree.AllOf: _junction("False", "True"),
    tree.AnyOf: _junction("True", "False"),
    tree.AtLeast: _at_least,
    tree.Compare: _compare,
    tree.CompareRatio: _compare_ratio,
    tree.Scale: _scale,
    tree.Arithmetic: _arithmetic,
    tree.Extreme: _extreme,
    tree.Choose: _choose,
    tree.OneOf: _one_of,
    tree.AddMonths: _call("add_months", "day", "months"),
    tree.AddDays: _call("add_days", "day", "days"),
    tree.Round: _round,
    tree.Lookup: _lookup,
    tree.RetirementOn: _retirement_on,
}
