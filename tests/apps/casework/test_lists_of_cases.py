"""Notices and signed lists: masked, objected to by row, withdrawn after the end; signed whole, decided row by row."""

from __future__ import annotations

import pytest

from apps.casework.desk import FEN, opened_desk
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, Proposal, draw_up_list, except_row
from jiuchuang.apps.casework.actions.object_to_row import Objected, object_to_row
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
from jiuchuang.apps.casework.models import Case, NoticeList, SigningRow
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.lists import (
    awaiting_notice,
    awaiting_signature,
    notice_list,
    notice_value,
    progress_of,
    running_notices,
    totals_of,
)
from jiuchuang.domain.kernel.problem import Refusal


@pytest.fixture
def desk(db):
    return opened_desk()


def published(desk, numbers, who="reviewer"):
    done = publish_notice(access=desk.access(who), cases=numbers, label="技能提升补贴公示", at=desk.at)
    assert isinstance(done, Published), done
    return done.row


def objected(desk, row, case, key="o1"):
    done = object_to_row(
        number=row.number, case=case, name="测试人乙", contact="13800000000", reasons="不在本县工作", key=key,
        at=desk.at,
    )  # fmt: skip
    assert isinstance(done, Objected), done
    return done.objection


def at_decision(desk, many):
    numbers = [desk.to_notice(desk.case()) for _ in range(many)]
    published(desk, numbers)
    desk.later(8)
    run_clocks(at=desk.at)
    return numbers


def drawn(desk, numbers, who="second_reviewer", **more):
    done = draw_up_list(access=desk.access(who), cases=numbers, label="三月汇总表", at=desk.at, **more)
    assert isinstance(done, DrawnUp), done
    return done


def test_a_notice_shows_masked_names_for_its_days_and_then_nothing(desk):
    numbers = [desk.to_notice(desk.case()) for _ in range(2)]
    assert {seat.case.number for seat in awaiting_notice(desk.access("second_reviewer"))} == set(numbers)
    row = published(desk, numbers, "second_reviewer")
    shown = notice_value(row).shown_rows(desk.day)
    assert [(one.case, one.amount_fen) for one in shown] == [(number, FEN) for number in numbers]
    assert all("测试人甲" not in one.display and one.display.startswith("测***") for one in shown)
    assert [one.number for one in running_notices(desk.day)] == [row.number]
    desk.later(8)
    assert notice_list(row.number, on=desk.day) is None
    done = run_clocks(at=desk.at)
    assert (done.notices_closed, done.taken_down) == (2, 1)
    assert run_clocks(at=desk.at).notices_closed == run_clocks(at=desk.at).taken_down == 0
    assert NoticeList.objects.get().taken_down_on == desk.day
    assert all(state_of(number).run("decide").is_open for number in numbers)


def test_an_objection_holds_up_its_row_alone(desk):
    one, two = numbers = [desk.to_notice(desk.case()) for _ in range(2)]
    row = published(desk, numbers, "second_reviewer")
    objection = objected(desk, row, one)
    assert objected(desk, row, one).pk == objection.pk
    desk.later(8)
    assert run_clocks(at=desk.at).notices_closed == 1
    assert state_of(two).run("decide").is_open
    assert state_of(one).run("decide") is None
    late = object_to_row(
        number=row.number, case=one, name="某", contact="1", reasons="晚了", key="o2", at=desk.at
    )
    assert isinstance(late, Refusal)
    settle = {"node": "notice", "objection": objection.number, "upheld": True, "reasons": "查实不在本县工作"}
    desk.do("second_reviewer", one, "settle_objection", **settle)
    value = notice_value(NoticeList.objects.get())
    assert value.standing(one) == "upheld" and value.standing(two) == "clear"
    run_clocks(at=desk.at)
    approve = {"node": "decide", "approved": True, "reasons": "符合", "clauses": ("一",), "amount_fen": FEN}
    assert desk.refused("decider", one, "decide", **approve) == {"opposed"}


def test_a_signed_list_decides_its_rows_and_leaves_the_excepted_one(desk):
    numbers = at_decision(desk, 3)
    waiting = awaiting_signature(desk.access("second_reviewer"))
    assert {seat.case.number for seat in waiting} == set(numbers)
    row = drawn(desk, numbers).row
    assert (row.rows, row.total_fen) == (3, 3 * FEN)
    assert list(awaiting_signature(desk.access("second_reviewer"))) == []
    assert isinstance(
        except_row(access=desk.access("decider"), number=row.number, case=numbers[0], reason=" ", at=desk.at),
        Refusal,
    )
    except_row(access=desk.access("decider"), number=row.number, case=numbers[0], reason="再核", at=desk.at)
    signing = {"access": desk.access("decider"), "number": row.number, "at": desk.at}
    assert isinstance(sign_list(**signing, expected_total_fen=3 * FEN), Refusal)
    assert isinstance(
        sign_list(**{**signing, "access": desk.access("reviewer")}, expected_total_fen=2 * FEN), Refusal
    )
    assert isinstance(sign_list(**signing, expected_total_fen=2 * FEN), ListSigned)
    assert decide_rows(number=row.number, at=desk.at).decided == 2
    row.refresh_from_db()
    assert row.state == "done"
    assert progress_of(row) == {"pending": 0, "decided": 2, "refused": 0, "excepted": 1}
    assert totals_of(row) == [("技能提升补贴", 2, 2 * FEN)]
    assert [Case.objects.get(number=number).amount_fen for number in numbers] == [None, FEN, FEN]
    assert state_of(numbers[1]).decision.signed_list == row.number
    assert decide_rows(number=row.number, at=desk.at).decided == 0
    assert broken_chains() == []


def test_a_row_whose_finding_has_changed_stays_open(desk):
    numbers = at_decision(desk, 2)
    row = drawn(desk, numbers).row
    sign_list(access=desk.access("decider"), number=row.number, expected_total_fen=2 * FEN, at=desk.at)
    from jiuchuang.apps.people.models import Person

    person = Person.objects.get(number=Case.objects.get(number=numbers[0]).subject_number)
    person.facts = {**person.facts, "skill_certificate_level": "junior"}
    person.save()
    done = decide_rows(number=row.number, at=desk.at)
    assert (done.decided, done.refused) == (1, 1)
    outcome = SigningRow.objects.get(case__number=numbers[0])
    assert outcome.state == "refused" and "核验" in outcome.reasons
    assert state_of(numbers[0]).run("decide").is_open


def test_what_the_rules_do_not_find_due_needs_a_reason_to_be_listed(desk):
    person = desk.person(facts={})
    number = desk.to_notice(desk.case(person))
    published(desk, [number], "second_reviewer")
    desk.later(8)
    run_clocks(at=desk.at)
    plain = draw_up_list(access=desk.access("second_reviewer"), cases=[number], label="x", at=desk.at)
    assert isinstance(plain, Refusal)
    row = drawn(desk, [number], proposals={number: Proposal(50_000, "窗口核对了证书原件")}).row
    sign_list(access=desk.access("decider"), number=row.number, expected_total_fen=50_000, at=desk.at)
    assert decide_rows(number=row.number, at=desk.at).decided == 1
