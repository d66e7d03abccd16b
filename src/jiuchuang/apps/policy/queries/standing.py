"""What was activated and signed, read once until it changes: one small question to the database asks whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock

from jiuchuang.apps.policy.models import Activation, PackVersion, Signature, Stamp
from jiuchuang.apps.policy.queries.loaded import Text, as_text, shipped_packs
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.rules.loading.signed import Signed


@dataclass(frozen=True)
class Held:
    """A version of a pack that holds in a period; `version` None: the pack does not hold then."""

    version: int | None
    period: Period


@dataclass(frozen=True)
class Standing:
    """Every activation by pack, and every signature that stands by pack."""

    activations: dict[str, tuple[Held, ...]]
    signatures: dict[str, tuple[Signed, ...]]

    def version_on(self, pack: str, on: date) -> int | str | None:
        """The number of the uploaded version that holds on the day, `"shipped"`, or None: the pack does not hold."""
        held = self.activations.get(pack, ())
        for item in held:
            if on in item.period:
                return item.version
        begun = any(item.period.first is None or item.period.first <= on for item in held)
        return "shipped" if pack in shipped_packs() and not begun else None

    def packs_on(self, on: date) -> tuple[tuple[str, int | str], ...]:
        """Each pack that holds on the day with its version."""
        found = ((pack, self.version_on(pack, on)) for pack in sorted({*shipped_packs(), *self.activations}))
        return tuple((pack, version) for pack, version in found if version is not None)


_lock = Lock()
_known: dict[str, Standing] = {}


def standing() -> tuple[str, Standing]:
    """The token of the law as it stands, and what was activated and signed."""
    token = Stamp.objects.values_list("token", flat=True).first() or ""
    found = _known.get(token)
    if found is None:
        found = _read()
        with _lock:
            _known.clear()
            _known[token] = found
    return token, found


def _read() -> Standing:
    activations: dict[str, tuple[Held, ...]] = {}
    for row in Activation.objects.order_by("pack", "from_on"):
        held = Held(row.version_id, Period(row.from_on, row.to_on))
        activations[row.pack] = (*activations.get(row.pack, ()), held)
    signatures: dict[str, tuple[Signed, ...]] = {}
    for one in Signature.objects.filter(withdrawn_at__isnull=True).order_by("pk"):
        pack = one.programme.rpartition("/")[0]
        signatures[pack] = (*signatures.get(pack, ()), signed_of(one))
    return Standing(activations, signatures)


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
