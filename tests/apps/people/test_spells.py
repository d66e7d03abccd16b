"""Registrations as unemployed, recognitions of hardship, spells of work, headcounts: periods that fit each other."""

from datetime import date

from jiuchuang.apps.people.actions.enter_employment import (
    end_employment,
    end_ownership,
    enter_employment,
    enter_ownership,
)
from jiuchuang.apps.people.actions.enter_headcounts import Count, enter_headcounts
from jiuchuang.apps.people.actions.recognise_hardship import end_hardship, recognise_hardship
from jiuchuang.apps.people.actions.register_unemployment import end_unemployment, register_unemployment
from jiuchuang.apps.people.models import Headcount, UnemploymentSpell
from jiuchuang.apps.people.queries import facts_of
from jiuchuang.domain.kernel.problem import Refusal
from people_world import AT, BY, TODAY, codes, employer, person

JAN, FEB = date(2026, 1, 10), date(2026, 2, 10)


def registered(one, on, **more):
    return register_unemployment(by=BY, person=one, registered_on=on, at=AT, **more)


def test_no_two_registrations_overlap(township):
    one = person(township, 1)
    assert not isinstance(registered(one, JAN, unemployed_since=date(2025, 12, 1)), Refusal)
    assert codes(registered(one, FEB)) == {"spells-overlap"}
    assert codes(registered(one, date(2026, 1, 1), ended_on=date(2026, 1, 11))) == {"spells-overlap"}
    earlier = registered(one, date(2025, 1, 1), ended_on=JAN, reason="合同到期")
    assert not isinstance(earlier, Refusal), earlier
    assert not isinstance(end_unemployment(by=BY, person=one, ended_on=FEB, reason="已就业", at=AT), Refusal)
    assert not isinstance(registered(one, FEB), Refusal)
    assert UnemploymentSpell.objects.count() == 3


def test_faults_of_a_registration_all_at_once(township):
    one = person(township, 1)
    refused = registered(one, date(2026, 3, 9), unemployed_since=date(2026, 3, 10), ended_on=date(2026, 3, 1))
    assert codes(refused) == {"day-to-come", "since-later", "period-backward"}
    assert codes(end_unemployment(by=BY, person=one, ended_on=TODAY, reason=" ", at=AT)) == {
        "not-registered", "missing",
    }  # fmt: skip


def test_nobody_in_work_is_registered_as_unemployed(township):
    one, firm = person(township, 1), employer(township, 1)
    work = enter_employment(by=BY, person=one, employer=firm, started_on=JAN, at=AT)
    assert codes(registered(one, FEB)) == {"in-work"}
    assert not isinstance(registered(one, date(2025, 6, 1), ended_on=date(2025, 7, 1)), Refusal)
    done = end_employment(by=BY, employment=work.employment, ended_on=FEB, end_reason="laid_off", at=AT)
    assert done.employment.ended_on == FEB
    assert not isinstance(registered(one, FEB), Refusal)


def test_a_recognition_holds_for_its_term(township):
    one = person(township, 1)

    def recognised(category, on, **more):
        return recognise_hardship(by=BY, person=one, category=category, recognised_on=on, at=AT, **more)

    first = recognised("long_unemployed", JAN, valid_to=FEB, unemployed_months=14)
    assert not isinstance(first, Refusal)
    assert codes(recognised("long_unemployed", FEB)) == {"already-recognised"}
    assert codes(recognised("rich", JAN, valid_to=date(2025, 1, 1), unemployed_months=-1)) == {
        "bad-choice", "period-backward", "fact-range",
    }  # fmt: skip
    on_last, after = (
        facts_of("person", one.number, FEB).values,
        facts_of("person", one.number, date(2026, 2, 11)).values,
    )
    assert on_last["is_hardship_person"] is True
    assert "is_hardship_person" not in after  # the register may lack rows: only what it shows is known
    again = recognised("long_unemployed", date(2026, 2, 20))
    assert not isinstance(again, Refusal)
    first.spell.refresh_from_db()
    assert first.spell.ended_on == date(2026, 2, 20)
    done = end_hardship(by=BY, spell=again.spell, ended_on=TODAY, reason="稳定就业", at=AT)
    assert done.spell.reason == "稳定就业"
    assert codes(end_hardship(by=BY, spell=again.spell, ended_on=JAN, reason="", at=AT)) == {
        "ended-already", "period-backward", "missing",
    }  # fmt: skip


def test_spells_of_work(township):
    one, firm = person(township, 1), employer(township, 1)

    def works(on, **more):
        return enter_employment(by=BY, person=one, at=AT, started_on=on, **({"employer": firm} | more))

    assert codes(works(JAN, employer=None)) == {"missing"}
    assert codes(works(JAN, terms={"contract_months": 1300, "wage": 1}, end_reason="fun")) == {
        "fact-range", "unknown-column", "bad-choice",
    }  # fmt: skip
    done = works(JAN, terms={"is_insured": True, "contract_months": 24}, facts={"is_new_hire": True})
    assert not isinstance(done, Refusal), done
    assert codes(works(FEB)) == {"spells-overlap"}
    assert not isinstance(works(FEB, employer=None, employer_name="外地某厂"), Refusal)
    sheet = facts_of("employment", done.employment.number, TODAY)
    assert sheet.values["hired_on"] == JAN
    assert {kind for kind, _ in sheet.linked} == {"employment", "person", "employer"}


def test_who_runs_a_firm(township):
    one, firm = person(township, 1), employer(township, 1)
    done = enter_ownership(by=BY, person=one, employer=firm, from_on=JAN, on=TODAY, at=AT)
    again = enter_ownership(by=BY, person=one, employer=firm, on=TODAY, at=AT)
    assert codes(again) == {"owned-already"}
    assert not isinstance(end_ownership(by=BY, ownership=done.ownership, to_on=FEB, at=AT), Refusal)
    assert codes(end_ownership(by=BY, ownership=done.ownership, to_on=FEB, at=AT)) == {"period-backward"}


def test_a_later_word_on_a_month_replaces_the_earlier(township):
    firm = employer(township, 1)

    def entered(**months):
        counts = {date(2026, int(name[1:]), 1): count for name, count in months.items()}
        return enter_headcounts(by=BY, employer=firm, months=counts, at=AT, on=TODAY)

    assert entered(m1=Count(5), m2=Count(6, 1)).months == (date(2026, 1, 1), date(2026, 2, 1))
    assert entered(m1=Count(5), m2=Count(0, 6)).months == (date(2026, 2, 1),)
    assert list(Headcount.objects.values_list("insured", "laid_off")) == [(5, None), (0, 6)]
    assert codes(entered(m1=Count(-1), m4=Count(2))) == {"fact-range", "day-to-come"}
    assert codes(enter_headcounts(by=BY, employer=firm, months={}, at=AT, on=TODAY)) == {"missing"}
