"""Documents uploaded, repaired as an officer decides, noted upon and confirmed once."""

from __future__ import annotations

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.policy.actions.confirm_reading import LEFT, confirm_reading, note_correction
from jiuchuang.apps.policy.actions.upload_document import DocumentUploaded, upload_document
from jiuchuang.apps.policy.models import Document, Note
from jiuchuang.apps.policy.queries.documents import (
    confirmed_reading,
    document_for,
    documents_for,
    notes_of,
    original_of,
    proposals_of,
    reading_of,
)
from office_world import AT

pytestmark = pytest.mark.django_db
PACK = "sample/yunxi-2024-6"
DAMAGED = (
    "某县人民政府关于促进就业的通知\n某政发〔20241号\n一、目标\n"
    "（一）健立台账。2024421日前完成。（责任单位：县人社局）\n"
).encode()


@pytest.fixture
def uploaded(officer):
    def upload(name="意见.txt", content=DAMAGED):
        return upload_document(access=officer, name=name, content=content, at=AT)

    return upload


def codes(refused):
    return [problem.code for problem in refused.problems]


def test_a_document_is_taken_in_and_read(uploaded, officer, source):
    done = uploaded("意见.txt", source)
    assert isinstance(done, DocumentUploaded)
    document = document_for(officer, done.document.pk)
    assert (document.number, document.confirmed_at) == ("云溪政发〔2024〕6号", None)
    assert original_of(document) == source
    assert reading_of(document).clause("三/（一）/1") is not None
    record = contents_of(f"policy/document/{document.pk}")[0]
    assert (record["kind"], record["content"]["sha256"]) == ("document-uploaded", document.sha256)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("意见.exe", b"MZ", "unknown-format"),
        ("意见.txt", b"", "file-empty"),
        ("意见.txt", b"x" * 10_000_001, "file-too-large"),
        ("意见.txt", b"only english", "no-chinese-text"),
        ("意见.txt", b"%PDF-1.4", "other-format"),
        ("意见.pdf", "文字".encode(), "other-format"),
        ("意见.docx", "文字".encode(), "other-format"),
        ("意见.docx", b"PK\x03\x04 broken", "other-format"),
    ],
)
def test_a_file_is_what_its_name_says_or_refused(uploaded, name, content, code):
    assert codes(uploaded(name, content)) == [code]
    assert not Document.objects.exists()


def test_the_same_file_is_taken_in_once(uploaded):
    uploaded()
    assert codes(uploaded("另一名称.txt")) == ["uploaded-before"]
    assert Document.objects.count() == 1


def test_a_name_with_a_path_is_only_a_name(uploaded):
    assert uploaded("..\\..\\etc/意见.txt").document.name == "意见.txt"


def test_every_proposal_is_taken_or_left_and_the_text_follows(uploaded, officer):
    document = uploaded().document
    proposals = [repair.text for repair in proposals_of(document).repairs]
    assert proposals == ["某政发〔20241号", "健立", "2024421日"]
    refused = confirm_reading(access=officer, document=document, repairs={0: "某政发〔2024〕1号"}, at=AT)
    assert [problem.place.source for problem in refused.problems] == ["repair-1", "repair-2"]
    refused = confirm_reading(access=officer, document=document, repairs={0: "乱写", 1: LEFT, 2: LEFT}, at=AT)
    assert codes(refused) == ["repair-other"]
    assert Document.objects.get().confirmed_at is None
    confirm_reading(
        access=officer,
        document=document,
        repairs={0: "某政发〔2024〕1号", 1: LEFT, 2: "2024年4月21日"},
        pack=PACK,
        at=AT,
    )
    document = Document.objects.get()
    assert (document.number, document.confirmed_by) == ("某政发〔2024〕1号", officer.account)
    text = reading_of(document).text
    assert "健立台账" in text
    assert "2024年4月21日前" in text
    assert confirmed_reading(PACK) == reading_of(document)
    record = contents_of(f"policy/document/{document.pk}")[-1]
    assert record["content"]["repairs"] == [[0, "某政发〔2024〕1号"], [1, None], [2, "2024年4月21日"]]


def test_corrections_are_noted_at_a_clause_until_the_reading_is_confirmed(uploaded, officer):
    document = uploaded().document
    note_correction(access=officer, document=document, locator="一/（一）", text="责任单位应为县局", at=AT)
    assert [(note.locator, note.text) for note in notes_of(document)] == [("一/（一）", "责任单位应为县局")]
    refused = note_correction(access=officer, document=document, locator="九", text=" ", at=AT)
    assert codes(refused) == ["note-empty", "clause-unknown"]
    taken = {0: LEFT, 1: LEFT, 2: LEFT}
    confirm_reading(access=officer, document=document, repairs=taken, at=AT)
    refused = note_correction(access=officer, document=document, locator="一/（一）", text="晚了", at=AT)
    assert codes(refused) == ["confirmed-before"]
    assert codes(confirm_reading(access=officer, document=document, repairs=taken, at=AT)) == [
        "confirmed-before"
    ]
    assert Note.objects.count() == 1


def test_a_town_sees_its_own_documents_and_no_others(uploaded, officer, town_officer, officer_of):
    document = uploaded().document
    assert document_for(town_officer, document.pk) is None
    assert not documents_for(town_officer).exists()
    assert (
        codes(confirm_reading(access=town_officer, document=document, repairs={}, at=AT))[0] == "not-allowed"
    )
    own = upload_document(access=town_officer, name="镇.txt", content="某镇通知".encode(), at=AT).document
    assert own.unit.code == "t1"
    assert set(documents_for(officer)) == {document, own}
    window = officer_of("chuangkou", role="window")
    assert codes(upload_document(access=window, name="a.txt", content="文".encode(), at=AT)) == [
        "not-allowed"
    ]
