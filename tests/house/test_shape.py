"""Files and functions stay small, and every module is named after its work."""

import ast
from statistics import median

from house.tree import DOMAIN, ROOT, SOURCE, name, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MEDIAN_FILE = 150
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}


def line_count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def test_no_python_file_is_longer_than_400_lines():
    written = [path for path in python_files(ROOT) if path.parent.name != "migrations"]  # Django writes those
    lengths = {name(path): line_count(path.read_text(encoding="utf-8")) for path in written}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_half_of_the_source_files_are_at_most_150_lines():
    lengths = [line_count(path.read_text(encoding="utf-8")) for path in python_files(SOURCE)]
    assert median(lengths) <= MEDIAN_FILE


def long_functions(source: str) -> dict[str, int]:
    return {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }


def test_no_function_is_longer_than_60_lines():
    found = {
        f"{name(path)}:{function}": lines
        for path in python_files(ROOT)
        for function, lines in long_functions(path.read_text(encoding="utf-8")).items()
    }
    assert found == {}


def test_the_function_rule_sees_a_long_function():
    body = "    pass\n" * LONGEST_FUNCTION
    assert long_functions(f"def just_too_long():\n{body}") == {"just_too_long": LONGEST_FUNCTION + 1}


def test_no_module_has_a_name_that_says_nothing():
    parts = {
        name(path): set(path.relative_to(SOURCE).with_suffix("").parts) & NAMES_THAT_SAY_NOTHING
        for path in python_files(SOURCE)
    }
    assert {path: found for path, found in parts.items() if found} == {}


def test_no_room_is_empty():
    rooms = {path.parent for path in python_files(DOMAIN)} - {DOMAIN}
    modules = {path.parent for path in python_files(DOMAIN) if path.name != "__init__.py"}
    assert {name(room) for room in rooms - modules} == set()


def test_the_law_holds_no_python():
    assert [name(path) for path in python_files(SOURCE / "packs")] == []


def test_no_test_waits():
    waiting = {
        name(path): node.lineno
        for path in python_files(ROOT / "tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep")
    }
    assert waiting == {}
