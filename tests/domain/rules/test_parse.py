"""Every way to be refused by the expression language: its message, its place, and that nothing is evaluated."""

from __future__ import annotations

from functools import cache

import pytest

from domain.rules.small_packs import vocabulary_of
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.parse import Scope, Table, parse_condition, parse_expression, parse_typed
from jiuchuang.domain.rules.language.valuetypes import DATE, MONEY, Kind, Type

HERE = Place("p.yaml", 7, 11)


@cache
def scope() -> Scope:
    vocabulary = vocabulary_of(
        {
            "has": {"type": "bool"},
            "paid": {"type": "money"},
            "heads": {"type": "count"},
            "staff": {"type": "count"},
            "spent": {"type": "months"},
            "idle": {"type": "days"},
            "born_on": {"type": "date"},
            "kind": {"type": "enum", "values": ["firm", "shop"]},
            "人数": {"type": "count", "name": "head_count", "label": "人数"},
        }
    )
    names = {
        **vocabulary.nodes("person"),
        "asof": tree.AsOf(DATE),
        "half": tree.Constant(Type(Kind.RATE, 2), 1, "half"),
        "two": tree.Constant(Type(Kind.COUNT), 2, "two"),
        "nothing": tree.Constant(Type(Kind.COUNT), 0, "nothing"),
    }
    tables = {"grant": Table(("firm",), (tree.Constant(MONEY, 100),))}
    readings = {"term": ("paid", "calendar")}
    return Scope(names, tables, readings, vocabulary.retirement)


# expression, a part of the message, how far into the expression the fault stands
REFUSED = [
    ("has and", "表达式写法有误", 0),
    ("", "表达式写法有误", 0),
    ("has and (heads", "表达式写法有误", 0),
    ("lambda: has", "这里用了不允许的写法", 0),
    ("[has]", "这里用了不允许的写法", 0),
    ("has and -heads < two", "这里用了不允许的写法", 8),
    ("has is true", "只能用 == != < <= > >= 与 in 比较", 0),
    ("heads in ('1',)", "in 只用于选项或代码", 0),
    ("kind in ()", "in 之后要写成", 0),
    ("kind in 'firm'", "in 之后要写成", 0),
    ("kind in (has,)", "in 的选项要写成带引号的代码", 0),
    ("kind in ('frim',)", "选项里没有“frim”，只有：firm、shop", 0),
    ("has and kind == 'frim'", "选项里没有“frim”，只有：firm、shop", 8),
    ("heads % two < two", "只有 + - * / 四则运算", 0),
    ("abs(heads) < two", "没有函数 abs", 0),
    ("born_on.year() < two", "没有函数 ?", 0),
    ("min(a=heads) < two", "的参数按次序写", 0),
    ("add_months(born_on) < asof", "add_months(…) 的参数个数不对", 0),
    ("ratio(heads) < half", "ratio(…) 的参数个数不对", 0),
    ("lookup(grant) < paid", "lookup(…) 的参数个数不对", 0),
    ("retirement_on(born_on) < asof", "retirement_on(…) 的参数个数不对", 0),
    ("round_money(paid) < paid", "round_money(…) 的参数个数不对", 0),
    ("round_money(paid, 'yuan', 'up', 'up') < paid", "round_money(…) 的参数个数不对", 0),
    ("add_months(heads, spent) < asof", "add_months 的第一项应为日期，这里是数量", 0),
    ("add_months(born_on, idle) < asof", "add_months 的第二项应为月数，这里是天数", 0),
    ("add_months(born_on, spent / two) < asof", "add_months 的第二项应为整数", 0),
    ("add_days(paid, idle) < asof", "add_days 的第一项应为日期，这里是金额", 0),
    ("add_days(born_on, spent) < asof", "add_days 的第二项应为天数，这里是月数", 0),
    ("ratio(heads, staff)", "ratio(…) 只能用在与比例的比较里", 0),
    ("has and ratio(heads, staff) < ratio(staff, heads)", "不能与另一个 ratio(…) 比较", 8),
    ("ratio(heads, staff) < heads", "ratio(…) 只能与比例比较", 0),
    ("ratio(heads, paid) < half", "数量与金额不能放在一起比较或加减", 0),
    ("round_money(heads, 'fen', 'up') < paid", "round_money 的第一项应为金额，这里是数量", 0),
    ("round_money(paid, 'fen', 'even') < paid", "round_money(金额, 'fen'|'yuan'", 0),
    ("round_money(paid, has, 'up') < paid", "round_money(金额, 'fen'|'yuan'", 0),
    ("lookup(grants, kind) < paid", "没有这张表，只有：grant", 0),
    ("lookup(grant, heads) < paid", "表的键应为选项或代码", 0),
    ("retirement_on(heads, kind) < asof", "retirement_on 的第一项应为日期", 0),
    ("retirement_on(born_on, has) < asof", "retirement_on 的第二项应为选项", 0),
    ("heads < 30", "表达式里不能直接写数字 30", 8),
    ("has and heads < 0.5", "表达式里不能直接写数字 0.5", 16),
    ("has and hass", "没有“hass”这个名称", 8),
    ("has.value", "只有 reading.<名称> 可以带点", 0),
    ("reading.terms == 'paid'", "没有声明 readings：terms", 0),
    ("reading.term == 'payed'", "选项里没有“payed”，只有：paid、calendar", 0),
    ("not heads", "not 之后应为是否，这里是数量", 0),
    ("has and heads", "and 的一项应为是否，这里是数量", 0),
    ("has or paid", "or 的一项应为是否，这里是金额", 0),
    ("has if heads else has", "if 的条件应为是否，这里是数量", 0),
    ("(heads if has else born_on) == heads", "if 的两支类型不同：数量与日期", 1),
    ("paid < heads", "金额与数量不能放在一起比较或加减", 0),
    ("paid == has", "金额不能与是否比较", 0),
    ("born_on < kind", "日期不能与选项比较", 0),
    ("has < has", "是否没有大小之分", 0),
    ("kind < 'firm'", "选项没有大小之分", 0),
    ("paid + heads < paid", "金额与数量不能放在一起比较或加减", 0),
    ("born_on + spent < asof", "日期不能加减", 0),
    ("has - has == has", "是否与是否不能加减", 0),
    ("paid * paid < paid", "金额不能与金额相乘", 0),
    ("heads * spent < heads", "数量不能与月数相乘", 0),
    ("paid > 1", "不能把整数 1 当作金额", 0),
    ("half < 1", "不能把整数 1 当作比例", 0),
    ("has / two == has", "是否不能作除法", 0),
    ("paid / heads < paid", "只能除以整数参数", 0),
    ("paid / half < paid", "只能除以整数参数", 0),
    ("paid / nothing < paid", "除数必须大于零", 0),
    ("min(heads) < two", "min(…) 至少要两项", 0),
    ("max(has, has) == has", "max(…) 只用于数或日期", 0),
]


