"""As many cases as a county's lists have, without taking each of them through its steps."""

from __future__ import annotations

from django.db import connection

from jiuchuang.apps.audit.models import Chain, Record
from jiuchuang.apps.casework.models import AwaitedSeat, Case


def many_at_notice(desk, many):
    """So many cases, each with the whole chain of one that went there by its own steps."""
    first = desk.to_notice(desk.case())
    kept = Case.objects.get(number=first)
    records = list(Record.objects.filter(chain__name=f"case/{first}").order_by("number"))
    chain, seats = Chain.objects.get(name=f"case/{first}"), list(AwaitedSeat.objects.filter(case=kept))
    finding = kept.findings.get()
    numbers = [f"2026-369921-{9_000_000 + number}-0" for number in range(many)]
    own = ("id", "number", "open_key", "origin", "about")
    fields = [one.name for one in Case._meta.concrete_fields if one.name not in own]
    Case.objects.bulk_create(
        # what a case is about is its own, so that each of them may be open
        [
            Case(number=one, about=f"household:{one}", **{name: getattr(kept, name) for name in fields})
            for one in numbers
        ]
    )
    Chain.objects.bulk_create(
        [Chain(name=f"case/{one}", length=chain.length, head=chain.head) for one in numbers]
    )
    cases = {case.number: case for case in Case.objects.filter(number__in=numbers)}
    chains = {one.name: one for one in Chain.objects.filter(name__startswith="case/2026-369921-9")}
    copied(Record, records, "chain", [chains[f"case/{one}"] for one in numbers])
    copied(AwaitedSeat, seats, "case", [cases[one] for one in numbers])
    copied(type(finding), [finding], "case", [cases[one] for one in numbers])
    counted(Case, Chain, Record, AwaitedSeat, type(finding))
    return numbers


def counted(*models):
    """Tell the database how many rows these tables have now.

    It does so itself once in a while, but of rows that no transaction has kept yet it knows nothing: it would look
    through whole tables again and again, as long as a test lasts that never keeps any.
    """
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def copied(model, rows, owner, owners):
    names = [one.name for one in model._meta.concrete_fields if one.name not in ("id", owner)]
    model.objects.bulk_create(
        [
            model(**{owner: one}, **{name: getattr(row, name) for name in names})
            for one in owners
            for row in rows
        ],
        batch_size=2_000,
    )
