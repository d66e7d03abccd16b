"""The domain computes with exact numbers from its arguments only, and says what everything means.

Imports are held by import-linter (pyproject.toml); here is what an import rule cannot see.
"""

import ast

import pytest

from house.tree import DOMAIN, name, python_files

FLOAT_NAMES = {"float", "Float32", "Float64", "f32", "f64"}
CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp"}
DISK_AND_SCREEN = {"open", "print", "input", "breakpoint"}
TEXT_THAT_RUNS = {"exec", "eval"}
# The back end that writes Python for one case out of our own closed trees, never out of the text of a pack.
WRITES_CODE = DOMAIN / "rules" / "engines" / "generate.py"


def impurities(source: str) -> list[str]:
    """Every float, clock reading, and use of disk or screen in a module, as `line: what`."""
    found = []
    tree = ast.parse(source)
    # The one float that counts nothing: how alike two words must be for difflib to propose one for the other.
    likeness = {keyword.value for keyword in ast.walk(tree) if is_likeness(keyword)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()) if node not in likeness:
                found.append((node.lineno, f"float literal {node.value}"))
            case ast.Name(id=word) | ast.Attribute(attr=word) if word in FLOAT_NAMES:
                found.append((node.lineno, f"the type {word}"))
            case ast.BinOp(op=ast.Div(), left=left, right=right) if is_whole(left) or is_whole(right):
                found.append((node.lineno, "true division of whole numbers"))
            case ast.Call(func=ast.Attribute(attr=word)) if word in CLOCK_CALLS:
                found.append((node.lineno, f"a clock: .{word}()"))
            case ast.Call(func=ast.Name(id=word)) if word in DISK_AND_SCREEN:
                found.append((node.lineno, f"{word}()"))
    return [f"{line}: {what}" for line, what in sorted(found)]


def is_likeness(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "cutoff"


def is_whole(node: ast.expr) -> bool:
    """Whether an operand is plainly an int, so that `/` would make a float of it."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Call(func=ast.Name(id="len" | "int" | "sum" | "round")):
            return True
        case ast.UnaryOp(operand=operand):
            return is_whole(operand)
        case ast.Attribute(attr=word) | ast.Name(id=word):
            return word == "fen" or word.endswith("_fen")
    return False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 0.5", ["1: float literal 0.5"]),
        ("def rate(x: float): ...", ["1: the type float"]),
        ("y = float('1')", ["1: the type float"]),
        ("z = column.cast(pl.Float64)", ["1: the type Float64"]),
        ("half = amount_fen / n", ["1: true division of whole numbers"]),
        ("mean = total / len(rows)", ["1: true division of whole numbers"]),
        ("day = date.today()", ["1: a clock: .today()"]),
        ("text = open(path).read()", ["1: open()"]),
        ("get_close_matches(word, words, n=1, cutoff=0.5)", []),
        ("x = Fraction(1, 2)\ny = amount_fen // 2\nz = days.on_or_before(x)", []),
    ],
)
def test_the_rule_sees(source, expected):
    assert impurities(source) == expected


def test_the_domain_is_exact_and_knows_no_clock_disk_or_screen():
    found = {name(path): impurities(path.read_text(encoding="utf-8")) for path in python_files(DOMAIN)}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_only_the_generated_back_end_runs_text():
    running = {
        name(path)
        for path in python_files(DOMAIN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXT_THAT_RUNS
    }
    assert running <= {name(WRITES_CODE)}


def undocumented(source: str) -> list[str]:
    """Public modules, classes, functions and methods without a docstring."""
    tree = ast.parse(source)
    missing = [] if ast.get_docstring(tree) else ["module"]

    def visit(body, prefix):
        for node in body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) and not is_overload(node):
                missing.append(prefix + node.name)
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{prefix}{node.name}.")

    visit(tree.body, "")
    return missing


def is_overload(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


def test_the_docstring_rule_sees_what_is_missing():
    source = (
        '"""Doc."""\nclass A:\n    """Doc."""\n    def b(self): ...\n    def _c(self): ...\ndef d(): ...\n'
    )
    assert undocumented(source) == ["A.b", "d"]


def test_everything_public_in_the_domain_says_what_it_means():
    found = {name(path): undocumented(path.read_text(encoding="utf-8")) for path in python_files(DOMAIN)}
    assert {path: missing for path, missing in found.items() if missing} == {}
