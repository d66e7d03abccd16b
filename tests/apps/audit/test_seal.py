"""Seals: what a chain alone cannot show is found, and nobody has to wait for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.audit.actions.seal import SEALS, seal_chains
from jiuchuang.apps.audit.append_only import REFUSAL, unprotect
from jiuchuang.apps.audit.models import Chain, Record, SealedHead
from jiuchuang.apps.audit.queries import broken_chains, broken_seals, last_seal

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=11)


def add(clerk, at, count=1, chain="case/1"):
    for number in range(count):
        record(chain=chain, kind="opinion", actor=clerk, at=at, content={"number": number})


def past_the_triggers(*tables):
    with connection.schema_editor() as editor:
        for table in tables:
            unprotect(table, editor)


def cut(chain, to):
    """What an administrator of the database could do: the end of a chain away, and its note of the length too."""
    past_the_triggers("audit_record")
    Record.objects.filter(chain__name=chain, number__gt=to).delete()
    last = Record.objects.get(chain__name=chain, number=to)
    Chain.objects.filter(name=chain).update(length=to, head=last.digest)


def test_a_seal_takes_what_grew_and_leaves_the_rest(clerk, at):
    add(clerk, at, 2), add(clerk, at, 1, "case/2")
    first = seal_chains(at=at)
    assert (first.number, first.chains, first.digest) == (1, 2, Record.objects.get(chain__name=SEALS).digest)
    assert seal_chains(at=at + LATER) is None  # nothing grew, and a seal is nothing that is sealed
    add(clerk, at, 3, "case/2")
    assert seal_chains(at=at + timedelta(minutes=9)) is None  # too soon
    second = seal_chains(at=at + LATER)
    assert (second.number, second.chains) == (2, 1)
    kept = [(head.chain.name, head.number) for head in SealedHead.objects.order_by("pk")]
    assert kept == [("case/1", 2), ("case/2", 1), ("case/2", 4)]
    assert last_seal() == second
    assert (broken_chains(), broken_seals(), broken_seals((1, first.digest))) == ([], [], [])


def test_an_end_cut_off_with_its_note_is_found_only_by_the_seal(clerk, at):
    add(clerk, at, 5)
    seal_chains(at=at)
    cut("case/1", to=3)
    assert broken_chains() == []
    (broken,) = broken_seals()
    assert (broken.name, broken.fault.number, "封存时有5条" in broken.fault.reason) == ("case/1", 5, True)


def test_a_seal_made_anew_for_the_cut_chain_is_found_by_its_note_elsewhere(clerk, at):
    add(clerk, at, 5)
    noted = seal_chains(at=at)
    past_the_triggers("audit_sealedhead", "audit_record")
    SealedHead.objects.all().delete()
    Record.objects.filter(chain__name=SEALS).delete()
    Chain.objects.filter(name=SEALS).update(length=0, head="")
    cut("case/1", to=3)
    forged = seal_chains(at=at)
    assert (broken_chains(), broken_seals()) == ([], [])  # alike in itself: only the note elsewhere tells
    assert forged.number == noted.number
    (broken,) = broken_seals((noted.number, noted.digest))
    assert (broken.name, broken.fault.number, "另处所记" in broken.fault.reason) == (SEALS, 1, True)


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"number": 1}])
def test_a_changed_leaf_is_found(clerk, at, change):
    add(clerk, at, 2)
    seal_chains(at=at)
    past_the_triggers("audit_sealedhead")
    SealedHead.objects.update(**change)
    assert broken_seals()[0].name == SEALS and broken_seals()[0].fault.number == 1


def test_the_database_refuses_to_change_a_leaf(clerk, at):
    add(clerk, at)
    seal_chains(at=at)
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        SealedHead.objects.update(number=7)
    assert SealedHead.objects.get().number == 1


def test_records_and_seals_by_the_national_algorithm(clerk, at, settings):
    add(clerk, at)
    settings.CHAIN_ALGORITHM = "sm3"
    add(clerk, at)
    seal_chains(at=at)
    assert list(Record.objects.order_by("pk").values_list("algorithm", flat=True)) == ["sha256", "sm3", "sm3"]
    assert (broken_chains(), broken_seals()) == ([], [])
