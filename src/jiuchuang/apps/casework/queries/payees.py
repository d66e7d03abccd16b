"""On which account a case is paid: what was kept at the decision, what the register says now, what finance settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiuchuang.apps.casework.models import AwaitedSeat, Case, Payee
from jiuchuang.apps.casework.queries.payments import awaiting_payment
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.queries import accounts_of
from jiuchuang.domain.kernel.hash_chain import sha256

PIECE = 500
"""Cases that are looked up at once."""


@dataclass(frozen=True)
class PayTo:
    """`kept`: the account at the decision (None: none was kept); `now`: the register's; `settled`: what finance said.

    `pay` is the account that may be paid now. It is None while the register's differs from the kept one and nobody of
    finance has said on which to pay.
    """

    kept: str | None
    now: str
    settled: str | None
    reasons: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it is clear where to pay; an account that nobody has registered is clear, and empty."""
        return self.settled is not None or self.kept == self.now

    @property
    def pay(self) -> str | None:
        """The account to pay on, empty where none is registered; None where it is not settled."""
        return self.settled if self.settled is not None else (self.now if self.kept == self.now else None)

    def shown_as(self, number: str) -> str:
        """What a page carries to say which change it showed, without the accounts."""
        return sha256(f"{number}\n{self.kept}\n{self.now}".encode())[:32]


def pay_to(cases: Iterable[Case]) -> Mapping[str, PayTo]:
    """Where each of these cases is paid, by number; merged records are asked where they go on."""
    listed = list(cases)
    kept = {row.case_id: row for row in Payee.objects.filter(case__in=[one.pk for one in listed])}
    now = accounts_of({(one.subject_kind, one.subject_number) for one in listed})
    found = {}
    for case in listed:
        row, current = kept.get(case.pk), now.get((case.subject_kind, case.subject_number), "")
        settled = row.settled if row is not None and row.settled_by is not None else None
        if row is not None and row.seen != current:
            settled = None
        account = row.account if row is not None else None
        reasons = row.reasons if row is not None and settled is not None else ""
        found[case.number] = PayTo(account, current, settled, reasons)
    return found


def unsettled_payees(access: Access, most: int = 200) -> list[tuple[AwaitedSeat, PayTo]]:
    """Payments of the account's worklist whose account has changed since the decision, the first `most`."""
    found: list[tuple[AwaitedSeat, PayTo]] = []
    seats = awaiting_payment(access).order_by("pk")
    last = 0
    while len(found) < most and (piece := list(seats.filter(pk__gt=last)[:PIECE])):
        last = piece[-1].pk
        where = pay_to(seat.case for seat in piece)
        found += [(seat, to) for seat in piece if not (to := where[seat.case.number]).is_settled]
    return found[:most]
