"""What the window and the applicant are told of the promise for a whole case, and where broken ones are found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.casework.actions.keep_procedure import ProcedureKept, keep_procedure
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.queries import Access
from jiuchuang.gateways.pack_store import BUILT_IN

TEXT = (BUILT_IN / "procedures" / "subsidy-two-level.yaml").read_text(encoding="utf-8")


def words(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def promising(county, clock):
    """From the day after the first the county promises 20 working days from the application."""
    today = clock.now.date()
    text = TEXT.replace("version: 1\n", "version: 2\n")
    text = text.replace("nodes:\n", "promise: {days: 20, from: application}\nnodes:\n", 1)
    access = Access(county.office.administrator, today)
    done = keep_procedure(access=access, text=text, from_on=today + timedelta(days=1), at=clock.now)
    assert isinstance(done, ProcedureKept), done
    clock.on(1)
    return done.procedure


def test_without_a_promise_the_page_says_that_none_is_set(sit, taken):
    page = words(sit("window").get(f"/window/cases/{taken}/"))
    assert "承诺办结" in page and "未设定" in page


def test_a_promise_is_shown_and_found_when_broken(promising, sit, taken, clock):
    assert Case.objects.get(number=taken).promised_on == date(2026, 3, 31)
    clock.on(9)
    window = sit("window")
    page = words(window.get(f"/window/cases/{taken}/"))
    assert "20 个工作日，已用 7 日" in page and "3月31日" in page
    assert taken not in words(window.get("/window/?due=promise"))
    assert taken not in words(window.get("/window/cases/?status=promise"))
    clock.on(24)
    window = sit("window")
    page = words(window.get(f"/window/cases/{taken}/"))
    assert "已超过承诺时限" in page
    assert taken in words(window.get("/window/?due=promise"))
    assert taken in words(window.get("/window/cases/?status=promise"))
    assert "超过承诺办结时限" in words(window.get("/office/"))
    assert taken not in words(sit("other_window").get("/window/cases/?status=promise"))
    procedure = words(window.get(f"/window/procedures/{promising.id}/2/"))
    assert "自申请起20个工作日内作出决定" in procedure
