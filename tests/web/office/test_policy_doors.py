"""Every address of the policy officers: closed to the street, to other roles, and to a township where the county rules."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org.actions.grant_role import grant_role
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.rule_precedence import propose_ruling
from jiuchuang.apps.policy.actions.sign_words import sign_reading
from jiuchuang.apps.policy.actions.upload_document import upload_document
from jiuchuang.apps.policy.models import Activation, Document, Note, PackVersion, Signature
from jiuchuang.apps.policy.queries.versions import base_digest
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import Held
from jiuchuang.web.office import policy_urls
from office_world import AT, FIRST, PASSWORD, opened

TODAY = timezone.localdate()
PACK = "sample/yunxi-2024-6"
PARTS = {
    "region": "sample",
    "slug": "yunxi-2024-6",
    "name": "flexible-insurance-subsidy",
    "ending": "xlsx",
}
CONFLICT = {
    "region": "hualong",
    "slug": "2016-2",
    "name": "leave-post-to-start-up",
    "other": "puyang/2017-29/leave-post-to-start",
}
FOR_ALL_READERS = {
    "policy-documents",
    "policy-document-upload",
    "policy-packs",
    "policy-pack-upload",
    "policy-pack",
    "policy-pack-version",
    "policy-programme",
    "policy-conflicts",
    "policy-conflict",
}
"""Pages that a township's officer may open too: the law is the same for all, and he has documents of his own."""


@pytest.fixture
def account_of(office):
    def make(username, role="policy-officer", unit=None) -> Account:
        account = Account.objects.create_user(username, f"人员{username}", PASSWORD)
        wanted = Held(role, (unit or office.unit).pk, Period(FIRST, None))
        grant_role(access=Access(office.security_officer, TODAY), to=account, wanted=wanted, at=AT)
        return account

    return make


@pytest.fixture
def addresses(account_of):
    """Every address with things that are there: a document, a version, a reading, an assumption, a signature."""
    access = Access(account_of("zhengce1"), TODAY)
    document = upload_document(access=access, name="a.txt", content="某县通知".encode(), at=AT).document
    loan = f"{PACK}/flexible-insurance-subsidy"
    signed = sign_reading(
        access=access, programme=loan, reading="term", choice="running_time", basis="纪要", at=AT
    )
    ruled = propose_ruling(
        access=access,
        first="hualong/2016-2/leave-post-to-start-up",
        second=CONFLICT["other"],
        prevails=CONFLICT["other"],
        from_on=TODAY,
        basis="会议纪要",
        at=AT,
    )
    numbers = {"document": document.pk, "signature": signed.signature.pk, "ruling": ruled.ruling.pk}
    subjects = {"policy-sign-assumption": "rounding"}
    found = {}
    for pattern in policy_urls.urlpatterns:
        parts = {**PARTS, "digest": base_digest(PACK, TODAY), "subject": subjects.get(pattern.name, "term")}
        kind = next((one for one in ("signature", "ruling") if one in pattern.name), "document")
        parts["number"] = numbers[kind]
        parts |= CONFLICT if pattern.name == "policy-conflict" else {}
        wanted = pattern.pattern.converters
        found[pattern.name] = reverse(f"office:{pattern.name}", kwargs={name: parts[name] for name in wanted})
    return found


def kept():
    return [model.objects.count() for model in (Activation, Document, Note, PackVersion, Signature)]


def test_every_address_leads_to_the_door_and_is_closed_to_other_roles(addresses, account_of, browser_of):
    before = kept()
    window = browser_of(account_of("chuangkou", role="window"))
    for name, address in addresses.items():
        assert Client().get(address).headers["Location"].startswith("/office/sign-in/"), name
        assert window.get(address).status_code == 403, name
        assert window.post(address).status_code == 403, name
    assert kept() == before


def test_a_township_reads_the_law_and_changes_nothing_of_the_county(
    office, addresses, account_of, browser_of
):
    town = opened(Access(office.administrator, TODAY), "t1", "一镇", office.unit, on=FIRST)
    clerk = browser_of(account_of("zhenban", unit=town))
    before = kept()
    for name, address in addresses.items():
        status = clerk.get(address).status_code
        assert status == (200 if name in FOR_ALL_READERS else 404), name
        file = SimpleUploadedFile("a.zip", b"no zip")
        said = {
            "file": file,
            "from_on": "2030-01-01",
            "basis": "理由",
            "choice": "months_drawn",
            "why": "理由",
        }
        refused = clerk.post(address, said).status_code
        assert refused in (404, 422) or (refused == 200 and name in FOR_ALL_READERS), name
    assert kept() == before


def test_officers_of_the_county_open_every_page(addresses, account_of, browser_of):
    officer = browser_of(account_of("zhengce2"))
    closed = {name for name, address in addresses.items() if officer.get(address).status_code != 200}
    assert closed == {"policy-sign-reading", "policy-ruling-sign"}  # one is signed already, one is no page
