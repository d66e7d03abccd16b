"""Scenarios: every fault at once; a changed figure stands in the text of the pack at its place."""

from __future__ import annotations

import pytest

from domain.rules.small_packs import load, pack_files
from domain.rules.small_screen import FACTS, PROGRAMME
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.kernel.yaml_source import scalar_span
from jiuchuang.domain.rules.answers.diff import diff_programmes
from jiuchuang.domain.rules.population.scenario import (
    Dropping,
    Replacement,
    Scenario,
    Setting,
    changed_files,
    parse_replacement,
    parse_setting,
    read_scenario,
    scenario_problems,
)

P = "test/2016-1/p"
CAPPED = PROGRAMME.replace("caps: []", """\
caps:
  - {id: yearly, limit: top, per: person, period: year, group: [p], phrase: 每年}
""").replace("  least:", "  top: {type: money, value: 500元, phrase: 500元}\n  least:")  # fmt: skip


def packs(programme: str = PROGRAMME):
    files = pack_files(programme, FACTS)
    library, problems = load(files)
    assert problems == []
    return files, library


def changed(programme: str, *settings: Setting):
    files, library = packs(programme)
    scenario = Scenario(settings)
    assert scenario_problems(scenario, library) == []
    after = changed_files(files, scenario, library)
    return library, after, *load(after)


def test_a_setting_is_written_into_the_text_at_its_place():
    before, files, after, problems = changed(PROGRAMME, Setting(P, "grant", "250元"))
    assert problems == []
    text = files["test/2016-1/programmes/p.yaml"]
    assert "grant: {type: money, value: 250元, phrase: 每人100元}" in text
    assert text.replace("250元", "100元") == PROGRAMME
    assert after.programme(P).parameters["grant"].value == 25_000
    assert after.packs["test/2016-1"].digest != before.packs["test/2016-1"].digest
    assert "参数变化：100元 → 250元（grant）" in diff_programmes(
        before.programme(P), after.programme(P), after.vocabulary
    )


def test_two_settings_of_one_file():
    *_, after, problems = changed(PROGRAMME, Setting(P, "grant", "1,234.50元"), Setting(P, "least", "3人"))
    assert problems == []
    assert after.programme(P).parameters["grant"].value == 123_450
    assert after.programme(P).parameters["least"].value == 3


def test_a_cap_is_changed_by_its_id():
    *_, after, problems = changed(CAPPED, Setting(P, "yearly", "800元"))
    assert problems == []
    assert after.programme(P).parameters["top"].value == 80_000


def test_a_row_of_a_table():
    table = PROGRAMME.replace("readings:", """\
    tables:
      rate:
        key: kind
        type: money
        rows:
          big: {value: 10元, phrase: 大户10元}
          small: {value: 5元, phrase: 小户5元}
    readings:""".replace("    tables", "tables", 1).replace("\n    ", "\n"), 1)  # fmt: skip
    files, library = packs(table)
    scenario = Scenario((Setting(P, "rate.small", "6元"),))
    assert scenario_problems(scenario, library) == []
    text = changed_files(files, scenario, library)["test/2016-1/programmes/p.yaml"]
    assert "small: {value: 6元, phrase: 小户5元}" in text
    assert "big: {value: 10元, phrase: 大户10元}" in text


def test_the_span_of_a_value_has_its_quotes():
    text = 'a:\n  - 1\nb: {中: "x y", d: 2}\n'
    start, end = scalar_span(text, ("b", "中"))
    assert text[start:end] == '"x y"'
    with pytest.raises(KeyError):
        scalar_span(text, ("b", "nothing"))


def test_every_fault_comes_at_once():
    _, library = packs()
    scenario = Scenario(
        settings=(
            Setting("test/2016-1/q", "grant", "1元", Place("--set 1")),
            Setting(P, "grnt", "1元", Place("--set 2")),
            Setting(P, "grant", "3年", Place("--set 3")),
            Setting(P, "grant", "5元", Place("--set 4")),
            Setting(P, "least", "许多", Place("--set 5")),
        ),
        replacements=(Replacement(P, "nowhere/1/p", Place("--replace")),),
        drops=(Dropping(P, Place("--drop")), Dropping("x", Place("--drop x"))),
    )
    found = scenario_problems(scenario, library)
    codes = [(problem.code, problem.place.source) for problem in found]
    assert ("unknown-programme", "--set 1") in codes
    assert ("unknown-parameter", "--set 2") in codes
    assert ("bad-value", "--set 3") in codes
    assert ("set-twice", "--set 4") in codes
    assert ("bad-value", "--set 5") in codes
    assert ("changed-and-gone", "--set 5") in codes
    assert ("gone-twice", "--replace") in codes
    assert ("unknown-programme", "--replace") in codes
    assert ("unknown-programme", "--drop x") in codes
    assert "是不是 grant" in next(item.suggestion for item in found if item.code == "unknown-parameter")


