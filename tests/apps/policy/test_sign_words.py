"""Readings and assumptions signed: decisions follow, old ones are made again word for word, nothing is signed twice."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.policy.actions.keep_law import keep_law
from jiuchuang.apps.policy.actions.sign_words import sign_assumption, sign_reading, withdraw_signature
from jiuchuang.apps.policy.models import Edition, Signature
from jiuchuang.apps.policy.queries import decide_again, decide_programme, law_on, library_of
from jiuchuang.apps.policy.queries.signatures import effects, signatures_of
from jiuchuang.apps.policy.queries.versions import version, worked_cases
from jiuchuang.domain.kernel.problem import Refusal
from office_world import AT

DAY = date(2026, 3, 2)
PACK = "sample/yunxi-2024-6"
FLEXIBLE = f"{PACK}/flexible-insurance-subsidy"


@pytest.fixture
def differing():
    """A worked case for which the readings give different answers."""
    programme = law_on(DAY).programme(FLEXIBLE)
    reading = programme.readings[0]
    found = next(item for item in effects(version(PACK), programme, reading) if item.differs)
    return reading, found


@pytest.mark.django_db
def test_a_signed_reading_decides_and_the_old_decision_comes_out_again(officer, differing):
    keep_law(at=AT)
    reading, effect = differing
    case = effect.case
    before = decide_programme(FLEXIBLE, case.facts, case.on)
    assert {item.key for item in before.readings} == {option.id for option in reading.options}
    for option, under in zip(reading.options, effect.decisions, strict=True):
        done = sign_reading(
            access=officer,
            programme=FLEXIBLE,
            reading=reading.id,
            choice=option.id,
            basis="县局会议纪要",
            at=AT,
        )
        after = decide_programme(FLEXIBLE, case.facts, case.on)
        assert (after.status, after.amount_fen) == (under.status, under.amount_fen)
        assert after.readings == ()
        assert after.receipt.pack != before.receipt.pack
        again = decide_again(FLEXIBLE, case.facts, case.on, before.receipt.pack, before.receipt.tables)
        assert again == before
        withdraw_signature(access=officer, signature=done.signature, why="改判", at=AT)
        assert decide_again(FLEXIBLE, case.facts, case.on, after.receipt.pack, after.receipt.tables) == after
        assert decide_programme(FLEXIBLE, case.facts, case.on) == before
    assert [item.kind for item in signatures_of(FLEXIBLE)] == ["reading"] * len(reading.options)
    kinds = [item["kind"] for item in contents_of(f"policy/{PACK}")]
    assert kinds == ["words-signed", "signature-withdrawn"] * len(reading.options)
    assert broken_chains() == []


@pytest.mark.django_db
def test_a_later_release_still_answers_for_what_was_kept(officer, differing, monkeypatch):
    reading, effect = differing
    sign_reading(
        access=officer,
        programme=FLEXIBLE,
        reading=reading.id,
        choice=reading.options[0].id,
        basis="纪要",
        at=AT,
    )
    decision = decide_programme(FLEXIBLE, effect.case.facts, effect.case.on)
    monkeypatch.setattr("jiuchuang.apps.policy.queries.replay.shipped_packs", dict)
    monkeypatch.setattr("jiuchuang.apps.policy.queries.replay.shared_text", lambda: ())
    receipt = decision.receipt
    assert decide_again(FLEXIBLE, effect.case.facts, effect.case.on, receipt.pack, receipt.tables) == decision
    with pytest.raises(LookupError):
        library_of(receipt.pack, "0" * 64)


@pytest.mark.django_db
def test_an_assumption_is_signed_with_the_officers_name(officer):
    programme = law_on(DAY).programme(FLEXIBLE)
    item = programme.assumptions[0]
    sign_assumption(access=officer, programme=FLEXIBLE, assumption=item.id, basis="县局口径", at=AT)
    assert law_on(DAY).programme(FLEXIBLE).assumptions[0].signed_by == "人员zhengce1"
    assert [case.name for case in worked_cases(version(PACK), FLEXIBLE)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"choice": "nothing"}, ["choice-unknown"]),
        ({"reading": "nothing"}, ["nothing-to-sign"]),
        ({"programme": "a/b/c"}, ["nothing-to-sign"]),
        ({"basis": "  "}, ["basis-empty"]),
        ({"basis": "长" * 201, "choice": ""}, ["basis-long", "choice-unknown"]),
    ],
)
def test_what_cannot_be_signed_is_told_and_changes_nothing(officer, differing, more, codes):
    said = {
        "programme": FLEXIBLE,
        "reading": differing[0].id,
        "choice": differing[0].options[0].id,
        "basis": "纪要",
    }
    refused = sign_reading(access=officer, **{**said, **more}, at=AT)
    assert isinstance(refused, Refusal)
    assert [problem.code for problem in refused.problems] == codes
    assert not Signature.objects.exists()
    assert not Edition.objects.exists()
    assert contents_of(f"policy/{PACK}") == []


@pytest.mark.django_db
def test_words_are_signed_once_and_by_somebody_who_may_for_the_whole_office(officer, town_officer, differing):
    said = {
        "programme": FLEXIBLE,
        "reading": differing[0].id,
        "choice": differing[0].options[0].id,
        "basis": "纪要",
        "at": AT,
    }
    refused = sign_reading(access=town_officer, **said)
    assert [problem.code for problem in refused.problems] == ["not-allowed"]
    sign_reading(access=officer, **said)
    refused = sign_reading(access=officer, **said)
    assert [problem.code for problem in refused.problems] == ["nothing-to-sign"]
    assert Signature.objects.count() == 1
    signature = Signature.objects.get()
    refused = withdraw_signature(access=town_officer, signature=signature, why="错", at=AT)
    assert [problem.code for problem in refused.problems] == ["not-allowed"]
    withdraw_signature(access=officer, signature=signature, why="错", at=AT)
    refused = withdraw_signature(access=officer, signature=signature, why="错", at=AT)
    assert [problem.code for problem in refused.problems] == ["withdrawn-before"]
