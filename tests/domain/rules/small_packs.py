"""Small vocabularies and packs written for one test, loaded the way real ones are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.domain.rules.loading.vocabulary_file import RETIREMENT_FILE, load_vocabulary
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

CONFORMANCE = Path(__file__).parent / "conformance"
FOLDER = "test/2016-1"
NATIONAL = {path: text for path, text in read_pack_files().items() if path == RETIREMENT_FILE}

CLAUSES = """\
- {locator: 一/（一）, heading: 对象}
- {locator: 一/（二）, heading: 标准}
"""


def written(value: Any) -> str:
    """A plain value as YAML, keys in the given order."""
    return yaml.safe_dump(plain(value), allow_unicode=True, sort_keys=False, width=1000)


def plain(value: Any) -> Any:
    """Located mappings and lists as ordinary ones."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def fact_entry(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A whole declaration from the few keys that matter to a test; `values` may be a list of codes."""
    values = given.get("values")
    entry = {"name": name, "entity": "person", "label": f"事实{name}", "question": "？", "source": "登记库"}
    labelled = {code: f"选项{code}" for code in values} if isinstance(values, list) else values
    return {**entry, **given, **({"values": labelled} if labelled else {})}


def vocabulary_of(facts: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """A vocabulary of these facts with the national retirement table; it must be without fault."""
    text = written([fact_entry(name, given) for name, given in facts.items()])
    vocabulary, problems = load_vocabulary({"facts/all.yaml": text, **NATIONAL})
    assert not problems, "\n".join(map(str, problems))
    return vocabulary


def document_text(in_force: Mapping[str, Any] | None = None) -> str:
    """document.yaml of a made-up document."""
    force = in_force or {"from": "2016-01-01", "to": "2018-12-31", "basis": "末段"}
    days = "".join(f"  {key}: {value if value is not None else 'null'}\n" for key, value in force.items())
    return (
        f"id: {FOLDER}\nsource_file: source.txt\ntitle: 试验县意见\nnumber: 试政发〔2016〕1号\n"
        f'issuer: 试验县\nlevel: county\nregion: "370828"\nissued_on: 2016-01-01\nin_force:\n{days}'
    )


def pack_files(programme: str, facts: str, in_force: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The files of a pack with one programme; `programme` and `facts` are YAML texts."""
    return {
        "facts/all.yaml": facts,
        f"{FOLDER}/document.yaml": document_text(in_force),
        f"{FOLDER}/clauses.yaml": CLAUSES,
        f"{FOLDER}/programmes/p.yaml": programme,
        **NATIONAL,
    }


def load(files: Mapping[str, str]) -> tuple[Library, list[Problem]]:
    """Load; problems in the order of their places."""
    library, problems = load_library(files)
    return library, sorted(problems, key=lambda problem: problem.place)
