"""Notice lists and signed lists: one row stops nobody else, and what was signed stays as it was signed."""

from dataclasses import replace
from datetime import date

import pytest

from domain.casework.small_office import APPROVAL, HEAD, TOWN_HEAD, at_decision, calendar
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.casework.notice_list import (
    NoticeList,
    NoticeRow,
    object_to_row,
    publish,
    settle_row,
    take_down,
)
from jiuchuang.domain.casework.signed_list import (
    ListRow,
    SignedList,
    commands_of,
    draw_up,
    except_row,
    is_unchanged,
    sign,
)
from jiuchuang.domain.kernel.problem import Refusal

MONDAY = date(2026, 3, 2)
ROWS = (
    NoticeRow("c1", "张* 370***********12 灵活就业社保补贴", 60_000),
    NoticeRow("c2", "李* 370***********34", 80_000),
)


def published() -> NoticeList:
    result = publish("n1", ROWS, on=MONDAY, working_days=5, calendar=calendar())
    assert isinstance(result, NoticeList)
    return result


def codes(result) -> set[str]:
    assert isinstance(result, Refusal)
    return {problem.code for problem in result.problems}


def test_an_objection_stops_its_own_row_only():
    notice = published()
    assert notice.ends_on == date(2026, 3, 9)
    notice = object_to_row(notice, "o1", "c1", "已就业", on=date(2026, 3, 9))
    assert (notice.standing("c1"), notice.standing("c2")) == ("objected", "clear")
    assert notice.clear_cases(date(2026, 3, 9)) == ()
    assert notice.clear_cases(date(2026, 3, 10)) == ("c2",)
    settled = settle_row(notice, "o1", upheld=False, findings="未就业", on=date(2026, 3, 11))
    assert settled.clear_cases(date(2026, 3, 11)) == ("c1", "c2")
    upheld = settle_row(notice, "o1", upheld=True, findings="查明属实", on=date(2026, 3, 11))
    assert (upheld.standing("c1"), upheld.clear_cases(date(2026, 3, 11))) == ("upheld", ("c2",))


def test_the_public_sees_the_rows_while_the_notice_runs_only():
    notice = published()
    shown = [len(notice.shown_rows(date(2026, 3, day))) for day in (1, 2, 9, 10)]
    assert shown == [0, 2, 2, 0]
    assert codes(take_down(notice, on=date(2026, 3, 9))) == {"notice-running"}
    down = take_down(notice, on=date(2026, 3, 10))
    assert (down.taken_down_on, codes(take_down(down, on=date(2026, 3, 11)))) == (
        date(2026, 3, 10),
        {"taken-down"},
    )


@pytest.mark.parametrize(
    "display",
    [
        "张三 370828199001011234",
        "张三 13812345678",
        "卡号 6222021234567890123",
        "张三370828199001011234灵活就业",
    ],
)
def test_a_number_that_is_not_masked_is_refused(display):
    rows = (NoticeRow("c1", display),)
    assert codes(publish("n1", rows, on=MONDAY, working_days=5, calendar=calendar())) == {"not-masked"}


def test_a_bad_list_is_refused_with_every_fault():
    rows = (ROWS[0], ROWS[0], NoticeRow("c3", " "))
    assert codes(publish("n1", rows, on=MONDAY, working_days=5, calendar=calendar())) == {
        "row-twice",
        "row-empty",
    }
    assert codes(publish("n1", (), on=MONDAY, working_days=5, calendar=calendar())) == {"no-rows"}


def test_objections_that_cannot_be_raised_or_settled():
    notice = object_to_row(published(), "o1", "c1", "已就业", on=MONDAY)
    late = object_to_row(notice, "o1", "c9", "", on=date(2026, 3, 10))
    assert codes(late) == {"unknown-row", "objection-twice", "words-missing", "notice-ended"}
    assert codes(settle_row(notice, "o2", upheld=True, findings="", on=MONDAY)) == {
        "unknown-objection",
        "words-missing",
    }
    settled = settle_row(notice, "o1", upheld=True, findings="属实", on=MONDAY)
    assert codes(settle_row(settled, "o1", upheld=False, findings="不属实", on=MONDAY)) == {
        "objection-settled"
    }


