"""The smallest change works, and enumeration finds no smaller one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.made_up import figure, programme
from domain.rules.small_packs import fact_entry, written
from domain.rules.smt_world import ASOF, CODES, FIRST, LAST, WORLD, Draw, declare, values, vocabulary
from jiuchuang.domain.rules.answers.asking import with_guards
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.pack import Group, Leaf, Validity
from jiuchuang.domain.rules.solver import change as smt_change
from jiuchuang.domain.rules.solver import facts as smt_facts
from jiuchuang.domain.rules.solver.why_not import LEDGER, WhyNot, changed_record, smallest_change
from jiuchuang.domain.rules.vocabulary import CHANGED_BY
from jiuchuang.gateways.pack_store import read_pack_files

LIMIT = 4000


@pytest.fixture
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (smt_facts, smt_change):
        monkeypatch.setattr(module, "FIRST_DAY", FIRST)
        monkeypatch.setattr(module, "LAST_DAY", LAST)


def ask(node: Node, record: dict[str, object]) -> WhyNot:
    made_up = programme(WORLD, {"a": "p"})
    (leaf,) = made_up.conditions.items
    assert isinstance(leaf, Leaf)
    rules = replace(made_up, conditions=Group("all", (replace(leaf, expression=node),)))
    return smallest_change(compile_programme(rules), WORLD, record, ASOF)


def present(record: dict[str, object]) -> dict[str, object]:
    """Without facts whose guard is false."""
    return {
        name: value
        for name, value in record.items()
        if record.get(WORLD.facts[name].guard or "") is not False
    }


def alternatives(names: list[str], record: dict[str, object]) -> Iterator[dict[str, object]]:
    """Every record that a change can lead to: unknown facts may stay unknown, guarded ones need their guard."""
    options = [
        [
            value
            for value in [*values(WORLD.facts[name]), *([] if name in record else [None])]
            if name not in gone_by(record) or value <= ASOF
        ]
        for name in names
    ]
    for row in product(*options):
        changed = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        fresh = [name for name in changed if name not in record and WORLD.facts[name].guard]
        if all(changed.get(WORLD.facts[name].guard) is True for name in fresh):
            yield present({**record, **changed})


def gone_by(record: dict[str, object]) -> list[str]:
    """Days that have come: they stay so."""
    return [name for name, day in record.items() if isinstance(day, date) and day <= ASOF]


def cost(before: dict[str, object], after: dict[str, object]) -> tuple[int, int, int, int]:
    """Facts of the past, facts to be found otherwise, facts, and known facts that a change touches."""
    touched = [name for name in after if before.get(name) != after[name]]
    known = [name for name in touched if name in before]
    past = [name for name in known if name in gone_by(before)]
    findings = [name for name in known if name not in past and WORLD.facts[name].changed_by == "finding"]
    return len(past), len(findings), len(touched), len(known)


def same_facts(before: dict[str, object], one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two changes touch the same facts."""
    return {name for name in one if before.get(name) != one[name]} == {
        name for name in other if before.get(name) != other[name]
    }


def distance(before: dict[str, object], after: dict[str, object]) -> list[int]:
    """How far every number and day that was known moves, in reading order."""
    moves = []
    for name, old in before.items():
        new = after.get(name)
        if isinstance(old, date) and isinstance(new, date):
            moves.append(abs((new - old).days))
        elif type(old) is int and type(new) is int:
            moves.append(abs(new - old))
    return moves


def draw(seed: int) -> tuple[Node, dict[str, object], list[str]] | None:
    maker = Draw(seed)
    node, record = maker.truth(2), {}
    names = list(with_guards(tree.fact_names(node), WORLD))
    size = 1
    for name in names:
        guard = WORLD.facts[name].guard
        size *= len(values(WORLD.facts[name])) + 1
        if maker.random.random() < 0.6 and (guard is None or record.get(guard) is not False):
            record[name] = maker.random.choice(values(WORLD.facts[name]))
    return (node, record, names) if names and size <= LIMIT else None


@pytest.mark.usefixtures("few_days")
def test_no_smaller_change_exists() -> None:
    changed, hopeless = 0, 0
    for seed in range(260):
        drawn = draw(seed)
        if drawn is None or evaluate(drawn[0], drawn[1], ASOF) is True:
            continue
        node, record, names = drawn
        answer = ask(node, record)
        good = [row for row in alternatives(names, record) if evaluate(node, row, ASOF) is True]
        if answer.changes is None:
            assert good == [], seed
            hopeless += 1
            continue
        after = changed_record(record, answer, WORLD)
        assert evaluate(node, after, ASOF) is True, seed
        assert answer.certain
        assert len(answer.changes) == cost(record, after)[2], seed
        assert cost(record, after) == min(cost(record, row) for row in good), seed
        assert distance(record, after) == min(
            distance(record, row) for row in good if same_facts(record, row, after)
        )
        changed += 1
    assert changed >= 60
    assert hopeless >= 10


