"""A firm's yearly ceiling over cases of several workers: what is promised counts, also between two at one moment."""

from __future__ import annotations

from datetime import date

import pytest

from apps.casework.desk import ACCOUNT, MONDAY, hire, opened_desk
from apps.casework.test_attacks_at_once import at_once, hand
from jiuchuang.apps.casework.actions.apply import Applied, Wish, apply
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.take_further import TakenFurther
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.pledged import pledged_to
from jiuchuang.apps.people.models import Employer, Employment, Payment
from jiuchuang.apps.people.queries import facts_of
from jiuchuang.domain.kernel.problem import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
HIRING = "sample/yunxi-2024-6/hiring-subsidy"
OF_WORKER = {"is_hardship_person": True, "is_university_graduate": False, "is_graduate": False}
OF_SPELL = {
    "is_new_hire": True,
    "contract_is_open_ended": False,
    "contract_starts_on": "2026-01-05",
    "contract_ends_on": "2027-01-04",
    "employer_pays_social_insurance": True,
}
EACH, CEILING = 200_000, 10_000_000
APPROVED = {"node": "decide", "approved": True, "amount_fen": EACH, "reasons": "符合", "clauses": ("二",)}


@pytest.fixture
def desk(transactional_db):
    desk = opened_desk()
    for who, role in (("county_clerk", "window"), ("second_decider", "decider")):
        hire(desk, who, role, "yx")
    return desk


def firm_of(desk, number: str = "E000001") -> Employer:
    return Employer.objects.create(
        number=number, unit=desk.units["north"], name="测试公司", facts={"employer_kind": "enterprise"}, account=ACCOUNT,
        changed_at=desk.at,
    )  # fmt: skip


def worker_of(desk, firm: Employer, number: str) -> Employment:
    person = desk.person(facts=OF_WORKER)
    return Employment.objects.create(
        number=number, person=person, employer=firm, started_on=date(2026, 1, 5), has_contract=True,
        facts=OF_SPELL, changed_at=desk.at,
    )  # fmt: skip


def paid(spell: Employment, fen: int, on: date) -> Payment:
    return Payment.objects.create(
        kind="employment", number=spell.number, programme=HIRING, paid_fen=fen, paid_on=on
    )


def applied(desk, firm: Employer, *spells: Employment) -> list[Case]:
    done = apply(
        subject=("employer", firm.number), programmes=[Wish(HIRING, f"employment:{one.number}") for one in spells],
        answers={}, channel="window", actor=desk.access("county_clerk"), key=spells[0].number, at=desk.at,
    )  # fmt: skip
    assert isinstance(done, Applied), done
    return list(done.cases)


def to_decision(desk, *cases: Case) -> list[str]:
    """Through the firms' procedure: the departments stay silent, which counts as agreement."""
    for case in cases:
        desk.do("county_clerk", case.number, "accept", node="accept")
        visit = {"visited_on": desk.day, "visitors": ("甲", "乙"), "satisfied": True, "findings": "在岗"}
        desk.do("clerk", case.number, "record_visit", node="visit", **visit)
        check = {"source": "社保", "result": "passed", "as_of": desk.day}
        desk.do("second_reviewer", case.number, "record_check", node="data", **check)
    desk.later(10)
    run_clocks(at=desk.at)
    for case in cases:
        desk.do("reviewer_of_county", case.number, "give_opinion", node="review", stance="agree")
    numbers = [case.number for case in cases]
    done = publish_notice(access=desk.access("publisher"), cases=numbers, label="公示", at=desk.at)
    assert isinstance(done, Published), done
    desk.later(10)
    run_clocks(at=desk.at)
    return numbers


def test_what_is_paid_for_workers_is_drawn_by_their_firm(desk):
    firm, other = firm_of(desk), firm_of(desk, "E000002")
    first, second = worker_of(desk, firm, "R0000001"), worker_of(desk, firm, "R0000002")
    paid(first, EACH, MONDAY)
    paid(second, EACH, date(2025, 12, 31))  # another year
    paid(worker_of(desk, other, "R0000003"), EACH, MONDAY)
    found = {one.number: facts_of("employer", one.number, MONDAY).values for one in (firm, other)}
    assert [one["hiring_subsidies_drawn_year"] for one in found.values()] == [EACH, EACH]
    assert [
        facts_of("employment", one.number, MONDAY).values["hire_awards_drawn"] for one in (first, second)
    ] == [
        1,
        1,
    ]
    fresh = worker_of(desk, firm, "R0000004")
    values = facts_of("employment", fresh.number, MONDAY).values
    assert (values["hire_awards_drawn"], values["hiring_subsidies_drawn_year"]) == (0, EACH)


def test_two_cases_cannot_both_take_the_last_of_a_ceiling(desk):
    for who in ("reviewer_of_county", "publisher"):
        hire(desk, who, "reviewer", "yx")
    firm = firm_of(desk)
    before = worker_of(desk, firm, "R0000001")
    paid(before, CEILING - EACH, date(2026, 1, 20))
    cases = applied(desk, firm, *(worker_of(desk, firm, f"R000000{n}") for n in (2, 3)))
    assert [Finding.objects.get(case=one).amount_fen for one in cases] == [EACH, EACH]
    first, second = to_decision(desk, *cases)
    done = at_once(
        hand(desk, "decider", first, "decide", **APPROVED),
        hand(desk, "second_decider", second, "decide", **APPROVED),
    )
    assert sorted(type(one).__name__ for one in done) == ["Refusal", "TakenFurther"], done
    refusal = next(one for one in done if isinstance(one, Refusal))
    assert {problem.code for problem in refusal.problems} <= {"amount-departs", "against-finding"}
    lost = (first, second)[next(place for place, one in enumerate(done) if isinstance(one, Refusal))]
    won = next(one for one in (first, second) if one != lost)
    pledges = pledged_to(("employer", firm.number), lost)
    assert [(one.kind, one.paid_fen, one.programme) for one in pledges] == [("employment", EACH, HIRING)]
    assert desk.refused("decider", lost, "decide", **APPROVED) <= {"amount-departs", "against-finding"}
    desk.do("payer", won, "hand_over", node="pay", batch="B1")
    desk.do("payer", won, "confirm_payment", node="pay", posted=True, reference="T1")
    assert pledged_to(("employer", firm.number), lost) == ()  # paid now: counted once
    drawn = facts_of("employer", firm.number, desk.day).values["hiring_subsidies_drawn_year"]
    assert drawn == CEILING
    assert isinstance(done[0], TakenFurther) or isinstance(done[1], TakenFurther)
