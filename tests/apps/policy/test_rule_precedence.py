"""Two documents in conflict: the machine stops, two officers rule, decisions follow from the day, old ones come again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.policy.actions.activate_pack import activate_pack
from jiuchuang.apps.policy.actions.keep_law import keep_law
from jiuchuang.apps.policy.actions.rule_precedence import propose_ruling, sign_ruling, withdraw_ruling
from jiuchuang.apps.policy.actions.upload_pack import upload_pack
from jiuchuang.apps.policy.models import Ruling
from jiuchuang.apps.policy.queries import decide_again, decide_programme, law_on, programmes_on
from jiuchuang.apps.policy.queries.conflicts import conflict_on, conflicts_on, rulings_between
from jiuchuang.apps.policy.queries.versions import version, worked_cases
from jiuchuang.domain.kernel.problem import Refusal
from office_world import AT
from policy_world import OTHER, beside

DAY = date(2026, 3, 2)
OLD, NEW = "sample/yunxi-2024-6", OTHER
SLUG = "startup-subsidy"
FIRST, SECOND = f"{OLD}/{SLUG}", f"{NEW}/{SLUG}"


@pytest.fixture
def conflicting(officer, colleague):
    keep_law(at=AT)
    uploaded = upload_pack(access=officer, content=beside(), at=AT)
    assert not isinstance(uploaded, Refusal), uploaded.problems
    return uploaded.version.digest


@pytest.fixture
def in_force(conflicting, officer, colleague):
    done = activate_pack(access=colleague, pack=NEW, digest=conflicting, from_on=DAY, at=AT)
    assert not isinstance(done, Refusal), done.problems


@pytest.fixture
def eligible():
    """Facts under which the programme pays."""
    return next(
        case.facts for case in worked_cases(version(OLD), FIRST) if case.expect["status"] == "eligible"
    )


def rule(officer, colleague, prevails: str, from_on: date = DAY) -> Ruling:
    """Proposed by one and signed by the other."""
    proposed = propose_ruling(
        access=officer,
        first=FIRST,
        second=SECOND,
        prevails=prevails,
        from_on=from_on,
        basis="县局会议纪要",
        at=AT,
    )
    assert not isinstance(proposed, Refusal), proposed.problems
    signed = sign_ruling(access=colleague, ruling=proposed.ruling, at=AT)
    assert not isinstance(signed, Refusal), signed.problems
    return signed.ruling


@pytest.mark.django_db
def test_without_a_ruling_both_stop_and_say_so(in_force, eligible):
    for name, other in ((FIRST, NEW), (SECOND, OLD)):
        found = decide_programme(name, eligible, DAY)
        assert (found.status, found.amount_fen) == ("unknown", None)
        assert found.validity_note.startswith("两个文件冲突，待裁定")
        assert law_on(DAY).library.packs[other].document.name in found.validity_note
        assert {item.says for item in found.readings} == {("裁定适用本文件",), ("裁定适用另一份文件",)}
    before = decide_programme(FIRST, eligible, DAY - timedelta(days=1))
    assert before.status == "eligible"
    assert next((item.state, item.overlap.key) for item in conflicts_on(DAY)) == ("open", (FIRST, SECOND))
    assert conflict_on(FIRST, SECOND, DAY - timedelta(days=1)) is None


@pytest.mark.django_db
def test_a_ruling_of_two_officers_holds_from_its_day_and_old_decisions_come_out_again(
    in_force, officer, colleague, eligible
):
    stopped = decide_programme(FIRST, eligible, DAY)
    later = DAY + timedelta(days=30)
    ruling = rule(officer, colleague, SECOND, later)
    assert decide_programme(FIRST, eligible, DAY).status == "unknown"
    gone, applied = (decide_programme(name, eligible, later) for name in (FIRST, SECOND))
    assert (gone.status, applied.status) == ("not_in_force", "eligible")
    for one in (gone, applied):
        assert "县局会议纪要" in one.validity_note and ruling.signed_by.name in one.validity_note
    offered = {item.id for item in programmes_on(later, "369921001")}
    assert SECOND in offered and FIRST not in offered
    assert decide_again(FIRST, eligible, DAY, stopped.receipt.pack, stopped.receipt.tables) == stopped
    withdraw_ruling(access=officer, ruling=ruling, why="上级另有答复", at=AT)
    assert decide_programme(FIRST, eligible, later).status == "unknown"
    assert decide_again(SECOND, eligible, later, applied.receipt.pack, applied.receipt.tables) == applied
    for pack in (OLD, NEW):
        kinds = [item["kind"] for item in contents_of(f"policy/{pack}")]
        assert kinds[-3:] == ["ruling-proposed", "ruling-signed", "ruling-withdrawn"]
    assert broken_chains() == []
    assert [row.why_withdrawn for row in rulings_between(FIRST, SECOND)] == ["上级另有答复"]


@pytest.mark.django_db
def test_a_decision_made_before_there_was_a_conflict_comes_out_again(conflicting, colleague, eligible):
    before = decide_programme(FIRST, eligible, DAY)
    assert before.status == "eligible"
    activate_pack(access=colleague, pack=NEW, digest=conflicting, from_on=DAY, at=AT)
    assert decide_programme(FIRST, eligible, DAY).status == "unknown"
    assert decide_again(FIRST, eligible, DAY, before.receipt.pack, before.receipt.tables) == before


def refused(outcome) -> set[str]:
    assert isinstance(outcome, Refusal)
    return {problem.code for problem in outcome.problems}


@pytest.mark.django_db
def test_a_ruling_needs_two_hands_a_ground_and_a_day_of_both(in_force, officer, colleague, town_officer):
    words = {
        "first": FIRST,
        "second": SECOND,
        "prevails": SECOND,
        "from_on": DAY,
        "basis": "会议纪要",
        "at": AT,
    }
    assert refused(propose_ruling(access=town_officer, **words)) == {"not-allowed"}
    assert refused(propose_ruling(access=officer, **{**words, "basis": " "})) == {"basis-empty"}
    wrong = {**words, "prevails": "x", "from_on": date(2020, 1, 1), "basis": "长" * 201}
    assert refused(propose_ruling(access=officer, **wrong)) == {"choice-unknown", "day-outside", "basis-long"}
    assert refused(propose_ruling(access=officer, **{**words, "second": "a/b/c"})) == {"no-overlap"}
    assert not Ruling.objects.exists()
    proposed = propose_ruling(access=officer, **words).ruling
    assert refused(propose_ruling(access=colleague, **words)) == {"ruling-waits"}
    assert refused(sign_ruling(access=officer, ruling=proposed, at=AT)) == {"own-ruling"}
    assert refused(sign_ruling(access=town_officer, ruling=proposed, at=AT)) == {"not-allowed"}
    proposed.refresh_from_db()
    assert proposed.signed_at is None
    assert conflict_on(FIRST, SECOND, DAY).proposed == proposed
    assert not isinstance(sign_ruling(access=colleague, ruling=proposed, at=AT), Refusal)
    assert refused(sign_ruling(access=colleague, ruling=proposed, at=AT)) == {"ruling-settled"}


@pytest.mark.django_db
def test_the_citys_document_prevails_over_the_districts_until_ruled_otherwise(officer, colleague):
    city, district = "puyang/2017-29/leave-post-to-start", "hualong/2016-2/leave-post-to-start-up"
    found = conflict_on(district, city, DAY)
    assert (found.state, found.prevails, found.ground) == ("by-order", city, "上级机关的文件优先")
    assert found.overlap.region == "410902"
    assert {item.id for item in programmes_on(DAY, "410902001")} & {city, district} == {city}