PEOPLE = vocabulary(
    replace(declare("birth_on", "date"), changed_by="nobody"),
    declare("retirement_category", "enum", codes=CODES),
    replace(declare("registered", "bool"), changed_by="own"),
    replace(declare("served", "bool"), changed_by="life"),
    declare("p", "bool"),
    declare("q", "bool"),
    declare("months", "months", 0, 480),
    declare("paid", "money", 0, 1_000_000),
    declare("g", "bool"),
    declare("started_on", "date", guard="g"),
    replace(declare("drawn", "count", 0, 100), source=LEDGER),
)
FIGURES = {
    "year": figure(12, Kind.MONTHS),
    "ceiling": figure(150_000, Kind.MONEY),
    "age": figure(720, Kind.MONTHS),
}
DAY = date(2024, 5, 31)


def why(conditions: dict[str, str], record: dict[str, object], on: date = DAY, **others) -> WhyNot:
    rules = programme(PEOPLE, conditions, figures=FIGURES, **others)
    return smallest_change(compile_programme(rules), PEOPLE, record, on)


def steps(answer: WhyNot) -> list[tuple[object, ...]]:
    return [(item.name, item.before, item.after, item.least, item.most) for item in answer.changes or ()]


def test_a_number_moves_no_further_than_it_must() -> None:
    answer = why({"term": "months >= year", "loan": "paid <= ceiling"}, {"months": 7, "paid": 150_001})
    assert steps(answer) == [("months", 7, 12, 12, None), ("paid", 150_001, 150_000, None, 150_000)]


def test_what_is_not_known_is_supplied_with_all_that_will_do() -> None:
    answer = why({"loan": "paid <= ceiling"}, {})
    assert steps(answer) == [("paid", None, 0, None, 150_000)]
    assert answer.changes[0].told(PEOPLE.facts["paid"]) == "补充“paid”：须不超过1500元"


def test_a_case_that_is_eligible_needs_nothing() -> None:
    assert why({"a": "p"}, {"p": True}) == WhyNot((), ("",), None, True, "")


def test_supplying_goes_before_changing_and_either_before_the_past() -> None:
    assert steps(why({"a": "p or q"}, {"p": False})) == [("q", None, True, None, None)]
    assert [
        item.name
        for item in why({"a": "drawn == 0 or (p and q)"}, {"drawn": 1, "p": False, "q": False}).changes
    ] == ["p", "q"]
    (only,) = why({"a": "drawn == 0"}, {"drawn": 1}).changes
    assert (only.name, only.history) == ("drawn", True)


def test_waiting_is_told_to_the_day() -> None:
    """A year from 29 February ends on 28 February."""
    record = {"g": True, "started_on": date(2024, 2, 29)}
    answer = why({"a": "g and add_months(started_on, year) <= asof"}, record)
    assert answer.wait_until == date(2025, 2, 28)
    assert steps(answer) == [("started_on", date(2024, 2, 29), date(2023, 5, 31), None, date(2023, 5, 31))]
    assert answer.changes[0].history


def test_waiting_never_goes_past_the_end_of_force() -> None:
    record = {"g": True, "started_on": date(2024, 2, 29)}
    short = Validity(date(2020, 1, 1), date(2025, 2, 27))
    assert why({"a": "g and add_months(started_on, year) <= asof"}, record, validity=short).wait_until is None


def test_a_birth_date_is_not_changed_but_waited_for() -> None:
    conditions = {"old": "add_months(birth_on, age) <= asof"}
    answer = why(conditions, {"birth_on": date(1964, 6, 1)})
    assert (answer.changes, answer.wait_until) == (None, date(2024, 6, 1))
    assert "不能改变" in answer.note


def test_waiting_for_retirement_follows_the_postponed_age() -> None:
    """A man born on 15 May 1965 reaches 60 in May 2025, the fifth month of the reform: two months later."""
    record = {"birth_on": date(1965, 5, 15), "retirement_category": "male_60"}
    answer = why(
        {"retired": "retirement_on(birth_on, retirement_category) <= asof"}, record, date(2024, 9, 1)
    )
    assert answer.wait_until == date(2025, 7, 15)


