"""The guide of the day for persons and for firms: which programmes it goes through, and what it may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jiuchuang.apps.policy.queries import Law, ProgrammeShown, law_on
from jiuchuang.domain.rules.answers.guide import Guide
from jiuchuang.domain.rules.vocabulary import Vocabulary

ENTITIES: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "household"),
    "firm": ("employer", "employment"),
}
"""Who asks → whose programmes he is shown, and of whom he can tell."""
WHO_LABELS = {"person": "我是个人", "firm": "我是企业"}


@dataclass(frozen=True)
class OpenGuide:
    """A guide with the programmes that it goes through, in its order, and those that are only named in a text."""

    law: Law
    guide: Guide
    programmes: tuple[ProgrammeShown, ...]
    only_named: tuple[ProgrammeShown, ...]

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts."""
        return self.law.library.vocabulary


def guide_for(who: str, on: date, region_code: str = "") -> OpenGuide:
    """The guide of the day; made once for everybody, after that one small question to the database."""
    return _guide(law_on(on), who, on, region_code)


@lru_cache(maxsize=8)
def _guide(law: Law, who: str, on: date, region_code: str) -> OpenGuide:
    entities = ENTITIES[who]
    shown = [item for item in law.programmes(on, region_code) if item.entity in entities]
    decided = [(item, law.prepared(item.id, on)) for item in shown if item.decidable]
    prepared = [one for _, one in decided if one is not None]
    facts = law.library.vocabulary.facts.values()
    askable = {fact.name for fact in facts if fact.self_declared and fact.entity in entities}
    return OpenGuide(
        law,
        Guide(prepared, law.library.vocabulary, on, askable),
        tuple(item for item, one in decided if one is not None),
        tuple(item for item in shown if not item.decidable),
    )
