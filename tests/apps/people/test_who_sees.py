"""Lists, search, masks and looks: by unit and role, nothing beyond."""

from jiuchuang.apps.audit.models import Chain
from jiuchuang.apps.org.models import Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.look_at import Looked, look_at
from jiuchuang.apps.people.actions.record_contact import record_contact
from jiuchuang.apps.people.models import Look
from jiuchuang.apps.people.queries import (
    employers_in,
    households_in,
    masks_for,
    persons_in,
    search,
    subject_for,
    subject_of,
)
from people_world import AT, TODAY, codes, employer, household, person


def names(rows) -> list[str]:
    return [row.name for row in rows]


def test_another_townships_people_do_not_exist(township, neighbour, office, staff):
    here = person(township, 1, name="李测试")
    there = person(neighbour, 2, name="李别处")
    firm, home = employer(neighbour, 1), household(neighbour, there)
    clerk, county = staff("window"), staff("window", office.unit)
    assert names(persons_in(clerk)) == ["李测试"]
    assert names(persons_in(county)) == ["李别处", "李测试"]
    assert names(persons_in(county, unit_id=neighbour.pk)) == ["李别处"]
    assert names(persons_in(clerk, unit_id=neighbour.pk)) == []
    assert names(search(clerk, "李")) == ["李测试"]
    assert search(clerk, there.resident_id) == search(clerk, there.number) == []
    assert search(county, there.resident_id) == search(county, there.number.lower()) == [there]
    assert list(employers_in(clerk)) == list(households_in(clerk)) == []
    assert search(county, firm.credit_code, "employer") == [firm] and search(county, "李别", "household") == [
        home
    ]
    assert subject_for(clerk, "person", there.number) is None
    assert subject_for(clerk, "person", here.number) == here
    assert subject_of("person", there.number) == there and subject_of("person", "P404") is None


def test_found_by_whatever_is_at_hand(township, staff):
    one = person(township, 1, name="王测试甲", phone="13812345678")
    person(township, 2, name="张测试", phone="13812345679")
    clerk = staff("window")
    for text in (
        "王",
        "王测试",
        " 王 测试甲",
        "13812345678",
        one.resident_id,
        one.number,
        one.resident_id[:10],
    ):
        assert one in search(clerk, text), text
    assert search(clerk, "测试") == [] and search(clerk, "  ") == [] and search(clerk, "王", "project") == []
    assert len(search(clerk, "1381234567")) == 2 and len(search(clerk, "1381234567", limit=1)) == 1
    assert search(clerk, "%") == search(clerk, "_测试") == []


def test_what_is_masked_is_found_whole_or_not_at_all(township, neighbour, staff):
    """Whoever sees 王*** could else read on letter by letter: is there one that begins with 王甲?"""
    one = person(township, 1, name="王测试甲", phone="13812345678")
    home = household(township, one)
    auditor, worker = staff("auditor"), staff("village-worker")
    for text in ("王", "王测试", one.resident_id[:17], "1381234567"):
        assert search(auditor, text) == [], text
    for text in ("王测试甲", one.resident_id, one.phone, one.number):
        assert search(auditor, text) == [one], text
    assert search(auditor, "王", "household") == [] and search(auditor, "王测试甲", "household") == [home]
    assert search(worker, "王") == search(worker, "1381234567") == [one]
    assert search(worker, one.resident_id[:10]) == []
    there = person(neighbour, 2, name="王别处", phone="13812345679")
    both = staff("auditor", neighbour)
    Grant.objects.create(account=both.account, role="window", unit=township, from_on=TODAY)
    assert search(Access(both.account, TODAY), "王") == [one]
    assert search(Access(both.account, TODAY), "王别处") == [there]


def test_a_name_with_a_space_is_found_as_it_is_written(township, staff):
    one = person(township, 1, name="Ceshi  Ren")
    assert one.name == "Ceshi Ren"
    assert search(staff("window"), " Ceshi   R") == [one] and search(staff("window"), "CeshiRen") == []


def test_a_list_costs_the_same_however_long(township, staff, django_assert_max_num_queries):
    clerk = staff("window")
    for number in range(1, 6):
        person(township, number)
    with django_assert_max_num_queries(5):
        rows = list(persons_in(clerk)[:50])
        masks = masks_for(clerk, {row.unit_id for row in rows})
        assert all(masks.show(row.unit_id, "phone", row.phone) == "" for row in rows)


def test_masks_by_role(township, staff):
    one = person(township, 1, name="王测试甲", phone="13812345678", address="云溪县桥头镇一村1号")
    worker = masks_for(staff("village-worker"), {township.pk})
    officer = masks_for(staff("auditor"), {township.pk})
    assert worker.show(township.pk, "name", one.name) == "王测试甲"
    assert worker.show(township.pk, "resident_id", one.resident_id) == "369" + "*" * 13 + one.resident_id[-2:]
    assert officer.show(township.pk, "name", one.name) == "王***"
    assert officer.show(township.pk, "phone", one.phone) == "138****5678"
    assert officer.show(township.pk, "account", None) == ""
    assert "resident_id" in worker.hidden(township.pk) and not officer.sees(10**6, "name")


def test_every_look_is_kept(township, neighbour, staff):
    one = person(township, 1, phone="13812345678")
    clerk, stranger, auditor = staff("window"), staff("window", neighbour), staff("auditor")
    done = look_at(clerk, "person", one.number, ["phone", "resident_id"], "回访核对", at=AT)
    assert isinstance(done, Looked)
    assert done.values == {"phone": "13812345678", "resident_id": one.resident_id}
    look = Look.objects.get()
    assert (look.account, look.number, look.fields, look.why) == (
        clerk.account,
        one.number,
        ["phone", "resident_id"],
        "回访核对",
    )
    assert Chain.objects.get(name=f"looks/{clerk.account.pk}").length == 1
    assert codes(look_at(stranger, "person", one.number, ["phone"], "看看", at=AT)) == {"subject-unknown"}
    assert codes(look_at(auditor, "person", one.number, ["phone"], " ", at=AT)) == {"field-hidden", "missing"}
    assert codes(look_at(clerk, "person", one.number, ["facts"], "核对", at=AT)) == {"field-hidden"}
    assert Look.objects.count() == 1


def test_contacts_are_recorded_by_those_nearby(township, neighbour, staff):
    one = person(township, 1)
    done = record_contact(
        access=staff("village-worker"), subject=one, on=TODAY, way="call", note="在找工作", at=AT
    )
    assert done.contact.person == one
    stranger = staff("village-worker", neighbour)
    assert codes(record_contact(access=stranger, subject=one, on=TODAY, way="letter", at=AT)) == {
        "not-allowed", "bad-choice",
    }  # fmt: skip
