"""What was activated and signed, read once until it changes: one small question to the database asks whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from django.db.models import Exists, OuterRef, Value

from jiuchuang.apps.org.models import Unit, UnitLink
from jiuchuang.apps.policy.models import Activation, PackVersion, Signature, Stamp
from jiuchuang.apps.policy.models import Ruling as RulingRow
from jiuchuang.apps.policy.queries.loaded import Text, as_text, shipped_packs
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.rules.loading.signed import Signed
from jiuchuang.domain.rules.precedence import Ruling


@dataclass(frozen=True)
class Held:
    """A version of a pack that holds in a period; `version` None: the pack does not hold then."""

    version: int | None
    period: Period


@dataclass(frozen=True)
class Standing:
    """Every activation by pack, every signature that stands by pack, and every ruling that stands.

    `areas` are the regions that the office serves: those of the units with none above them.
    """

    activations: dict[str, tuple[Held, ...]]
    signatures: dict[str, tuple[Signed, ...]]
    rulings: tuple[Ruling, ...] = ()
    areas: tuple[str, ...] = ()

    def version_on(self, pack: str, on: date) -> int | str | None:
        """The number of the uploaded version that holds on the day, `"shipped"`, or None: the pack does not hold."""
        held = self.activations.get(pack, ())
        for item in held:
            if on in item.period:
                return item.version
        begun = any(item.period.first is None or item.period.first <= on for item in held)
        return "shipped" if pack in shipped_packs() and not begun else None

    def packs_on(self, on: date) -> Versions:
        """Each pack that holds on the day with its version."""
        found = ((pack, self.version_on(pack, on)) for pack in sorted({*shipped_packs(), *self.activations}))
        return tuple((pack, version) for pack, version in found if version is not None)

    def combinations(self) -> list[Versions]:
        """Every set of versions that holds together on some day."""
        periods = [item.period for held in self.activations.values() for item in held]
        ends = {period.last + timedelta(days=1) for period in periods if period.last}
        begun = {period.first for period in periods if period.first}
        return list(dict.fromkeys(self.packs_on(day) for day in sorted({date.min, *ends, *begun})))


Versions = tuple[tuple[str, int | str], ...]
"""Packs with the version that holds: the number of an uploaded one, or `"shipped"`."""

_lock = Lock()
_known: dict[tuple[str, tuple[str, ...]], Standing] = {}


def standing() -> tuple[str, Standing]:
    """The token of the law as it stands, and what was activated and signed."""
    token, areas = _token_and_areas()
    found = _known.get((token, areas))
    if found is None:
        found = _read(areas)
        with _lock:
            _known.clear()
            _known[token, areas] = found
    return token, found


def _token_and_areas() -> tuple[str, tuple[str, ...]]:
    """Both with one question, since every answer begins with it."""
    below = UnitLink.objects.filter(unit=OuterRef("pk"))
    tops = Unit.objects.filter(~Exists(below), closed_on__isnull=True).annotate(token=Value(""))
    stamp = Stamp.objects.annotate(region_code=Value("")).values_list("region_code", "token")
    rows = list(tops.values_list("region_code", "token").order_by().union(stamp))
    token = next((token for _, token in rows if token), "")
    return token, tuple(sorted({code for code, _ in rows if code}))


def _read(areas: tuple[str, ...]) -> Standing:
    activations: dict[str, tuple[Held, ...]] = {}
    for row in Activation.objects.order_by("pack", "from_on"):
        held = Held(row.version_id, Period(row.from_on, row.to_on))
        activations[row.pack] = (*activations.get(row.pack, ()), held)
    signatures: dict[str, tuple[Signed, ...]] = {}
    for one in Signature.objects.filter(withdrawn_at__isnull=True).order_by("pk"):
        pack = one.programme.rpartition("/")[0]
        signatures[pack] = (*signatures.get(pack, ()), signed_of(one))
    rulings = RulingRow.objects.filter(signed_at__isnull=False, withdrawn_at__isnull=True)
    rows = rulings.select_related("proposed_by", "signed_by").order_by("signed_at", "pk")
    return Standing(activations, signatures, tuple(ruling_of(row) for row in rows), areas)


def ruling_of(row: RulingRow) -> Ruling:
    """A signed ruling as the rules take it."""
    assert row.signed_by is not None and row.signed_on is not None
    names = f"{row.proposed_by.name}、{row.signed_by.name}"
    return Ruling(
        first=row.first,
        second=row.second,
        words=row.words,
        prevails=row.prevails,
        from_on=row.from_on,
        basis=row.basis,
        by=names,
        on=row.signed_on.isoformat(),
    )


def signed_of(row: Signature) -> Signed:
    """A signature as the rules take it."""
    return Signed(
        row.programme, row.kind, row.subject, row.words, row.choice, row.basis, row.name, row.on.isoformat()
    )


def text_of(pack: str, version: int | str) -> Text:
    """The files of a version."""
    if version == "shipped":
        return shipped_packs()[pack]
    return as_text(PackVersion.objects.values_list("files", flat=True).get(pk=version))
