"""Worklists, papers, looks behind the mask, lists and notices at the desk: who sees what, in how many questions."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.actions.apply import Applied, apply
from jiuchuang.apps.casework.models import Paper
from jiuchuang.apps.org.queries import Access
from web.window.conftest import SKILL, person
from web.window.steps import agreed, do


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return SimpleUploadedFile("证书.png", out.getvalue(), "image/png")


def queries_of(browser, address) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def many(county, clock, count):
    for number in range(count):
        one = person(f"P1{number:06d}", county.units["t1"], name=f"测试人{number}")
        done = apply(
            subject=("person", one.number), programmes=[SKILL], answers={}, channel="window",
            actor=Access(county.accounts["window"], clock.now.date()), key=f"many{number}", at=clock.now,
        )  # fmt: skip
        assert isinstance(done, Applied), done


def test_a_list_asks_as_much_for_many_rows_as_for_one(sit, county, clock, taken):
    window = sit("window")
    addresses = ("/window/", "/window/cases/", "/window/mine/")
    before = {address: queries_of(window, address) for address in addresses}
    many(county, clock, 6)
    assert {address: queries_of(window, address) for address in addresses} == before
    assert max(before.values()) <= 16


def test_the_page_of_a_case_stays_within_its_budget(sit, taken):
    assert queries_of(sit("window"), f"/window/cases/{taken}/") <= 36


def test_counts_by_due_day_and_filters(sit, county, clock, taken):
    window = sit("window")
    page = window.get("/window/")
    assert [one["count"] for one in page.context["counts"]] == [0, 0, 1, 0]
    clock.on(10)
    window = sit("window")
    page = window.get("/window/")
    assert [one["count"] for one in page.context["counts"]] == [1, 0, 0, 0]
    assert "超期" in page.content.decode()
    assert taken in window.get("/window/?due=late").content.decode()
    assert taken not in window.get("/window/?due=soon").content.decode()
    assert taken not in window.get("/window/?text=没有这个人").content.decode()
    assert taken in window.get("/window/cases/?status=late").content.decode()
    assert taken not in window.get("/window/cases/?status=ended").content.decode()


def test_the_list_goes_out_to_excel_with_masks_as_on_the_page(sit, county, taken):
    do(sit("window"), taken, "accept", "accept")
    answer = sit("reviewer").get("/window/cases/?format=xlsx")
    cells = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert taken in cells[1] and "技能提升补贴" in cells[1]


def test_a_paper_comes_back_as_it_was_and_as_a_download(sit, taken):
    window = sit("window")
    sent = picture()
    whole = sent.read()
    sent.seek(0)
    answer = window.post(f"/window/cases/{taken}/papers/add/", {"name": "技能证书", "papers": sent})
    assert answer.status_code == 302, answer.context["form"].errors
    paper = Paper.objects.get()
    out = window.get(f"/window/cases/{taken}/papers/{paper.pk}/")
    assert out.content == whole and out.headers["Content-Type"] == "image/png"
    assert out.headers["Content-Disposition"].startswith("attachment")
    assert out.headers["X-Content-Type-Options"] == "nosniff"
    other = sit("other_window")
    assert other.get(f"/window/cases/{taken}/papers/{paper.pk}/").status_code == 404
    assert other.post(f"/window/cases/{taken}/papers/add/", {"papers": picture()}).status_code == 404


def test_a_page_in_disguise_is_refused_beside_the_field(sit, taken):
    wrong = SimpleUploadedFile("证书.png", b"<html><script>1</script>", "image/png")
    answer = sit("window").post(f"/window/cases/{taken}/papers/add/", {"name": "技能证书", "papers": wrong})
    assert answer.status_code == 422 and answer.context["form"].errors["papers"]
    assert not Paper.objects.exists()


def test_behind_the_mask_only_with_a_purpose_and_on_record(sit, county, taken):
    window, address = sit("window"), f"/window/cases/{taken}/unmask/"
    assert "369921199001010018" not in window.get(f"/window/cases/{taken}/").content.decode()
    assert window.post(address, {"fields_wanted": ["resident_id"]}).status_code == 422
    answer = window.post(address, {"purpose": "核对身份", "fields_wanted": ["resident_id"]})
    text = answer.content.decode()
    assert "369921199001010018" in text and "10000000001" not in text
    (look,) = [one for one in contents_of(f"looks/{county.accounts['window'].pk}") if one["kind"] == "Looked"]
    assert look["content"]["fields"] == ["resident_id"] and look["content"]["why"].startswith("核对身份")
    do(window, taken, "accept", "accept")
    finance = sit("finance")
    assert finance.post(address, {"purpose": "核对身份", "fields_wanted": ["resident_id"]}).status_code == 422


def test_a_department_sees_its_desk_and_no_number_of_anybody(sit, county, taken):
    do(sit("window"), taken, "accept", "accept")
    do(sit("reviewer"), taken, "give_opinion", "review")
    insurance = sit("insurance")
    page = insurance.get("/window/opinions/")
    assert taken in page.content.decode() and "give_opinion" in page.content.decode()
    assert "5项条件都符合" in page.content.decode()
    assert queries_of(insurance, "/window/opinions/") <= 16
    link = f"/window/cases/{taken}/do/give_opinion/?node=joint&seat=social_insurance&from=opinions"
    answer = insurance.post(link, {"key": "o", "seat": "social_insurance", "stance": "agree"})
    assert answer.headers["Location"] == "/window/opinions/"
    assert insurance.get(f"/window/cases/{taken}/").context["view"].sees == {"name"}


def test_rows_are_taken_out_and_an_old_total_is_not_signed(sit, county, clock, taken):
    from web.window.steps import awaiting_decision

    awaiting_decision(sit, taken, clock)
    decider = sit("decider")
    empty = decider.post("/window/lists/new/", {"label": "三月"})
    assert empty.status_code == 422 and empty.context["form"].non_field_errors()
    drawn = decider.post("/window/lists/new/", {"label": "三月", "cases": [taken]}).headers["Location"]
    total = decider.get(f"{drawn}sign/").context["form"]["total_fen"].value()
    out = f"{drawn}except/{taken}/"
    assert decider.post(out, {"reason": ""}).status_code == 422
    assert decider.post(out, {"reason": "材料待核"}).status_code == 302
    assert "材料待核" in decider.get(drawn).content.decode()
    assert decider.post(f"{drawn}sign/", {"total_fen": total, "sure": "on"}).status_code == 422
    for name in ("window", "other_window", "insurance"):
        assert sit(name).get(drawn).status_code == 404


@pytest.mark.parametrize("path", ["notices/new/", "lists/new/", "payments/"])
def test_pages_of_other_duties_stay_closed(sit, county, path):
    assert sit("window").get(f"/window/{path}").status_code == 403


def test_a_notice_that_nobody_else_may_see_is_not_there(sit, county, taken):
    agreed(sit, taken)
    reviewer = sit("reviewer")
    sent = {"label": "一批", "cases": [taken], "step": "publish"}
    assert reviewer.post("/window/notices/new/", {**sent, "label": ""}).status_code == 422
    where = reviewer.post("/window/notices/new/", sent).headers["Location"]
    assert reviewer.get(where).status_code == 200
    assert sit("other_window").get(where).status_code == 404
    for form, starts in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert reviewer.get(f"{where}paper/{form}/").content.startswith(starts)
    assert reviewer.get(f"{where}paper/exe/").status_code == 404


def test_what_one_had_a_hand_in_stays_on_ones_own_list(sit, county, taken):
    reviewer = sit("reviewer")
    assert taken not in reviewer.get("/window/mine/").content.decode()
    do(sit("window"), taken, "accept", "accept")
    do(reviewer, taken, "give_opinion", "review")
    assert taken in reviewer.get("/window/mine/").content.decode()
    assert taken not in sit("leader").get("/window/mine/").content.decode()
