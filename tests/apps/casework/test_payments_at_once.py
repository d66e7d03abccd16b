"""Two hands at one batch: who takes its list and who adds to it wait for each other."""

from __future__ import annotations

import pytest

from apps.casework.desk import hire, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision
from apps.casework.test_attacks_at_once import at_once
from apps.casework.test_bulk_orders import ordered, worked_off
from jiuchuang.apps.casework.actions.take_batch_list import take_batch_list
from jiuchuang.apps.casework.actions.take_further import TakenFurther
from jiuchuang.apps.casework.models import BankPayment, PaymentBatch
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.gateways.letters.data import BatchList

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def desk(transactional_db):
    desk = opened_desk()
    hire(desk, "second_payer", "finance", "yx")
    return desk


def decided(desk, count):
    numbers = [desk.case() for _ in range(count)]
    at_decision(desk, *numbers)
    for number in numbers:
        desk.do("decider", number, "decide", **APPROVED)
    return numbers


def test_no_case_joins_a_batch_behind_the_back_of_who_takes_its_list(desk):
    first, *rest = decided(desk, ROUNDS + 1)
    desk.do("payer", first, "hand_over", node="pay", batch="B0")
    for round_, number in enumerate(rest):
        batch = PaymentBatch.objects.get(number=f"B{round_}")
        taking, joining = at_once(
            lambda key=batch.pk: take_batch_list(access=desk.access("payer"), key=key, at=desk.at),
            lambda one=number, at=batch: desk.try_(
                "second_payer", one, "hand_over", node="pay", batch=at.number, key=f"join-{one}"
            ),
        )
        assert isinstance(taking, BatchList), taking
        joined = isinstance(joining, TakenFurther)
        assert joined == (number in [row.case for row in taking.rows])
        if joined:
            desk.do("payer", number, "confirm_payment", node="pay", posted=False, reference="", reason="退")
        desk.do("payer", number, "hand_over", node="pay", batch=f"B{round_ + 1}")
    assert BankPayment.objects.filter(outcome="").count() == ROUNDS + 1


def test_two_browsers_order_the_same_payments_at_the_same_moment(desk):
    numbers = decided(desk, 3)
    orders = [
        ordered(desk, who, "hand_over", numbers, fields={"batch": f"B-{who}"})
        for who in ("payer", "second_payer")
    ]
    at_once(*(lambda one=one: worked_off(desk, one) for one in orders))
    assert BankPayment.objects.count() == 3 and {state_of(one).batch for one in numbers} <= {
        "B-payer",
        "B-second_payer",
    }
    assert sum(row.state == "left" for order in orders for row in order.cases.all()) == 3
