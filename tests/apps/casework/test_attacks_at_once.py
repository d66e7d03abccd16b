"""Two hands at the same moment: one decision, one signature, one payment; nothing twice and nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from apps.casework.desk import FEN, hire, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, Excepted, draw_up_list, except_row
from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
from jiuchuang.apps.casework.actions.take_further import TakenFurther
from jiuchuang.apps.casework.models import SigningRow
from jiuchuang.apps.casework.queries.events import events_of
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.people.models import Payment
from jiuchuang.domain.kernel.problem import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def desk(transactional_db):
    desk = opened_desk()
    hire(desk, "second_decider", "decider", "yx")
    hire(desk, "second_payer", "finance", "yx")
    return desk


def at_once(*hands: Callable[[], Any]) -> list[Any]:
    """What came of each, done at the same moment."""
    together, found = threading.Barrier(len(hands)), [None] * len(hands)

    def one(place: int) -> None:
        try:
            together.wait()
            found[place] = hands[place]()
        except Exception as fault:
            found[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(hands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def happened(number: str) -> list[str]:
    return [type(event.happening).__name__ for event in events_of(number)]


def hand(desk, who, number, verb, **fields):
    access = desk.access(who)
    return lambda: act(
        access=access, number=number, verb=verb, fields=fields, key=f"{who}-{verb}", at=desk.at
    )


def test_two_deciders(desk):
    numbers = [desk.case() for _ in range(ROUNDS)]
    at_decision(desk, *numbers)
    for number in numbers:
        hands = (hand(desk, who, number, "decide", **APPROVED) for who in ("decider", "second_decider"))
        done = at_once(*hands)
        assert sorted(type(one).__name__ for one in done) == ["Refusal", "TakenFurther"], done
        assert happened(number).count("Decided") == 1 and replay(number).faults == ()
    assert broken_chains() == []


def test_a_decider_a_list_and_two_signatures(desk):
    numbers = [desk.case() for _ in range(ROUNDS)]
    at_decision(desk, *numbers)
    drawn = draw_up_list(access=desk.access("second_reviewer"), cases=numbers, label="表", at=desk.at)
    assert isinstance(drawn, DrawnUp)
    table, total = drawn.row.number, ROUNDS * FEN
    first, second = desk.access("decider"), desk.access("second_decider")
    done = at_once(
        lambda: sign_list(access=first, number=table, expected_total_fen=total, at=desk.at),
        lambda: sign_list(access=second, number=table, expected_total_fen=total, at=desk.at),
        lambda: except_row(access=first, number=table, case=numbers[0], reason="再核", at=desk.at),
    )
    assert all(isinstance(one, ListSigned | Refusal | Excepted) for one in done), done
    excepted = isinstance(done[2], Excepted)
    assert sum(isinstance(one, ListSigned) for one in done) == (0 if excepted else 1)
    if excepted:
        last = sign_list(access=first, number=table, expected_total_fen=total - FEN, at=desk.at)
        assert isinstance(last, ListSigned)
    single = hand(desk, "leader", numbers[-1], "decide", **APPROVED)
    at_once(
        lambda: decide_rows(number=table, at=desk.at), lambda: decide_rows(number=table, at=desk.at), single
    )
    decided = numbers[1:] if excepted else numbers
    assert all(happened(number).count("Decided") == 1 for number in decided)
    assert SigningRow.objects.filter(state="pending").count() == 0
    assert Record.objects.filter(chain__name=f"list/{table}", kind="ListSigned").count() == 1
    assert all(replay(number).faults == () for number in numbers) and broken_chains() == []


def test_two_of_finance_post_one_payment(desk):
    number = desk.case()
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)
    payers = ("payer", "second_payer")
    early = desk.refused("payer", number, "confirm_payment", node="pay", posted=True, reference="R0")
    assert early == {"not-handed-over"}
    done = at_once(*(hand(desk, who, number, "hand_over", node="pay", batch=f"B-{who}") for who in payers))
    assert sorted(type(one).__name__ for one in done) == ["Refusal", "TakenFurther"], done
    posted = {"node": "pay", "posted": True, "reference": "R1"}
    done = at_once(*(hand(desk, who, number, "confirm_payment", **posted) for who in payers))
    assert sum(isinstance(one, TakenFurther) for one in done) == 1, done
    assert Payment.objects.filter(case_number=number).count() == 1


def applies(desk, person, who):
    by = desk.access(who)
    return lambda: desk.try_apply(person, by=by, channel="window", key=f"{who}-{person.number}")


def test_one_applicant_two_windows(desk):
    for _ in range(ROUNDS):
        person = desk.person()
        done = at_once(applies(desk, person, "clerk"), applies(desk, person, "other_clerk"))
        assert sorted(type(one).__name__ for one in done) == ["Applied", "Refusal"], done
