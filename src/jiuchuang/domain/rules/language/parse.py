"""From the restricted Python syntax of a pack to a typed tree. Parsed with `ast`, whitelisted, never evaluated."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_source import place_within
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.operators import RatioParts, TypeFault
from jiuchuang.domain.rules.language.retirement import RetirementRule
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, MONEY, Kind, Type

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_UNITS = {"fen": 1, "yuan": 100}
_MODES = ("half_up", "down", "up")
DEEPEST = 100
"""Most levels of nesting in one expression."""


@dataclass(frozen=True)
class Table:
    """A keyed table of the clause: its key expression is given where it is looked up."""

    codes: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True)
class Scope:
    """Names that an expression may use. `readings` maps a reading to its option ids."""

    names: Mapping[str, Node]
    tables: Mapping[str, Table] = field(default_factory=dict)
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retirement: RetirementRule | None = None


def parse_expression(text: str, scope: Scope, place: Place) -> tuple[Node | None, list[Problem]]:
    """Parse one expression; returns (tree, problems), the tree being None when there is any error."""
    line = text.replace("\n", " ")  # an expression may run over lines
    try:
        root = ast.parse(line.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        hint = "表达式用受限的 Python 语法，见 docs/how-to/add-a-programme.md"
        return None, [Problem("expression-syntax", f"表达式写法有误：{fault.args[0]}", place, hint)]
    if _too_deep(root):
        return None, [Problem("expression-syntax", f"表达式嵌套超过 {DEEPEST} 层", place, "拆成几个 lets")]
    parser = _Parser(text, scope, place)
    node = parser.visit(root)
    if node is not None and any(isinstance(item, RatioParts) for item in tree.walk(node)):
        parser.fault(root, "ratio(…) 只能用在与比例的比较里")
    return (node if not parser.problems else None), parser.problems


def _too_deep(root: ast.AST) -> bool:
    """Whether the expression is nested deeper than people read and back ends can follow."""
    level: list[ast.AST] = [root]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


def parse_condition(text: str, scope: Scope, place: Place) -> tuple[Node | None, list[Problem]]:
    """An expression that must be a truth value."""
    return parse_typed(text, scope, place, Kind.BOOL)


def parse_typed(text: str, scope: Scope, place: Place, kind: Kind) -> tuple[Node | None, list[Problem]]:
    """An expression that must yield `kind`."""
    node, problems = parse_expression(text, scope, place)
    if node is None:
        return None, problems
    try:
        return operators.require(node, kind, "这里"), problems
    except TypeFault as fault:
        return None, [Problem("type", str(fault), place)]


class _Parser:
    def __init__(self, text: str, scope: Scope, place: Place) -> None:
        self.text, self.scope, self.place = text, scope, place
        self.problems: list[Problem] = []
        self.functions: dict[str, Callable[[list[ast.expr]], Node]] = {
            "add_months": self._add_months,
            "add_days": self._add_days,
            "min": lambda args: operators.extreme("min", [self.must(arg) for arg in args]),
            "max": lambda args: operators.extreme("max", [self.must(arg) for arg in args]),
            "ratio": self._ratio,
            "round_money": self._round_money,
            "lookup": self._lookup,
            "retirement_on": self._retirement_on,
        }

    def fault(self, node: ast.AST, message: str, code: str = "type", hint: str = "") -> None:
        """Note a fault where the sub-expression starts; `ast` counts bytes, people count characters."""
        indent = len(self.text) - len(self.text.lstrip())
        before = self.text.strip().encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore")
        place = place_within(self.text, indent + len(before), self.place)
        self.problems.append(Problem(code, message, place, hint))

    def visit(self, node: ast.expr) -> Node | None:
        """The typed tree of a sub-expression, or None after noting why not."""
        try:
            return self._build(node)
        except TypeFault as fault:
            if fault.args:
                self.fault(node, str(fault))
            return None

    def must(self, node: ast.expr) -> Node:
        """Like visit; an inner fault that is already noted stops the outer expression silently."""
        result = self.visit(node)
        if result is None:
            raise TypeFault
        return result

    def _build(self, node: ast.expr) -> Node:
        if isinstance(node, ast.BoolOp):
            return self._bool_op(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return tree.Not(BOOL, operators.require(self.must(node.operand), Kind.BOOL, "not 之后"))
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.BinOp):
            return self._bin_op(node)
        if isinstance(node, ast.IfExp):
            parts = [self.visit(part) for part in (node.test, node.body, node.orelse)]
            if None in parts:
                raise TypeFault
            return operators.choose(*(part for part in parts if part is not None))
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Attribute):
            return self._reading(node)
        raise TypeFault("这里用了不允许的写法")

    def _bool_op(self, node: ast.BoolOp) -> Node:
        word = "and" if isinstance(node.op, ast.And) else "or"
        items = [self.visit(item) for item in node.values]
        if None in items:
            raise TypeFault
        known = tuple(
            operators.require(item, Kind.BOOL, f"{word} 的一项") for item in items if item is not None
        )
        return tree.AllOf(BOOL, known) if word == "and" else tree.AnyOf(BOOL, known)

    def _compare(self, node: ast.Compare) -> Node:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._one_of(node)
        sides = [self.visit(side) for side in (node.left, *node.comparators)]
        if None in sides:
            raise TypeFault
        known = [side for side in sides if side is not None]
        links = []
        for op, left, right in zip(node.ops, known, known[1:], strict=False):
            if type(op) not in _COMPARISONS:
                raise TypeFault("只能用 == != < <= > >= 与 in 比较")
            links.append(operators.compare(_COMPARISONS[type(op)], left, right))
        return links[0] if len(links) == 1 else tree.AllOf(BOOL, tuple(links))

    def _one_of(self, node: ast.Compare) -> Node:
        inner = self.must(node.left)
        options = node.comparators[0]
        if inner.type.kind not in (Kind.ENUM, Kind.CODE):
            raise TypeFault("in 只用于选项或代码")
        if not isinstance(options, ast.Tuple | ast.List | ast.Set) or not options.elts:
            raise TypeFault("in 之后要写成 ('甲', '乙')")
        codes = []
        for item in options.elts:
            if not (isinstance(item, ast.Constant) and isinstance(item.value, str)):
                raise TypeFault("in 的选项要写成带引号的代码")
            operators.require_code(inner, item.value)
            codes.append(item.value)
        found = tree.OneOf(BOOL, inner, tuple(codes))
        return tree.Not(BOOL, found) if isinstance(node.ops[0], ast.NotIn) else found

    def _bin_op(self, node: ast.BinOp) -> Node:
        left, right = self.visit(node.left), self.visit(node.right)
        if left is None or right is None:
            raise TypeFault
        if isinstance(node.op, ast.Add | ast.Sub):
            return operators.arithmetic("+" if isinstance(node.op, ast.Add) else "-", left, right)
        if isinstance(node.op, ast.Mult):
            return operators.multiply(left, right)
        if isinstance(node.op, ast.Div):
            return operators.divide(left, right)
        raise TypeFault("只有 + - * / 四则运算")

    def _call(self, node: ast.Call) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else "?"
        if name not in self.functions:
            raise TypeFault(f"没有函数 {name}，只有：{'、'.join(self.functions)}")
        if node.keywords:
            raise TypeFault(f"{name}(…) 的参数按次序写，不写名字")
        try:
            return self.functions[name](node.args)
        except ValueError:
            raise TypeFault(f"{name}(…) 的参数个数不对") from None

    def _add_months(self, args: list[ast.expr]) -> Node:
        day, months = (self.must(arg) for arg in args)
        return operators.shift(day, months, Kind.MONTHS)

    def _add_days(self, args: list[ast.expr]) -> Node:
        day, days = (self.must(arg) for arg in args)
        return operators.shift(day, days, Kind.DAYS)

    def _ratio(self, args: list[ast.expr]) -> Node:
        numerator, denominator = (self.must(arg) for arg in args)
        numerator, denominator = operators.align(numerator, denominator)
        return RatioParts(Type(Kind.RATE), numerator, denominator)

    def _round_money(self, args: list[ast.expr]) -> Node:
        amount, unit, mode = args
        inner = operators.require(self.must(amount), Kind.MONEY, "round_money 的第一项")
        unit_name, mode_name = getattr(unit, "value", None), getattr(mode, "value", None)
        if unit_name not in _UNITS or mode_name not in _MODES:
            raise TypeFault("round_money(金额, 'fen'|'yuan', 'half_up'|'down'|'up')")
        return tree.Round(MONEY, inner, _UNITS[unit_name], mode_name)

    def _lookup(self, args: list[ast.expr]) -> Node:
        table_name, key = args
        table = self.scope.tables.get(getattr(table_name, "id", ""))
        if table is None:
            raise TypeFault(f"没有这张表，只有：{'、'.join(self.scope.tables) or '（未声明）'}")
        return operators.lookup(self.must(key), table.codes, table.values)

    def _retirement_on(self, args: list[ast.expr]) -> Node:
        birth, category = (self.must(arg) for arg in args)
        if self.scope.retirement is None:
            raise TypeFault("没有装入法定退休年龄表")
        birth = operators.require(birth, Kind.DATE, "retirement_on 的第一项")
        category = operators.require(category, Kind.ENUM, "retirement_on 的第二项")
        return tree.RetirementOn(DATE, birth, category, self.scope.retirement)

    def _constant(self, node: ast.Constant) -> Node:
        if isinstance(node.value, bool):
            return tree.Constant(BOOL, node.value)
        if isinstance(node.value, str):
            return tree.Constant(Type(Kind.ENUM), node.value)
        if isinstance(node.value, int) and node.value in (0, 1):
            return tree.Constant(Type(Kind.INTEGER), node.value)
        hint = "把它写进 parameters，附条款与短语"
        self.fault(node, f"表达式里不能直接写数字 {node.value!r}", "bare-figure", hint)
        raise TypeFault

    def _name(self, node: ast.Name) -> Node:
        if node.id in ("true", "false"):
            return tree.Constant(BOOL, node.id == "true")
        name = unicodedata.normalize("NFKC", node.id)
        if name in self.scope.names:
            return self.scope.names[name]
        hint = nearest(name, self.scope.names, "事实要先在 packs/facts 里声明")
        self.fault(node, f"没有“{node.id}”这个名称", "unknown-name", hint)
        raise TypeFault

    def _reading(self, node: ast.Attribute) -> Node:
        if not (isinstance(node.value, ast.Name) and node.value.id == "reading"):
            raise TypeFault("只有 reading.<名称> 可以带点")
        options = self.scope.readings.get(node.attr)
        if options is None:
            raise TypeFault(f"没有声明 readings：{node.attr}")
        return tree.Reading(Type(Kind.ENUM, codes=options), node.attr)