@pytest.mark.parametrize("also", [(), (Dropping("test/2016-1/q"),)])
def test_what_is_gone_itself_cannot_take_another_ones_place(also):
    """Neither a programme by itself, nor by one that is dropped: both would leave nobody in its place."""
    _, library = packs()
    heir = P if not also else "test/2016-1/q"
    scenario = Scenario(replacements=(Replacement(P, heir, Place("--replace")),), drops=also)
    found = [problem for problem in scenario_problems(scenario, library) if problem.code == "heir-gone"]
    assert [problem.place.source for problem in found] == ["--replace"]


@pytest.mark.parametrize("text", ["a/1/p:x", "a/1/p=3元", ":x=3元", "a/1/p:=3元", "a/1/p:x="])
def test_a_setting_that_cannot_be_read(text):
    setting, problems = parse_setting(text, Place("--set"))
    assert setting is None
    assert [problem.code for problem in problems] == ["bad-setting"]


def test_what_the_command_line_writes():
    assert parse_setting("a/1/p:x=3元", Place("")) == (Setting("a/1/p", "x", "3元"), [])
    assert parse_replacement("a/1/p=b/2/q", Place("")) == (Replacement("a/1/p", "b/2/q"), [])
    assert parse_replacement("a/1/p", Place(""))[1][0].code == "bad-replacement"


def test_a_scenario_file():
    text = "set:\n  a/1/p: {x: 3元, n: 4}\nreplace: {a/1/q: b/2/q}\ndrop: [a/1/r]\nroot: new\n"
    scenario, problems = read_scenario(text, "s.yaml")
    assert problems == []
    assert scenario.settings == (Setting("a/1/p", "x", "3元"), Setting("a/1/p", "n", "4"))
    assert scenario.settings[1].place == Place("s.yaml", 2, 21)
    assert scenario.replacements == (Replacement("a/1/q", "b/2/q"),)
    assert scenario.drops == (Dropping("a/1/r"),)
    assert scenario.root == "new"


def test_faults_of_a_scenario_file():
    scenario, problems = read_scenario("sets: {}\nset: [1]\ndrop: a/1/p\n", "s.yaml")
    assert scenario.is_empty
    assert [(item.code, item.place.line) for item in problems] == [
        ("unknown-key", 1),
        ("shape", 2),
        ("shape", 3),
    ]
    assert [item.code for item in read_scenario("- 1\n", "s.yaml")[1]] == ["shape"]


DEFINED = PROGRAMME.replace("expr: is_big", "expr: is_large")
DEFINITIONS = """\
- id: is_plain
  label: 普通户
  clause: 一/（二）
  phrase: 普通户
  scope: document
  applies_in: []
  entity: person
  parameters: {limit: {type: count, value: 9人, phrase: 9人}}
  expr: heads <= limit
- id: is_large
  label: 大户
  clause: 一/（二）
  phrase: 大户
  scope: document
  applies_in: []
  entity: person
  parameters:
    limit: {type: count, value: 7人, phrase: 7人}
  expr: heads >= limit
"""
LARGE = "test/2016-1/is_large"


def defined_packs():
    files = {**packs()[0], "test/2016-1/definitions.yaml": DEFINITIONS}
    files["test/2016-1/programmes/p.yaml"] = DEFINED
    library, problems = load(files)
    assert problems == [], "\n".join(map(str, problems))
    return files, library


def test_a_figure_of_a_shared_definition():
    """The second of two definitions that both call their figure `limit`."""
    files, library = defined_packs()
    scenario = Scenario((Setting(LARGE, "limit", "5人"),))
    assert scenario_problems(scenario, library) == []
    changed_text = changed_files(files, scenario, library)["test/2016-1/definitions.yaml"]
    assert changed_text == DEFINITIONS.replace("7人, phrase", "5人, phrase")
    after, problems = load(changed_files(files, scenario, library))
    assert problems == []
    assert after.programme(P) != library.programme(P)
    values = [item.parameters["limit"].value for item in after.packs["test/2016-1"].definitions]
    assert values == [9, 5]


def test_faults_of_a_setting_of_a_definition():
    _, library = defined_packs()
    place = Place("--set")
    settings = (
        Setting(LARGE, "limits", "5人", place),
        Setting(LARGE, "limit", "许多", place),
        Setting("test/2016-1/is_larg", "limit", "5人", place),
        Setting(LARGE, "limit", "6人", place),
    )
    problems = scenario_problems(Scenario(settings), library)
    assert sorted(item.code for item in problems) == [
        "bad-value", "set-twice", "unknown-parameter", "unknown-programme",
    ]  # fmt: skip
    assert {item.place for item in problems} == {place}
    unknown = next(item for item in problems if item.code == "unknown-programme")
    assert unknown.suggestion and LARGE in unknown.suggestion
