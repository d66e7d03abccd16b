"""The law of a day: which packs hold, what programmes they have, and what these say of a case."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from threading import Lock

from jiuchuang.apps.policy.queries.loaded import LoadedPack, load, shared_text, vocabulary_of
from jiuchuang.apps.policy.queries.standing import Standing, Versions, standing, text_of
from jiuchuang.domain.casework.by_matter import ByMatter
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Problem, errors_only
from jiuchuang.domain.kernel.region import lines_up
from jiuchuang.domain.rules.answers.decide import decide_prepared
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.answers.prepared import Case, Prepared
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Pack, Programme, Validity
from jiuchuang.domain.rules.precedence import overlaps, rivals, told_by_pack
from jiuchuang.domain.rules.solver.installed import matters_if_installed, residual_if_installed
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.procedures.store import load_by_matter

LAWS_KEPT = 8
PREPARED_KEPT = 600
"""Programmes prepared for a day, of one law; a county has about a hundred, and asks about a few days."""
OFTEN = 8
"""After so many cases of one programme and day more are to be expected."""


@dataclass(frozen=True)
class ProgrammeShown:
    """A programme as doors list it.

    `procedure` is the county's choice (None: it has not said), `procedure_words` what the document says of the way.
    `applies` tells whether it applies on a day, other documents on the matter considered (`covers`).
    `decidable`: the text gives conditions that can be computed; a programme that is only named cannot be decided.
    """

    id: str
    title: str
    document: str
    clause: str
    kind: str
    extent: str
    entity: str
    beneficiary: str
    payee: str
    owner: tuple[str, ...]
    papers: tuple[str, ...]
    procedure: str | None
    procedure_words: str
    region: str
    validity: Period
    applies: Validity
    decidable: bool


class Law:
    """The packs that hold together, with the signatures that stand; one object for all days with the same packs."""

    def __init__(self, packs: Mapping[str, LoadedPack], shared: tuple[tuple[str, str], ...]) -> None:
        self.loaded = packs
        sound = {name: item.pack for name, item in packs.items() if not errors_only(item.problems)}
        self.library = Library(vocabulary_of(shared), sound)
        self._programmes = {item.id: item for item in self.library.programmes()}
        self._prepared: OrderedDict[tuple[str, date | None], Prepared] = OrderedDict()
        self._trees: dict[str, CompiledProgramme] = {}
        self._asked: Counter[tuple[str, date]] = Counter()
        self._lock = Lock()

    @property
    def problems(self) -> list[Problem]:
        """Why a pack that should hold cannot be read by this release; such a pack is left out."""
        return [problem for item in self.loaded.values() for problem in errors_only(item.problems)]

    def programme(self, programme_id: str) -> Programme | None:
        """The programme of that id."""
        return self._programmes.get(programme_id)

    def programmes(self, on: date, region_code: str = "", entity: str = "") -> list[ProgrammeShown]:
        """Programmes not known to be out of force on the day, of documents that apply in the region."""
        regions = lines_up(region_code) if region_code else None
        return [
            _shown(programme, pack)
            for pack in self.library.packs.values()
            if regions is None or pack.document.region in regions
            for programme in pack.programmes
            if programme.validity.covers(on) is not False and (not entity or programme.entity == entity)
        ]

    def shown(self, programme_id: str) -> ProgrammeShown | None:
        """One programme as doors list it, in force or not."""
        programme = self.programme(programme_id)
        return _shown(programme, self.pack_of(programme_id)) if programme else None

    def pack_of(self, programme_id: str) -> Pack:
        """The pack to which a programme belongs."""
        return self.library.packs[programme_id.rpartition("/")[0]]

    def prepared(self, programme_id: str, on: date | None = None) -> Prepared | None:
        """The programme ready for any number of cases; None if unknown.

        A day for which it is asked again and again gets a function generated for it, which costs as much as some
        fifteen cases and halves the rest; the answers are the same.
        """
        programme = self.programme(programme_id)
        if programme is None:
            return None
        key = (programme_id, on if self._often(programme_id, on) else None)
        with self._lock:
            if key in self._prepared:
                self._prepared.move_to_end(key)
                return self._prepared[key]
        pack, vocabulary = self.pack_of(programme_id), self.library.vocabulary
        made = Prepared(self._compiled(programme), pack, vocabulary, key[1])
        with self._lock:
            self._prepared[key] = made
            if len(self._prepared) > PREPARED_KEPT:
                self._prepared.popitem(last=False)
        return made

    def _often(self, programme_id: str, on: date | None) -> bool:
        if on is None:
            return False
        with self._lock:
            if len(self._asked) > PREPARED_KEPT * 10:
                self._asked.clear()
            self._asked[programme_id, on] += 1
            return self._asked[programme_id, on] > OFTEN

    def _compiled(self, programme: Programme) -> CompiledProgramme:
        with self._lock:
            found = self._trees.get(programme.id)
        if found is None:
            found = compile_programme(programme)
            with self._lock:
                self._trees[programme.id] = found
        return found

    def decide(
        self, programme_id: str, values: Mapping[str, Value], on: date, exact: bool = True
    ) -> Decision:
        """What the programme says of a case; raises LookupError for a programme that is not there.

        `exact` asks the solver, where it is installed, about what three-valued logic leaves open; without it an
        answer takes a fraction of a millisecond, for a guide that asks again after each question.
        """
        prepared = self.prepared(programme_id, on)
        if prepared is None:
            raise LookupError(f"no programme {programme_id}")
        vocabulary = self.library.vocabulary
        residual = residual_if_installed(vocabulary) if exact else None
        matters = matters_if_installed(vocabulary) if exact else None
        return decide_prepared(prepared, Case(values, on), residual, matters)


_lock = Lock()
_laws: OrderedDict[tuple[str, Versions, tuple[str, ...]], Law] = OrderedDict()


def law_on(on: date) -> Law:
    """The law of the day as it stands now: one question to the database, the rest is kept in the process.

    Whoever decides several programmes at once asks for the law once and then the law itself.
    """
    token, state = standing()
    key = (token, state.packs_on(on), state.areas)
    with _lock:
        if key in _laws:
            _laws.move_to_end(key)
            return _laws[key]
    law = _law(state, key[1])
    with _lock:
        _laws[key] = law
        if len(_laws) > LAWS_KEPT:
            _laws.popitem(last=False)
    return law


def _law(state: Standing, versions: Versions) -> Law:
    return Law(packs_beside(state, versions), shared_text())


def packs_beside(state: Standing, versions: Versions) -> dict[str, LoadedPack]:
    """These versions with what is signed in them, and in each what it must know of the others."""
    shared = shared_text()
    texts = {pack: text_of(pack, version) for pack, version in versions}
    alone = {pack: load(pack, text, shared, state.signatures.get(pack, ())) for pack, text in texts.items()}
    found = overlaps(item.pack for item in alone.values() if not errors_only(item.problems))
    told = told_by_pack(rivals(found, state.rulings, state.areas))
    for pack, around in told.items():
        signatures = state.signatures.get(pack, ())
        alone[pack] = load(pack, texts[pack], shared, signatures, tuple(sorted(around.items())))
    return alone


def library(on: date) -> Library:
    """The packs that hold on the day, with the signatures that stand."""
    return law_on(on).library


def programmes_on(on: date, region_code: str = "", entity: str = "") -> list[ProgrammeShown]:
    """Programmes that can apply on the day; `region_code` keeps those of its own and higher organs."""
    return law_on(on).programmes(on, region_code, entity)


def programme_shown(programme_id: str, on: date) -> ProgrammeShown | None:
    """One programme of the day's packs, whether in force or not."""
    return law_on(on).shown(programme_id)


