"""Which cases somebody had a hand in."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Substr

from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.org.queries import Access


def handled_by(access: Access) -> Q:
    """Cases that the account took in, or in whose chain it stands; looked for from the account's own records."""
    begins = chain_of("")
    records = Record.objects.filter(actor_id=access.account.pk, chain__name__startswith=begins)
    numbers = records.annotate(case=Substr("chain__name", len(begins) + 1)).values("case")
    return Q(opened_by=access.account.pk) | Q(number__in=numbers)
