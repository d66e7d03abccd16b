"""Versions of a pack: checked whole when uploaded, activated from a day by another person, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.policy.actions.activate_pack import PackActivated, activate_pack, withdraw_pack
from jiuchuang.apps.policy.actions.upload_pack import PackUploaded, upload_pack
from jiuchuang.apps.policy.models import Activation, PackVersion
from jiuchuang.apps.policy.queries import decide_again, decide_programme, law_on, library_of
from jiuchuang.apps.policy.queries.versions import differences_of, packs, periods_of, versions_of
from jiuchuang.domain.kernel.problem import Refusal
from office_world import AT

pytestmark = pytest.mark.django_db
PACK = "sample/yunxi-2024-6"
SUBSIDY = f"{PACK}/startup-subsidy"
FILE, CASES = "programmes/startup-subsidy.yaml", "cases/startup-subsidy.yaml"
APRIL, DAY = date(2026, 4, 1), timedelta(days=1)
FACTS = {
    "is_returned_migrant": True,
    "owns_firm": True,
    "own_firm_kind": "individual_business",
    "own_firm_is_first": True,
    "own_firm_registered_on": date(2024, 7, 15),
    "own_firm_operates_normally": True,
    "own_firm_jobs_led": 3,
    "startup_subsidies_drawn": 0,
}


def codes(refused):
    assert isinstance(refused, Refusal), refused
    return [problem.code for problem in refused.problems]


@pytest.fixture
def dearer(sample):
    """The sample pack with 7000 yuan in the place of 6000."""
    changed = dict(sample)
    changed[FILE] = sample[FILE].replace("6000元", "7000元")
    changed[CASES] = sample[CASES].replace("6000元", "7000元")
    assert changed[FILE] != sample[FILE]
    return changed


@pytest.fixture
def uploaded(officer, dearer, zipped) -> PackVersion:
    done = upload_pack(access=officer, content=zipped(dearer), at=AT)
    assert isinstance(done, PackUploaded), done
    return done.version


def amount(on):
    return decide_programme(SUBSIDY, FACTS, on).amount_fen


def test_a_version_holds_from_the_day_on_which_another_person_activates_it(uploaded, colleague):
    assert amount(APRIL) == 600_000
    done = activate_pack(access=colleague, pack=PACK, digest=uploaded.digest, from_on=APRIL, at=AT)
    assert isinstance(done, PackActivated)
    assert [amount(APRIL - DAY), amount(APRIL), amount(date(2027, 1, 1))] == [600_000, 700_000, 700_000]
    shown = {item.digest: item for item in versions_of(PACK, APRIL)}
    assert shown[uploaded.digest].periods == ("自2026年4月1日起",)
    assert shown[uploaded.digest].holds
    assert sorted(item.periods for item in shown.values()) == [("自2026年4月1日起",), ("至2026年3月31日止",)]
    records = contents_of(f"policy/{PACK}")
    assert [item["kind"] for item in records] == ["pack-uploaded", "pack-activated"]
    assert records[1]["content"]["uploaded_by"] != records[1]["actor"]["id"]
    assert broken_chains() == []


def test_who_uploaded_a_version_does_not_activate_it_alone(uploaded, officer):
    refused = activate_pack(access=officer, pack=PACK, digest=uploaded.digest, from_on=APRIL, at=AT)
    assert codes(refused) == ["own-version"]
    assert not Activation.objects.exists()
    assert amount(APRIL) == 600_000


def test_old_decisions_are_made_again_after_another_version_holds(uploaded, colleague):
    before = decide_programme(SUBSIDY, FACTS, APRIL)
    activate_pack(access=colleague, pack=PACK, digest=uploaded.digest, from_on=APRIL, at=AT)
    after = decide_programme(SUBSIDY, FACTS, APRIL)
    for decision in (before, after):
        receipt = decision.receipt
        assert decide_again(SUBSIDY, FACTS, APRIL, receipt.pack, receipt.tables) == decision
        assert list(library_of(receipt.pack).packs) == [PACK]
    assert (before.amount_fen, after.amount_fen) == (600_000, 700_000)


def test_a_version_for_a_time_leaves_nothing_after_it(uploaded, colleague):
    activate_pack(
        access=colleague, pack=PACK, digest=uploaded.digest, from_on=APRIL, to_on=date(2026, 6, 30), at=AT
    )
    assert amount(date(2026, 6, 30)) == 700_000
    assert PACK not in law_on(date(2026, 7, 1)).library.packs
    assert next(item for item in packs(date(2026, 7, 1)) if item.id == PACK).digest == ""


def test_periods_never_overlap(uploaded, colleague):
    said = {"access": colleague, "pack": PACK, "digest": uploaded.digest, "at": AT}
    activate_pack(**said, from_on=APRIL)
    assert codes(activate_pack(**said, from_on=APRIL)) == ["period-overlaps", "holds-already"]
    assert codes(activate_pack(**said, from_on=APRIL - DAY)) == ["period-overlaps"]
    assert codes(activate_pack(**said, from_on=APRIL, to_on=APRIL - DAY)) == [
        "period-backward",
        "holds-already",
    ]
    assert Activation.objects.count() == 1
    march = activate_pack(**said, from_on=APRIL - 2 * DAY, to_on=APRIL - DAY)
    assert isinstance(march, PackActivated)
    days = [(period.first, period.last) for _, period in periods_of(PACK)]
    assert days == [(None, date(2026, 3, 29)), (date(2026, 3, 30), date(2026, 3, 31)), (APRIL, None)]


def test_a_pack_is_withdrawn_and_comes_back(uploaded, colleague, officer):
    withdraw_pack(access=officer, pack=PACK, from_on=APRIL, at=AT)
    assert amount(APRIL - DAY) == 600_000
    with pytest.raises(LookupError):
        amount(APRIL)
    assert codes(withdraw_pack(access=officer, pack=PACK, from_on=APRIL + DAY, at=AT)) == ["holds-not"]
    shipped = next(item.digest for item in versions_of(PACK, APRIL) if not item.uploaded_by)
    activate_pack(access=officer, pack=PACK, digest=shipped, from_on=APRIL + 9 * DAY, at=AT)
    assert amount(APRIL + 9 * DAY) == 600_000
    assert [digest for digest, _ in periods_of(PACK)] == [shipped, "", shipped]


def test_a_town_cannot_change_the_law_of_the_county(uploaded, town_officer, zipped, dearer):
    refused = activate_pack(access=town_officer, pack=PACK, digest=uploaded.digest, from_on=APRIL, at=AT)
    assert codes(refused) == ["not-allowed"]
    assert codes(withdraw_pack(access=town_officer, pack=PACK, from_on=APRIL, at=AT)) == ["not-allowed"]
    assert codes(upload_pack(access=town_officer, content=zipped(dearer), at=AT)) == ["not-allowed"]
    assert not Activation.objects.exists()


def test_every_fault_of_a_pack_is_told_at_once_and_nothing_is_kept(officer, sample, zipped):
    broken = dict(sample)
    broken[FILE] = sample[FILE].replace(
        "own_firm_jobs_led >= fewest_jobs", "own_firm_jobs_let >= fewest_jobs"
    )
    broken[FILE] = broken[FILE].replace("extent: full", "extent: whole")
    refused = upload_pack(access=officer, content=zipped(broken), at=AT)
    assert codes(refused) == ["bad-choice", "unknown-name"]
    assert all(problem.place.source == "file" for problem in refused.problems)
    assert any("own_firm_jobs_led" in problem.suggestion for problem in refused.problems)
    assert not PackVersion.objects.exists()


def test_worked_cases_must_come_out(officer, sample, zipped):
    wrong = {**sample, CASES: sample[CASES].replace("amount: 6000元", "amount: 6001元", 1)}
    assert codes(upload_pack(access=officer, content=zipped(wrong), at=AT)) == ["case-fails"]
    assert not PackVersion.objects.exists()


def test_the_same_rules_are_no_new_version(officer, sample, zipped):
    assert codes(upload_pack(access=officer, content=zipped(sample), at=AT)) == ["version-known"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.txt": "没有"}, "zip-document"),
        ({"document.yaml": "id: a/b", "x/document.yaml": "id: a/c"}, "zip-document"),
        ({"document.yaml": "id: ../../etc"}, "document-id"),
        ({"document.yaml": b"\xff\xfe\x00"}, "not-utf8"),
    ],
)
def test_a_zip_that_is_no_pack_is_refused(officer, zipped, files, code):
    assert code in codes(upload_pack(access=officer, content=zipped(files), at=AT))


def test_bytes_that_are_no_zip_are_refused(officer):
    assert codes(upload_pack(access=officer, content=b"no zip", at=AT)) == ["zip-broken"]
    assert codes(upload_pack(access=officer, content=b"x" * 5_000_001, at=AT)) == ["zip-too-large"]


def test_what_a_version_changes_is_told_in_chinese(uploaded):
    lines = differences_of(PACK, uploaded.digest, APRIL)
    assert any("6000元 → 7000元" in line for line in lines)
    assert differences_of(PACK, versions_of(PACK, APRIL)[-1].digest, APRIL) == []
