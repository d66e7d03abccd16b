"""The page on which policy officers rule between two documents: both sides, two hands, what is refused."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jiuchuang.apps.org.actions.grant_role import grant_role
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.activate_pack import activate_pack
from jiuchuang.apps.policy.actions.upload_pack import upload_pack
from jiuchuang.apps.policy.models import Ruling
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import Held
from office_world import AT, FIRST, PASSWORD
from policy_world import OTHER, beside

TODAY = timezone.localdate()
LIST = "/office/policy/conflicts/"
PAGE = f"{LIST}sample/yunxi-2024-6/startup-subsidy/with/{OTHER}/startup-subsidy/"


@pytest.fixture
def access_of(office):
    def make(username, role="policy-officer"):
        account = Account.objects.create_user(username, f"人员{username}", PASSWORD)
        wanted = Held(role, office.unit.pk, Period(FIRST, None))
        grant_role(access=Access(office.security_officer, TODAY), to=account, wanted=wanted, at=AT)
        return Access(account, TODAY)

    return make


@pytest.fixture
def officers(access_of, browser_of):
    """Browsers of two officers, with both documents in force."""
    one, other = access_of("zhengce1"), access_of("zhengce2")
    version = upload_pack(access=one, content=beside(), at=AT).version
    activate_pack(access=other, pack=OTHER, digest=version.digest, from_on=TODAY, at=AT)
    return browser_of(one.account), browser_of(other.account)


def words(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_both_sides_are_shown_and_two_officers_rule(officers):
    one, other = officers
    page = words(one.get(LIST))
    assert "待裁定" in page and PAGE in page
    page = words(one.get(PAGE))
    assert "云溪政发〔2024〕6号" in page and "云溪政发〔2025〕9号" in page and "6000元" in page
    assert "两个文件冲突，待裁定" in page
    asked = {"prevails": f"{OTHER}/startup-subsidy", "from_on": TODAY.isoformat(), "basis": "县局会议纪要"}
    assert one.post(PAGE, asked).url == PAGE
    assert "要由另一名政策专员签署" in words(one.get(PAGE))
    ruling = Ruling.objects.get()
    sign = f"/office/policy/rulings/{ruling.pk}/sign/"
    one.post(sign)
    ruling.refresh_from_db()
    assert ruling.signed_at is None
    assert other.get(sign).status_code == 404
    other.post(sign)
    page = words(other.get(PAGE))
    assert "已裁定" in page and "县局会议纪要" in page
    programme = words(one.get("/office/policy/packs/sample/yunxi-2024-6/programmes/startup-subsidy/"))
    assert PAGE in programme
    withdraw = f"/office/policy/rulings/{ruling.pk}/withdraw/"
    assert "请写明" not in words(other.get(withdraw))
    words(other.post(withdraw, {"why": ""}), 422)
    other.post(withdraw, {"why": "上级另有答复"})
    assert "上级另有答复" in words(other.get(PAGE))
    assert other.get(withdraw).status_code == 404


def test_faults_stand_beside_the_fields_and_nothing_typed_is_lost(officers):
    one, _ = officers
    page = words(one.post(PAGE, {"from_on": "2020-01-01", "basis": "某次会议"}), 422)
    assert "某次会议" in page and "2020-01-01" in page
    page = words(
        one.post(
            PAGE, {"prevails": f"{OTHER}/startup-subsidy", "from_on": "2020-01-01", "basis": "某次会议"}
        ),
        422,
    )
    assert "不在其内" in page
    assert not Ruling.objects.exists()


def test_others_do_not_rule(officers, access_of, browser_of):
    window = browser_of(access_of("chuangkou", "window").account)
    assert window.get(LIST).status_code == 403
    assert officers[0].get(f"{LIST}a/b/c/with/d/e/f/").status_code == 404
