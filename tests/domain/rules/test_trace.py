"""The tracer tells every part of an expression as written, with the value that it had."""

from __future__ import annotations

from datetime import date

from domain.rules.made_up import figure, programme
from domain.rules.smt_world import ASOF, CODES, WORLD, Draw, declare, vocabulary
from jiuchuang.domain.rules.answers.trace import Step, Tracer
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Kind, format_value

FACTS = vocabulary(
    declare("毕业", "bool"),
    declare("毕业日", "date", guard="毕业"),
    declare("类别", "enum", codes=CODES),
    declare("月缴费", "money", 0, 100_000),
)
FIGURES = {"三年": figure(36, Kind.MONTHS), "七折": figure(7, Kind.COUNT)}


def tracer(conditions: dict[str, str], record: dict[str, object], **others) -> Tracer:
    rules = programme(FACTS, conditions, figures=FIGURES, **others)
    return Tracer(compile_programme(rules), FACTS, record, date(2024, 2, 29))


def test_parts_stand_under_the_whole_with_their_values() -> None:
    record = {"毕业": True, "毕业日": date(2021, 2, 28)}
    (trace,) = tracer({"三年内": "毕业 and asof <= add_months(毕业日, 三年)"}, record).conditions()["三年内"]
    assert list(trace.step.lines()) == [
        "毕业，且认定日不晚于毕业日起满3年之日 → 否",
        "  毕业 → 是",
        "  认定日不晚于毕业日起满3年之日 → 否",
        "    认定日 → 2024年2月29日",
        "    毕业日起满3年之日 → 2024年2月28日",
        "      毕业日 → 2021年2月28日",
    ]


def test_unknown_and_open_words_are_told() -> None:
    traces = tracer({"在校": "毕业", "规定": ""}, {}).conditions()
    assert traces["在校"][0].step == Step("毕业", "不详")
    assert traces["规定"][0].step.value == "待裁定"


def test_amounts_keep_their_exact_parts() -> None:
    (trace,) = tracer({"a": "毕业"}, {"月缴费": 100}, amount="月缴费 / 七折").amounts()["amount"]
    assert trace.step == Step("月缴费 ÷ 7", "100/7分", (Step("月缴费", "1元"),))


def test_every_value_is_what_the_row_evaluator_says() -> None:
    """Over random expressions: the value of the whole, and as many parts as the tree has that do not say themselves."""
    compiled = compile_programme(programme(WORLD, {"a": "p"}))
    for seed in range(150):
        draw = Draw(seed)
        node = draw.truth(3)
        record = {"p": True, "n": 2, "g": True, "k": 1, "day": date(2024, 2, 1), "c": CODES[seed % 3]}
        step = Tracer(compiled, WORLD, record, ASOF).trace(node, node)
        assert step.value == format_value(evaluate(node, record, ASOF), node.type)
        shown = [item for item in tree.walk(node) if not isinstance(item, tree.Constant)]
        assert len(list(step.lines())) == len(shown)