def row(case: str, amount_fen: int | None = 300_000, round_: int = 1) -> ListRow:
    return ListRow(case, "decide", round_, True, amount_fen, "条件都符合", ("一/（二）",))


def drawn() -> SignedList:
    result = draw_up("s1", "三月灵活就业社保补贴", [row("case-1"), row("case-2"), row("case-3", 20_000)])
    assert isinstance(result, SignedList)
    return result


def signed() -> SignedList:
    left = except_row(drawn(), "case-3", "缺银行卡", by="section-head", on=MONDAY)
    result = sign(left, by=HEAD, on=MONDAY, expected_total_fen=600_000)
    assert isinstance(result, SignedList)
    return result


def test_an_exception_falls_out_and_the_total_follows():
    assert drawn().total_fen == 620_000
    result = signed()
    assert ([one.case for one in result.rows], result.total_fen) == (["case-1", "case-2"], 600_000)
    assert [(one.row.case, one.reason) for one in result.exceptions] == [("case-3", "缺银行卡")]
    assert [case for case, _ in commands_of(result)] == ["case-1", "case-2"]


def test_a_total_that_the_signer_did_not_see_is_refused():
    assert codes(sign(drawn(), by=HEAD, on=MONDAY, expected_total_fen=600_000)) == {"total-changed"}


def test_a_signed_list_changes_no_more():
    result = signed()
    assert codes(except_row(result, "case-1", "后悔", by="x", on=MONDAY)) == {"signed-already"}
    assert codes(sign(result, by=HEAD, on=MONDAY, expected_total_fen=600_000)) == {"signed-already"}
    assert is_unchanged(result)


@pytest.mark.parametrize(
    "change",
    [
        {"rows": (row("case-1", 900_000), row("case-2"))},
        {"rows": (row("case-1", 600_000), row("case-2", None))},  # the same total
        {"rows": (row("case-2"), row("case-1"))},
        {"total_fen": 600_001},
        {"exceptions": ()},
        {"signed_on": date(2026, 3, 3)},
        {"signed_by": TOWN_HEAD},
    ],
)
def test_any_change_after_signing_shows_and_gives_no_commands(change):
    changed = replace(signed(), **change)
    assert not is_unchanged(changed)
    with pytest.raises(ValueError, match="changed"):
        commands_of(changed)


def test_rows_are_decided_by_the_rules_of_their_case_and_a_second_run_does_nothing():
    desk, orders = at_decision(), dict(commands_of(signed()))
    events = desk.try_(orders["case-1"])
    desk.log += events
    assert desk.state.decision.signed_list == "s1"
    assert desk.try_(orders["case-1"]) == ()
    below = sign(drawn(), by=TOWN_HEAD, on=MONDAY, expected_total_fen=620_000)
    other = at_decision()
    refused = other.try_(dict(commands_of(below))["case-1"])
    assert codes(refused) == {"above-limit"}
    assert replay(other.log).decision is None


def test_a_case_that_was_sent_back_is_not_decided_by_an_old_list():
    desk, orders = at_decision(), dict(commands_of(signed()))
    desk.do(c.SendBack, HEAD, node="decide", to_node="notice", reason="名单漏人")
    desk.do(c.OpenNotice, replace(HEAD, person="n", role="reviewer"), node="notice", list_id="n2")
    desk.later(8)
    desk.do(c.CloseNotice, replace(HEAD, person="n", role="reviewer"), node="notice")
    assert codes(desk.try_(orders["case-1"])) == {"round-over"}
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=300_000)


def test_a_list_with_faults_is_not_drawn_up():
    assert codes(draw_up("s", "x", [row("a"), row("a", 0)])) == {"row-twice", "row-amount"}
    assert codes(draw_up("s", "x", [])) == {"no-rows"}
    empty = except_row(draw_up("s", "x", [row("a")]), "a", "缺", by="x", on=MONDAY)
    assert codes(sign(empty, by=HEAD, on=MONDAY, expected_total_fen=0)) == {"no-rows"}
    assert codes(except_row(drawn(), "zzz", "", by="x", on=MONDAY)) == {"unknown-row", "words-missing"}