@pytest.mark.parametrize(("text", "message", "column"), REFUSED)
def test_refused_with_one_message_at_its_place(text: str, message: str, column: int) -> None:
    node, problems = parse_condition(text, scope(), HERE)
    assert node is None
    assert [(problem.place.line, problem.place.column - HERE.column) for problem in problems] == [(7, column)]
    assert message in problems[0].message


def test_a_value_of_another_type_than_the_place_asks_for() -> None:
    for kind, text in ((Kind.BOOL, "heads"), (Kind.MONEY, "heads"), (Kind.DATE, "has"), (Kind.MONEY, "1")):
        node, problems = parse_typed(text, scope(), HERE, kind)
        assert node is None and [problem.code for problem in problems] == ["type"]


def test_no_retirement_table() -> None:
    bare = Scope(scope().names)
    _, problems = parse_expression("retirement_on(born_on, kind)", bare, HERE)
    assert [problem.message for problem in problems] == ["没有装入法定退休年龄表"]


def test_every_fault_of_one_expression_is_told() -> None:
    _, problems = parse_condition("hass and heads < 30 and paid < heads and 人", scope(), HERE)
    assert [(problem.code, problem.place.column - HERE.column) for problem in problems] == [
        ("unknown-name", 0),
        ("bare-figure", 17),
        ("type", 24),
        ("unknown-name", 41),
    ]


def test_a_column_counts_characters_not_bytes() -> None:
    _, problems = parse_condition("人数 >= two and hass", scope(), HERE)
    assert [problem.place.column - HERE.column for problem in problems] == [
        "人数 >= two and hass".index("hass")
    ]


def test_chinese_names_mean_the_same_facts() -> None:
    english, _ = parse_condition("head_count >= two", scope(), HERE)
    chinese, _ = parse_condition("人数 >= two", scope(), HERE)
    assert english is not None and english == chinese


def test_an_endless_expression_is_a_fault_not_a_crash() -> None:
    _, problems = parse_condition("not " * 5000 + "has", scope(), HERE)
    assert [problem.code for problem in problems] == ["expression-syntax"]
    _, problems = parse_condition(" + ".join(["heads"] * 3000) + " < two", scope(), HERE)
    assert [problem.code for problem in problems] == ["expression-syntax"]


@pytest.mark.parametrize(
    "text", ["__import__('os')", "().__class__", "has.__class__", "(has := true)", "open('x')"]
)
def test_nothing_is_ever_evaluated(text: str) -> None:
    node, problems = parse_expression(text, scope(), HERE)
    assert node is None and problems
