"""One application for several programmes; papers; cases that a screening opens."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from apps.casework.desk import FACTS, FEN, SKILL, opened_desk
from jiuchuang.apps.casework.actions.apply import Applied, Wish
from jiuchuang.apps.casework.actions.keep_paper import PaperIn, PaperKept, add_paper
from jiuchuang.apps.casework.actions.open_from_screening import open_from_screening
from jiuchuang.apps.casework.actions.publish_notice import publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import Case, Finding, NumberSeries, Paper
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.people.models import Employer, Employment
from jiuchuang.domain.kernel.problem import Refusal

PARK = "sample/yunxi-2024-6/park-cost-subsidy"
STARTUP = "sample/yunxi-2024-6/startup-subsidy"
HIRING = "sample/yunxi-2024-6/hiring-subsidy"


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return opened_desk()


def photo(colour="red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return file.getvalue()


def kept_files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def codes(outcome):
    assert isinstance(outcome, Refusal), outcome
    return {problem.code for problem in outcome.problems}


def nothing_kept():
    return (Case.objects.count(), Finding.objects.count(), Paper.objects.count(), kept_files()) == (
        0,
        0,
        0,
        [],
    )


def test_two_programmes_at_once_share_answers_and_papers(desk):
    papers = [PaperIn("技能证书", "IMG_1.jpg", photo()), PaperIn("身份证", "IMG_2.jpg", photo("blue"))]
    done = desk.try_apply(desk.person(), programmes=[SKILL, STARTUP], papers=papers)
    assert isinstance(done, Applied)
    skill, startup = done.cases
    assert skill.application == startup.application == done.application
    assert [(one.name, one.content_type) for one in skill.papers.all()] == [
        ("技能证书", "image/jpeg"), ("身份证", "image/jpeg"),
    ]  # fmt: skip
    assert [one.name for one in startup.papers.all()] == ["身份证"]
    assert len(kept_files()) == 2
    assert [one.status for one in done.findings] == ["eligible", "unknown"]
    assert state_of(skill.number).papers == ("技能证书", "身份证")


def test_the_same_request_twice_is_one_application(desk):
    person = desk.person()
    first = desk.try_apply(person, key="same", papers=[PaperIn("技能证书", "1.jpg", photo())])
    again = desk.try_apply(person, key="same", papers=[PaperIn("技能证书", "1.jpg", photo())])
    assert isinstance(first, Applied) and isinstance(again, Applied)
    assert [one.pk for one in first.cases] == [one.pk for one in again.cases]
    assert (Case.objects.count(), len(kept_files())) == (1, 1)


def test_a_second_open_case_of_the_same_programme_is_refused_and_points_at_the_first(desk):
    person = desk.person()
    number = desk.case(person)
    again = desk.try_apply(person, papers=[PaperIn("技能证书", "1.jpg", photo())])
    assert codes(again) == {"case-open"} and number in str(again)
    assert (Case.objects.count(), kept_files()) == (1, [])
    desk.do(desk.resident(number), number, "withdraw", reason="写错了")
    assert isinstance(desk.try_apply(person), Applied)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(desk):
    person = desk.person()
    wrong = desk.try_apply(person, programmes=["x/y", SKILL, SKILL, HIRING])
    assert codes(wrong) == {"no-programme", "wish-twice", "about-missing"}
    assert codes(desk.try_apply(person, programmes=[])) == {"nothing-wanted"}
    assert codes(desk.try_apply(person, by=Resident("person:P9999999", "别人"))) == {"not-applicant"}
    assert codes(desk.try_apply(person, by=desk.access("market"))) == {"not-allowed"}
    assert codes(desk.try_apply(person, programmes=[Wish(SKILL, claimed_fen=-1)])) == {"amount-negative"}
    assert nothing_kept()
    assert NumberSeries.objects.count() == 0


def test_residents_declare_only_what_may_be_declared(desk):
    person = desk.person(facts={})
    answers = {"ui_contribution_months": "30个月", "has_skill_certificate": True}
    number = desk.case(person, answers=answers)
    facts = Finding.objects.get(case__number=number).facts
    assert facts["has_skill_certificate"] is True
    assert "ui_contribution_months" not in facts  # the social insurance knows it, not the applicant
    staff = desk.case(desk.person(facts={}), answers=answers, by=desk.access("clerk"), channel="window")
    assert Finding.objects.get(case__number=staff).facts["ui_contribution_months"] == 30


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"<html><script>alert(1)</script></html>", "file-kind"),
        (b"%PDF-1.7 nothing more", "file-kind"),
        (photo()[:60], "file-kind"),
        (b"PK\x03\x04" + b"0" * 40, "file-kind"),
        (b"x" * (10 * 1024 * 1024 + 1), "file-too-large"),
    ],
)
def test_files_are_known_by_their_content(desk, content, code):
    papers = [PaperIn("技能证书", "证书.jpg", photo()), PaperIn("身份证", "证书.jpg", content)]
    assert codes(desk.try_apply(desk.person(), papers=papers)) == {code}
    assert nothing_kept()


def test_a_paper_is_added_by_the_applicant_and_the_offices_of_the_case_alone(desk):
    number = desk.case()
    paper = PaperIn("发票", "../../etc/发票.jpg", photo())
    kept = add_paper(access=desk.resident(number), number=number, paper=paper, at=desk.at)
    assert isinstance(kept, PaperKept)
    assert kept.paper.key.count("/") == 1 and "发票" not in kept.paper.key
    assert isinstance(
        add_paper(access=desk.access("clerk"), number=number, paper=paper, at=desk.at), PaperKept
    )
    stranger = add_paper(access=desk.access("other_clerk"), number=number, paper=paper, at=desk.at)
    assert codes(stranger) == {"no-case"}
    assert Paper.objects.count() == 2


def test_a_firm_applies_for_somebody_it_hired(desk):
    firm = Employer.objects.create(
        number="E0000001", unit=desk.units["south"], name="测试企业甲", facts={"employer_kind": "enterprise"},
        changed_at=desk.at,
    )  # fmt: skip
    person = desk.person("south", facts={"is_hardship_person": True})
    hired = Employment.objects.create(
        number="J0000001", person=person, employer=firm, started_on=desk.day, facts={}, changed_at=desk.at
    )
    desk.sent += 1
    from jiuchuang.apps.casework.actions.apply import apply

    agent = Resident(f"person:{person.number}", person.name, f"employer:{firm.number}")
    done = apply(
        subject=("employer", firm.number), programmes=[Wish(HIRING, f"employment:{hired.number}")], answers={},
        channel="public", actor=agent, key="firm", at=desk.at,
    )  # fmt: skip
    assert isinstance(done, Applied), done
    (case,) = done.cases
    assert (case.applicant, case.about, case.unit.code) == (
        "employer:E0000001",
        "employment:J0000001",
        "south",
    )
    assert case.procedure == "firm-subsidy-joint"
    assert replay(case.number).faults == ()


def opened_by_screening(desk, person, **more):
    given = {"programme": SKILL, "kind": "person", "number": person.number, "amount_fen": FEN, "on": desk.day}
    return open_from_screening(
        access=desk.access("second_reviewer"), origin=f"s/1/{person.number}", at=desk.at, **(given | more)
    )


def test_a_screening_opens_a_case_that_waits_for_notice_and_then_for_the_person(desk):
    person = desk.person()
    case = opened_by_screening(desk, person)
    assert isinstance(case, Case)
    assert opened_by_screening(desk, person).pk == case.pk
    assert Case.objects.count() == 1
    publish_notice(access=desk.access("reviewer"), cases=[case.number], label="名单", at=desk.at)
    desk.later(8)
    run_clocks(at=desk.at)
    me = desk.resident(case.number)
    desk.do(me, case.number, "confirm", node="confirm")
    assert state_of(case.number).run("decide").is_open


def test_a_person_may_give_up_what_was_found_for_them(desk):
    case = opened_by_screening(desk, desk.person())
    publish_notice(access=desk.access("reviewer"), cases=[case.number], label="名单", at=desk.at)
    desk.later(8)
    run_clocks(at=desk.at)
    desk.do(desk.resident(case.number), case.number, "opt_out", node="confirm", reason="不需要")
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("ended", "opted_out")
    steps = {
        step.node.kind: step for step in case_view(desk.resident(case.number), case.number, desk.day).steps
    }
    assert [steps[kind].label for kind in ("notice", "confirm", "decide")] == ["已办", "已终止", "未到"]
    assert (steps["confirm"].closed_on, steps["decide"].closed_on) == (desk.day, None)


def test_what_is_not_certain_any_more_opens_nothing(desk):
    assert codes(opened_by_screening(desk, desk.person(facts={}))) == {"not-due"}
    assert codes(opened_by_screening(desk, desk.person(), amount_fen=FEN + 1)) == {"amount-changed"}
    waiting = desk.person()
    desk.case(waiting)
    assert codes(opened_by_screening(desk, waiting)) == {"case-open"}
    assert Case.objects.count() == 1
    assert FACTS["skill_certificate_level"] == "intermediate"
