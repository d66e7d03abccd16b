"""The policy officers' pages: a document confirmed beside its text, a pack activated, a reading signed."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.grant_role import grant_role
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.models import Activation, Document, PackVersion, Signature
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import Held
from jiuchuang.gateways.pack_store import BUILT_IN
from office_world import AT, FIRST, PASSWORD, opened

TODAY = timezone.localdate()
FOLDER = BUILT_IN / "sample" / "yunxi-2024-6"
DOCUMENTS, PACKS = "/office/policy/documents/", "/office/policy/packs/"
PACK = f"{PACKS}sample/yunxi-2024-6/"
FLEXIBLE = f"{PACK}programmes/flexible-insurance-subsidy/"
DAMAGED = (
    "某县人民政府关于促进就业的通知\n某政发〔20241号\n一、目标\n"
    "（一）健立台账。年内新增就业300人以上。（责任单位：县人社局）\n"
).encode()


@pytest.fixture
def signed_in(office, browser_of):
    def enter(username, role="policy-officer", unit=None):
        account = Account.objects.create_user(username, f"人员{username}", PASSWORD)
        wanted = Held(role, (unit or office.unit).pk, Period(FIRST, None))
        grant_role(access=Access(office.security_officer, TODAY), to=account, wanted=wanted, at=AT)
        return browser_of(account)

    return enter


@pytest.fixture
def officer(signed_in):
    return signed_in("zhengce1")


@pytest.fixture
def colleague(signed_in):
    return signed_in("zhengce2")


@pytest.fixture
def uploaded(officer) -> Document:
    officer.post(f"{DOCUMENTS}upload/", {"file": SimpleUploadedFile("意见.txt", DAMAGED)})
    return Document.objects.get()


def words(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def dearer() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in FOLDER.rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            if path.name == "startup-subsidy.yaml":
                text = text.replace("6000元", "7000元")
            archive.writestr(path.relative_to(FOLDER.parent).as_posix(), text)
    return data.getvalue()


def test_a_document_is_uploaded_read_beside_its_text_and_confirmed(officer, uploaded):
    page = words(officer.get(f"{DOCUMENTS}{uploaded.pk}/"))
    assert '<mark class="mark-figure">300人</mark>' in page
    assert '<mark class="mark-damaged">健立</mark>' in page
    assert "责任：县人社局" in page and "300人 · 数量 · 不少于，含本数" in page
    refused = words(officer.post(f"{DOCUMENTS}{uploaded.pk}/", {"repair-0": "keep"}), 422)
    assert "请选采纳还是保留原样" in refused
    assert refused.count("checked") == 1
    assert Document.objects.get().confirmed_at is None
    said = {"repair-0": "某政发〔2024〕1号", "repair-1": "建立", "pack": ""}
    answer = officer.post(f"{DOCUMENTS}{uploaded.pk}/", said)
    assert answer.headers["Location"] == f"{DOCUMENTS}{uploaded.pk}/"
    page = words(officer.get(f"{DOCUMENTS}{uploaded.pk}/"))
    assert "建立台账" in page and "某政发〔2024〕1号" in page and "已确认" in page
    assert officer.post(f"{DOCUMENTS}{uploaded.pk}/", said).status_code == 404
    assert "已确认" in words(officer.get(DOCUMENTS))


def test_a_correction_is_noted_at_its_clause(officer, uploaded):
    address = f"{DOCUMENTS}{uploaded.pk}/note/?clause=一/（一）"
    assert "更正“一/（一）”的解读" in words(officer.get(address))
    assert "更正" in words(officer.post(address, {"locator": "一/（一）", "text": " "}), 422)
    officer.post(address, {"locator": "一/（一）", "text": "应为县局牵头"})
    assert "应为县局牵头" in words(officer.get(f"{DOCUMENTS}{uploaded.pk}/"))


def test_the_task_table_and_the_original_go_out_as_files(officer, uploaded):
    answer = officer.get(f"{DOCUMENTS}{uploaded.pk}/tasks.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert any("县人社局" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert officer.get(f"{DOCUMENTS}{uploaded.pk}/tasks.docx").content[:2] == b"PK"
    assert officer.get(f"{DOCUMENTS}{uploaded.pk}/tasks.exe").status_code == 404
    original = officer.get(f"{DOCUMENTS}{uploaded.pk}/original/")
    assert original.content == DAMAGED
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Type"] == "application/octet-stream"


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(officer):
    answer = officer.post(f"{DOCUMENTS}upload/", {"file": SimpleUploadedFile("a.pdf", b"no pdf")})
    assert "文件内容不是“.pdf”格式" in words(answer, 422)
    assert not Document.objects.exists()


def test_another_town_sees_no_document_and_changes_no_law(office, officer, uploaded, signed_in):
    town = opened(Access(office.administrator, TODAY), "t1", "一镇", office.unit, on=FIRST)
    clerk = signed_in("zhenban", unit=town)
    for more in ("", "note/", "original/", "tasks.xlsx"):
        assert clerk.get(f"{DOCUMENTS}{uploaded.pk}/{more}").status_code == 404
    assert "某县" not in words(clerk.get(DOCUMENTS))
    assert clerk.get(f"{FLEXIBLE}readings/term/").status_code == 404
    assert clerk.get(f"{PACK}withdraw/").status_code == 404
    window = signed_in("chuangkou", role="window")
    assert {window.get(address).status_code for address in (DOCUMENTS, PACKS, PACK, FLEXIBLE)} == {403}


def test_a_version_is_uploaded_compared_and_activated_by_another(officer, colleague):
    zipped = SimpleUploadedFile("pack.zip", dearer())
    answer = officer.post(f"{PACKS}upload/", {"file": zipped})
    version = PackVersion.objects.get(uploaded_by__isnull=False)
    address = f"{PACK}versions/{version.digest}/"
    assert answer.headers["Location"] == address
    page = words(officer.get(address))
    assert "6000元 → 7000元" in page and "要由另一名政策专员启用" in page
    tomorrow = TODAY + timedelta(days=1)
    assert "要由另一人启用" in words(officer.post(address, {"from_on": tomorrow}), 422)
    page = words(colleague.get(address))
    assert "个全部相符" in page
    assert "止期早于起期" in words(colleague.post(address, {"from_on": tomorrow, "to_on": TODAY}), 422)
    assert not Activation.objects.exists()
    assert colleague.post(address, {"from_on": tomorrow}).headers["Location"] == PACK
    assert Activation.objects.get().from_on == tomorrow
    assert "未启用" not in words(colleague.get(PACK))
    kinds = [item["kind"] for item in contents_of("policy/sample/yunxi-2024-6")]
    assert kinds == ["pack-uploaded", "pack-activated"]
    colleague.post(f"{PACK}withdraw/", {"from_on": tomorrow + timedelta(days=30)})
    assert Activation.objects.count() == 2


def test_faults_of_a_pack_are_all_told(officer):
    answer = officer.post(f"{PACKS}upload/", {"file": SimpleUploadedFile("p.zip", b"no zip")})
    assert "压缩包打不开" in words(answer, 422)
    assert not PackVersion.objects.exists()


def test_a_reading_is_signed_with_both_effects_in_view_and_withdrawn(officer):
    page = words(officer.get(f"{FLEXIBLE}readings/term/"))
    assert "26 个案例中，1 个结果不同" in page
    refused = words(officer.post(f"{FLEXIBLE}readings/term/", {"basis": "会议纪要第3号"}), 422)
    assert "会议纪要第3号" in refused
    assert not Signature.objects.exists()
    said = {"choice": "running_time", "basis": "会议纪要第3号"}
    assert officer.post(f"{FLEXIBLE}readings/term/", said).headers["Location"] == FLEXIBLE
    page = words(officer.get(FLEXIBLE))
    assert "已签认" in page and "会议纪要第3号" in page and "现场计算 26 个，全部相符" in page
    assert officer.get(f"{FLEXIBLE}readings/term/").status_code == 404
    signature = Signature.objects.get()
    address = f"/office/policy/signatures/{signature.pk}/withdraw/"
    assert "理由" in words(officer.post(address, {"why": ""}), 422)
    officer.post(address, {"why": "上级另有答复"})
    assert "上级另有答复" in words(officer.get(FLEXIBLE))
    assert officer.get(address).status_code == 404


def test_an_assumption_is_signed(officer):
    page = words(officer.get(FLEXIBLE))
    first = page.split("/assumptions/")[1].split("/")[0]
    officer.post(f"{FLEXIBLE}assumptions/{first}/", {"basis": "县局口径"})
    assert "人员zhengce1已签认" in words(officer.get(FLEXIBLE))


def test_rules_stand_beside_the_clause_of_the_confirmed_document(officer):
    assert "上传并确认原文后" in words(officer.get(FLEXIBLE))
    content = (FOLDER / "source.txt").read_bytes()
    officer.post(f"{DOCUMENTS}upload/", {"file": SimpleUploadedFile("意见.txt", content)})
    document = Document.objects.get()
    officer.post(f"{DOCUMENTS}{document.pk}/", {"pack": "sample/yunxi-2024-6"})
    page = words(officer.get(FLEXIBLE))
    assert '<mark class="mark-phrase">每月最高不超过500元</mark>' in page
    assert f'href="{DOCUMENTS}{document.pk}/#clause-' in page
    assert "个人补贴（镇受理、县审批）" in page


def test_programmes_that_are_only_named_and_ones_that_are_not_there(officer):
    assert "原文只提到名称" in words(officer.get(f"{PACK}programmes/model-village-award/"))
    for more in ("programmes/nothing/", "versions/0000/", "../nothing-1/"):
        assert officer.get(f"{PACK}{more}".replace("yunxi-2024-6/../", "")).status_code == 404


def test_no_page_asks_the_database_more_than_a_few_times(officer, uploaded, django_assert_max_num_queries):
    for address in (
        DOCUMENTS,
        f"{DOCUMENTS}{uploaded.pk}/",
        PACKS,
        PACK,
        FLEXIBLE,
        f"{FLEXIBLE}readings/term/",
    ):
        officer.get(address)
        with django_assert_max_num_queries(30):
            officer.get(address)