def test_a_guard_comes_with_its_fact() -> None:
    answer = why({"a": "g and add_months(started_on, year) <= asof"}, {"g": False})
    assert [(item.name, item.after) for item in answer.changes] == [
        ("g", True),
        ("started_on", date(2023, 5, 31)),
    ]


def test_out_of_force_no_change_helps_but_the_first_day_does() -> None:
    answer = why({"a": "p"}, {"p": True}, on=date(2019, 6, 1))
    assert (answer.changes, answer.wait_until) == (None, date(2020, 1, 1))
    assert "施行期" in answer.note
    late = why({"a": "p"}, {"p": True}, on=date(2030, 1, 1))
    assert (late.changes, late.wait_until) == (None, None)


def test_the_event_decides_which_document_applies() -> None:
    """The event lies before the document: its day would have to be another, and waiting does not help."""
    record = {"g": True, "started_on": date(2019, 12, 31)}
    answer = why({"a": "g"}, record, event_on="started_on")
    assert steps(answer) == [("started_on", date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 1), DAY)]
    assert answer.wait_until is None


def test_open_words_stand_in_the_way() -> None:
    answer = why({"a": "p", "b": ""}, {"p": False})
    assert answer.changes is None
    assert "没有写明" in answer.note


def test_contradictory_conditions_have_no_way() -> None:
    assert why({"a": "p", "b": "not p"}, {"p": False}).changes is None


def test_what_one_can_do_goes_before_what_an_office_finds_and_that_before_a_life_gone_by() -> None:
    record = {"registered": False, "p": False, "served": False}
    (own,) = why({"a": "registered or p or served"}, record).changes
    assert (own.name, own.changed_by, own.told(PEOPLE.facts["registered"])) == (
        "registered", "own", "“registered”由否变为是"
    )  # fmt: skip
    (finding,) = why({"a": "p or served"}, record).changes
    assert (finding.name, finding.told(PEOPLE.facts["p"])) == ("p", "“p”由否变为是；由窗口核实")
    (life,) = why({"a": "served"}, record).changes
    assert life.history and "登记有误" in life.told(PEOPLE.facts["served"])
    register = replace(PEOPLE.facts["p"], source="就业登记库")
    assert finding.told(register) == "“p”由否变为是；以就业登记库为准"


def test_several_own_acts_rather_than_one_finding() -> None:
    """Two facts that one can bring about oneself go before one that an office would have to find."""
    record = {"registered": False, "months": 7, "p": False}
    two = {**PEOPLE.facts, "months": replace(PEOPLE.facts["months"], changed_by="own")}
    world = replace(PEOPLE, facts=two)
    rules = programme(world, {"a": "p or (registered and months >= year)"}, figures=FIGURES)
    answer = smallest_change(compile_programme(rules), world, record, DAY)
    assert [item.name for item in answer.changes] == ["registered", "months"]


def test_what_one_can_do_is_told_first_and_what_is_past_last() -> None:
    record = {"served": False, "p": False, "registered": False}
    answer = why({"a": "served", "b": "p", "c": "q", "d": "registered"}, record)
    assert [item.name for item in answer.changes] == ["registered", "q", "p", "served"]


def test_a_day_gone_by_stays_one() -> None:
    """An instalment that should have begun later than today cannot be had by putting its beginning off."""
    record = {"g": True, "started_on": date(2023, 1, 1)}
    answer = why({"a": "g and add_months(started_on, year) > asof"}, record)
    assert steps(answer) == [("started_on", date(2023, 1, 1), date(2023, 6, 1), date(2023, 6, 1), DAY)]
    hopeless = why({"a": "g and started_on > asof"}, record)
    assert hopeless.changes is None
    assert "时间已经过去" in hopeless.note


def test_the_vocabulary_says_what_nobody_changes() -> None:
    library, problems = load_library(read_pack_files(folders=("none",)))
    assert not problems
    facts = library.vocabulary.facts
    assert {"birth_on", "sex", "retirement_category"} <= {
        name for name, fact in facts.items() if fact.changed_by == "nobody"
    }
    assert any(fact.source == LEDGER for fact in facts.values())
    assert {fact.changed_by for fact in facts.values()} == set(CHANGED_BY)


def test_an_unknown_way_of_change_is_refused_at_its_place() -> None:
    entry = fact_entry("works", {"type": "bool", "changed_by": "magic"})
    (problem,) = load_vocabulary({"facts/all.yaml": written([entry])})[1]
    assert (problem.place.line, "magic" in problem.message) == (7, True)
