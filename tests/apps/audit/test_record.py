"""Chains of records: what is added stays as it is, and what is tampered with is found."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.audit.append_only import REFUSAL, unprotect
from jiuchuang.apps.audit.models import Chain, Record
from jiuchuang.apps.audit.queries import broken_chains, contents_of

pytestmark = pytest.mark.django_db


def add(clerk, at, number, chain="case/1"):
    return record(chain=chain, kind="opinion", actor=clerk, at=at, content={"number": number, "says": "同意"})


def test_records_follow_each_other(clerk, at):
    first, second = add(clerk, at, 1), add(clerk, at, 2)
    other = add(clerk, at, 1, chain="case/2")
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert (first.previous, second.previous, other.previous) == ("", first.digest, "")
    assert (
        len({first.digest, second.digest, other.digest}) == 2
    )  # the same event as first record is the same digest
    assert contents_of("case/1")[1] == {
        "kind": "opinion",
        "actor": {"id": 7, "name": "经办人甲"},
        "at": "2026-03-02T01:30:00+00:00",
        "content": {"number": 2, "says": "同意"},
    }
    assert broken_chains() == []


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_a_record(clerk, at, verb):
    added = add(clerk, at, 1)
    rows = Record.objects.filter(pk=added.pk)
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        getattr(rows, verb)(**{"text": "{}"} if verb == "update" else {})
    assert Record.objects.get().text == added.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tamper", "number", "says"),
    [
        (lambda rows: rows.filter(number=2).update(text='{"x":1}'), 2, "内容被改动"),
        (lambda rows: rows.filter(number=2).delete(), 2, "缺失"),
        (lambda rows: rows.filter(number=3).delete(), 3, "末尾的记录被删去"),
        (lambda rows: rows.filter(number=1).update(digest="0" * 64), 1, "不符"),
    ],
)
def test_who_gets_past_the_triggers_is_found(clerk, at, tamper, number, says):
    for count in (1, 2, 3):
        add(clerk, at, count)
    with connection.schema_editor() as editor:
        unprotect("audit_record", editor)
    tamper(Record.objects.filter(chain__name="case/1"))
    (broken,) = broken_chains()
    assert (broken.name, broken.fault.number) == ("case/1", number)
    assert says in broken.fault.reason


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(clerk, at):
    faults = []

    def work(number):
        try:
            for _ in range(5):
                add(clerk, at, number)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Chain.objects.get().length == 20
    assert broken_chains() == []


def test_a_record_is_kept_only_with_what_it_tells_of(clerk, at):
    class ChangedMindError(Exception):
        pass

    @transaction.atomic
    def pay_and_fail():
        add(clerk, at, 1)
        raise ChangedMindError

    with pytest.raises(ChangedMindError):
        pay_and_fail()
    assert not Record.objects.exists() and not Chain.objects.exists()


def test_a_time_without_zone_and_a_fraction_are_refused(clerk, at):
    with pytest.raises(ValueError, match="zone"):
        add(clerk, at.replace(tzinfo=None), 1)
    with pytest.raises(TypeError, match="canonical"):
        add(clerk, at, 1.5)
    assert not Record.objects.exists()
