"""The packs shown in the how-tos are real: they load without a fault, and decide as they say."""

import re

from house.tree import ROOT
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.domain.rules.answers.check_case import differences
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import load_pack
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

FOLDER = "sample/2024-1"
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown(*how_tos: str) -> dict[str, str]:
    """The YAML blocks of some how-tos by the path that their first line names."""
    blocks: dict[str, str] = {}
    for how_to in how_tos:
        text = (ROOT / "docs" / "how-to" / f"{how_to}.md").read_text(encoding="utf-8")
        found = BLOCK.findall(text)
        assert len(found) == text.count("```yaml"), f"{how_to}: a YAML block does not name its file"
        blocks |= dict(found)
    return blocks


def example() -> dict[str, str]:
    blocks = shown("encode-a-document", "add-a-programme")
    blocks["programmes/recorded.yaml"] = blocks.pop("recorded.yaml")
    return blocks


def test_the_pack_of_the_how_tos_loads_without_a_fault():
    vocabulary, _ = load_vocabulary(read_pack_files())
    files = {f"{FOLDER}/{path}": text for path, text in example().items() if not path.startswith("facts/")}
    pack, problems = load_pack(files, FOLDER, vocabulary)
    assert [str(problem) for problem in problems] == []
    assert [programme.id for programme in pack.programmes] == [
        f"{FOLDER}/opening-subsidy",
        f"{FOLDER}/tax-relief",
    ]
    assert [len(part) for part in (pack.clauses, pack.definitions, pack.targets, pack.systems)] == [
        1,
        1,
        1,
        1,
    ]


def test_the_cases_of_the_how_to_come_out_as_written():
    vocabulary, _ = load_vocabulary(read_pack_files())
    files = {f"{FOLDER}/{path}": text for path, text in example().items()}
    pack, _ = load_pack(files, FOLDER, vocabulary)
    cases, problems = load_cases(files, FOLDER, vocabulary)
    assert [str(problem) for problem in problems] == []
    assert len(cases) == 4
    for case in cases:
        answer = decide(
            compile_programme(pack.programme(case.programme)), pack, vocabulary, case.facts, case.on
        )
        assert differences(case, answer) == [], case.name


def test_the_fact_of_the_how_to_loads_without_a_fault():
    fact = example()["facts/own_firm.yaml"]
    guard = (
        "- {name: owns_firm, type: bool, entity: person, label: 是否办企业, question: 您办企业了吗？, "
        "source: 市场监管登记库, self_declared: true, when_empty: unknown}\n"
    )
    files = {path: text for path, text in read_pack_files().items() if path.startswith("national/")}
    vocabulary, problems = load_vocabulary({**files, "facts/own_firm.yaml": guard + fact})
    assert [str(problem) for problem in problems] == []
    assert set(vocabulary.guards) >= {"own_firm_registered_on"}


def keys(data, prefix: str = "") -> set[str]:
    """The keys of a nested mapping, as dotted paths."""
    if not isinstance(data, dict):
        return set()
    return {prefix + key for key in data}.union(
        *(keys(value, f"{prefix}{key}.") for key, value in data.items())
    )


def test_what_is_changed_in_the_how_to_exists_in_the_example():
    whole = example()
    for path, text in shown("change-an-amount").items():
        assert keys(read_yaml(text, path)[0]) <= keys(read_yaml(whole[path], path)[0])