def prepared(programme_id: str, on: date) -> Prepared | None:
    """A programme ready for cases of the day, None if there is none of that id."""
    return law_on(on).prepared(programme_id, on)


def decide_programme(
    programme_id: str, values: Mapping[str, Value], on: date, exact: bool = True
) -> Decision:
    """What a programme says of a case on the day; raises LookupError for a programme that is not there.

    The decision's receipt names the pack by its digest: `library_of` and `decide_again` find it years later.
    """
    return law_on(on).decide(programme_id, values, on, exact)


def _shown(programme: Programme, pack: Pack) -> ProgrammeShown:
    return ProgrammeShown(
        id=programme.id,
        title=programme.title,
        document=pack.document.name,
        clause=programme.clause,
        kind=programme.kind,
        extent=programme.extent,
        entity=programme.entity,
        beneficiary=ENTITY_LABELS[programme.entity],
        payee=programme.payee,
        owner=programme.owner,
        papers=programme.papers,
        procedure=by_matter().procedure(programme.id, programme.kind, programme.entity),
        procedure_words=programme.procedure or "",
        region=pack.document.region,
        validity=Period(programme.validity.from_on, programme.validity.to_on),
        applies=programme.validity,
        decidable=programme.extent != "recorded",
    )


@cache
def by_matter() -> ByMatter:
    """The county's choice of procedures for programmes whose pack names none."""
    chosen, problems = load_by_matter()
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return chosen
