"""Pages of screenings: started, watched, read within one's own units, turned into cases."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from county_world import STARTUP
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.screening.jobs import open_all, screen
from jiuchuang.apps.screening.models import ScreeningRun
from jiuchuang.apps.screening.queries.runs import GIVEN_UP_AFTER
from screening_world import founders

START = "/office/screening/start/"


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA = tmp_path
    return founders()


@pytest.fixture
def as_(world, browser_of):
    return lambda username: browser_of(world.accounts[username])


@pytest.fixture
def wish(world):
    return {"unit": world.units["yx"].pk, "on": timezone.localdate().isoformat(), "programmes": [STARTUP]}


@pytest.fixture
def done(as_, wish):
    answer = as_("county-reviewer").post(START, wish)
    assert answer.status_code == 302, answer.content.decode()
    run = ScreeningRun.objects.get()
    screen.call(run.pk)
    run.refresh_from_db()
    return run


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_run_that_was_started_waits_for_its_job_and_its_page_asks_again(as_, wish):
    reviewer = as_("county-reviewer")
    address = reviewer.post(START, wish).url
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [
        [ScreeningRun.objects.get().pk]
    ]
    shown = page(reviewer, address)
    assert 'http-equiv="refresh"' in shown and "排队" in shown


def test_faults_stand_beside_their_fields_and_nothing_chosen_is_lost(as_, wish):
    answer = as_("county-reviewer").post(START, {**wish, "on": "2099-01-01"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and not ScreeningRun.objects.exists()
    assert "不能晚于今天" in shown and 'value="2099-01-01"' in shown
    assert f'value="{STARTUP}"' in shown and "checked" in shown
    answer = as_("county-reviewer").post(START, {**wish, "programmes": []})
    assert "至少选一个项目" in answer.content.decode()


def test_the_results_say_who_is_due_and_what_it_comes_to(as_, done):
    shown = page(as_("county-reviewer"), f"/office/screening/{done.pk}/")
    assert "45,000.00元" in shown and "一次性创业补贴" in shown
    assert 'http-equiv="refresh"' not in shown
    assert f"/office/screening/{done.pk}/open/{STARTUP}/" in shown
    assert "逐条过滤" in shown and done.snapshot in shown


def test_a_township_reads_its_own_rows_and_no_figures_of_others(as_, done, world):
    clerk = as_("bh-window")
    shown = page(clerk, f"/office/screening/{done.pk}/")
    assert "18,000.00元" in shown and "45,000.00元" not in shown
    assert "逐条过滤" not in shown and "/open/" not in shown and done.snapshot not in shown
    rows = page(clerk, f"/office/screening/{done.pk}/rows/")
    assert world.people["bh"][0].number in rows and world.people["qx"][0].number not in rows
    book = openpyxl.load_workbook(
        io.BytesIO(clerk.get(f"/office/screening/{done.pk}/rows/?format=xlsx").content)
    )
    numbers = {row[1].value for row in list(book.active.rows)[1:]}
    assert numbers == {person.number for person in world.people["bh"]}
    page(clerk, f"/office/screening/{done.pk}/open/{STARTUP}/", 403)


def test_a_townships_own_run_is_not_there_for_its_neighbour(as_, wish, world):
    as_("qx-reviewer").post(START, {**wish, "unit": world.units["qx"].pk})
    run = ScreeningRun.objects.get()
    for address in (f"/office/screening/{run.pk}/", f"/office/screening/{run.pk}/rows/"):
        page(as_("bh-window"), address, 404)
    page(as_("bh-reviewer"), f"/office/screening/{run.pk}/open/{STARTUP}/", 404)


def test_cases_are_opened_after_a_look_at_the_list(as_, done, world):
    reviewer, address = as_("county-reviewer"), f"/office/screening/{done.pk}/open/{STARTUP}/"
    shown = page(reviewer, address)
    assert "开办 5 件" in shown and "45,000.00元" in shown and world.people["qx"][0].number in shown
    assert not Case.objects.exists()
    after = reviewer.post(address).url
    assert "还有 5 件在办" in page(reviewer, after)
    open_all.call(world.accounts["county-reviewer"].pk, done.pk, STARTUP)
    assert Case.objects.count() == 5
    assert "已开办 5 件" in page(reviewer, after)
    assert "没有可以直接开办的对象" in reviewer.post(address, follow=True).content.decode()


def test_an_opening_that_was_broken_off_goes_on_at_the_second_order(as_, done):
    reviewer, address = as_("county-reviewer"), f"/office/screening/{done.pk}/open/{STARTUP}/"
    reviewer.post(address)
    assert "继续开办" in page(reviewer, address)
    assert "5 件正在开办" in reviewer.post(address, follow=True).content.decode()
    assert done.awards.filter(opening="marked").count() == 5


def test_a_run_without_a_sign_of_life_can_be_asked_for_again(as_, wish):
    reviewer = as_("county-reviewer")
    address = reviewer.post(START, wish).url
    assert "重新运行" not in page(reviewer, address)
    reviewer.post(f"{address}again/")
    assert DBTaskResult.objects.count() == 1
    ScreeningRun.objects.update(touched_at=timezone.now() - GIVEN_UP_AFTER * 2)
    assert "重新运行" in page(reviewer, address)
    assert reviewer.get(f"{address}again/").status_code == 405
    reviewer.post(f"{address}again/")
    assert DBTaskResult.objects.count() == 2


def test_filters_of_the_list(as_, done, world):
    reviewer, address = as_("county-reviewer"), f"/office/screening/{done.pk}/rows/"
    person = world.people["qx"][0]
    assert "共 1 条" in page(reviewer, f"{address}?text={person.number}")
    assert "共 3 条" in page(reviewer, f"{address}?unit={world.units['qx-1'].pk}")
    assert "没有符合条件的记录" in page(reviewer, f"{address}?standing=paid_not_due")
    page(reviewer, f"{address}?standing=nonsense", 400)


def test_pages_cost_no_more_questions_for_a_longer_list(as_, done, world, django_assert_max_num_queries):
    reviewer = as_("county-reviewer")
    with django_assert_max_num_queries(40):
        page(reviewer, f"/office/screening/{done.pk}/rows/")
    with django_assert_max_num_queries(40):
        page(reviewer, f"/office/screening/{done.pk}/")
    assert Person.objects.count() == 5
