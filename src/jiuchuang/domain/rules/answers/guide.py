"""Which question to ask next, of everything that many programmes together still wait for: the one that decides most.

A person who asks what he may get should answer few questions. After each answer, every fact that he can tell of
himself and that some open programme waits for is tried with the values at which the rules turn: yes and no, each
term, either side of each figure and day. A programme is *settled* by a value when nothing that he can tell would
change its answer any further. The question with the greatest expected number of programmes settled for its effort
comes next, every tried value counting as equally likely; where that is equal, the one after which the programmes wait
for the fewest answers; then the order of the programmes. What only the money hangs on is asked when no verdict waits
any longer. The same answers give the same question, in whatever order they were given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from jiuchuang.domain.rules.answers.asking import guard_chain
from jiuchuang.domain.rules.answers.prepared import Case, Prepared, Values
from jiuchuang.domain.rules.answers.turning_points import turning_points
from jiuchuang.domain.rules.engines.compile import Variant
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind, Value
from jiuchuang.domain.rules.vocabulary import Vocabulary

FITS, FITS_NOT, OPEN = "fits", "fits_not", "open"

EFFORT = {Kind.BOOL: 1, Kind.ENUM: 1, Kind.DATE: 2}
"""What an answer costs whoever gives it: a yes or a choice is at hand, a day must be looked up."""
EFFORT_OF_FIGURE = 3
"""An amount or a count must be worked out."""

TRIAL_WALKS, LONGEST_WALK = 12, 200
"""How many made-up respondents tell what share of the awaited facts is asked in the end, and their patience."""

KEPT_STANDINGS = 50_000
"""Most standings remembered; a resident's next question mostly needs those that the last one tried."""


@dataclass(frozen=True)
class Standing:
    """How a programme stands with what is known: `verdict` is one of FITS, FITS_NOT, OPEN.

    `deciding` are the facts that its verdict waits for and that may be asked, `paying` those that only the money
    waits for; `others` are facts that it waits for and that nobody may be asked here.
    """

    verdict: str
    deciding: tuple[str, ...]
    paying: tuple[str, ...]
    others: tuple[str, ...]


Said = tuple[frozenset[tuple[str, Value]], frozenset[str]]
"""The answers that one programme reads, and those of its facts that stay unknown."""


@dataclass(frozen=True)
class Tally:
    """What is left to ask: the facts that programmes wait for now, and how many there can be at most.

    `about` is how many will be asked by experience with made-up respondents.
    """

    waiting: tuple[str, ...]
    at_most: int
    about: int


class Guide:
    """Several programmes on one day, and the facts that may be asked of whoever asks.

    Everything here depends on the packs and the day alone, so one guide serves everybody.
    """

    def __init__(
        self, programmes: Sequence[Prepared], vocabulary: Vocabulary, on: date, askable: Collection[str]
    ) -> None:
        self.programmes, self.vocabulary, self.on = tuple(programmes), vocabulary, on
        self.askable = frozenset(askable)
        self._facts = tuple(facts_read(item, vocabulary) for item in self.programmes)
        self._readers = {
            name: tuple(index for index, facts in enumerate(self._facts) if name in facts)
            for name in self.askable
        }
        self._values = {name: self._turning_points(name) for name in self.askable if self._readers[name]}
        self._standings: dict[tuple[object, ...], Standing] = {}

    def _turning_points(self, name: str) -> tuple[Value, ...]:
        nodes = [node for index in self._readers[name] for node in _nodes(self.programmes[index])]
        return turning_points(self.vocabulary.facts[name], nodes, self.on)

    def standings(self, answers: Mapping[str, Value], declined: Collection[str] = ()) -> tuple[Standing, ...]:
        """How each programme stands; `declined` are facts that were asked for and stay unknown."""
        return tuple(
            self._standing(index, *state) for index, state in enumerate(self._said(answers, declined))
        )

    def _said(self, answers: Mapping[str, Value], declined: Collection[str]) -> list[Said]:
        """For each programme, those of the answers and refusals that it reads."""
        items = answers.items()
        return [
            (frozenset(item for item in items if item[0] in facts), frozenset(declined).intersection(facts))
            for facts in self._facts
        ]

    def next_question(self, answers: Mapping[str, Value], declined: Collection[str] = ()) -> str | None:
        """The fact to ask for; None when no answer could change anything any more."""
        said = self._said(answers, declined)
        standings = [self._standing(index, *state) for index, state in enumerate(said)]
        deciding = dict.fromkeys(name for item in standings for name in item.deciding)
        candidates = deciding or dict.fromkeys(name for item in standings for name in item.paying)
        if not candidates:
            return None
        money = not deciding
        waits = [len(_waits(item, money)) for item in standings]
        order = {name: place for place, name in enumerate(candidates)}
        return max(candidates, key=lambda name: (*self._worth(name, said, waits, money), -order[name]))

    def tally(self, answers: Mapping[str, Value], declined: Collection[str] = ()) -> Tally:
        """How much there is left to ask: more than `at_most` questions cannot follow."""
        standings = self.standings(answers, declined)
        waiting = dict.fromkeys(name for item in standings for name in (*item.deciding, *item.paying))
        open_facts: set[str] = set()
        for facts, item in zip(self._facts, standings, strict=True):
            if item.deciding or item.paying:
                open_facts |= facts & self.askable
        left = [name for name in open_facts if self._may_be_asked(name, answers, declined)]
        about = -(-len(waiting) * self.share_asked.numerator // self.share_asked.denominator)
        return Tally(tuple(waiting), len(left), min(len(left), about))

    @cached_property
    def share_asked(self) -> Fraction:
        """Questions still to come for each fact awaited, over all moments of the made-up respondents' ways.

        They give each question another of the values at which the rules turn, always the same ones.
        """
        asked = awaited = 0
        for walk in range(TRIAL_WALKS):
            waiting = self._walk(walk)
            asked += len(waiting) * (len(waiting) + 1) // 2
            awaited += sum(waiting)
        return Fraction(asked, awaited) if awaited else Fraction(1)

    def _walk(self, walk: int) -> list[int]:
        """How many facts were awaited at each question of one made-up respondent."""
        answers: dict[str, Value] = {}
        waiting: list[int] = []
        while len(waiting) < LONGEST_WALK and (name := self.next_question(answers)) is not None:
            standings = self.standings(answers)
            waiting.append(len({name for item in standings for name in (*item.deciding, *item.paying)}))
            values = self._values[name]
            answers[name] = values[(walk * 5 + len(waiting) * (walk + 1)) % len(values)]
        return waiting

    def _may_be_asked(self, name: str, answers: Mapping[str, Value], declined: Collection[str]) -> bool:
        if name in answers or name in declined:
            return False
        return all(
            answers.get(link) is not False and link not in declined
            for link in guard_chain(name, self.vocabulary)[1:]
        )

    def _worth(
        self, name: str, said: Sequence[Said], waits: Sequence[int], money: bool
    ) -> tuple[Fraction, Fraction]:
        """Expected number of programmes settled, and expected fall in answers waited for; both for the effort."""
        values = self._values[name]
        readers = [index for index in self._readers[name] if waits[index]]
        settled = fall = 0
        for value in values:
            answer = frozenset(((name, value),))
            for index in readers:
                known, declined = said[index]
                after = len(_waits(self._standing(index, known | answer, declined), money))
                settled += after == 0
                fall += waits[index] - after
        cost = len(values) * EFFORT.get(self.vocabulary.facts[name].type.kind, EFFORT_OF_FIGURE)
        return Fraction(settled, cost), Fraction(fall, cost)

    def _standing(self, index: int, said: frozenset[tuple[str, Value]], declined: frozenset[str]) -> Standing:
        """The standing of one programme, remembered by those of the answers that it reads."""
        key = (index, said, declined)
        found = self._standings.get(key)
        if found is None:
            if len(self._standings) >= KEPT_STANDINGS:
                self._standings.clear()
            found = self._standings[key] = self._work_out(index, dict(said), declined)
        return found

    def _work_out(self, index: int, answers: Mapping[str, Value], declined: Collection[str]) -> Standing:
        prepared = self.programmes[index]
        event = prepared.programme.event_on if prepared.programme.applies_by == "event" else None
        day = answers.get(event) if event else self.on
        if isinstance(day, date) and prepared.programme.validity.covers(day) is False:
            return Standing(FITS_NOT, (), (), ())
        values = prepared.values(Case(answers, self.on))
        variants = prepared.compiled.variants
        verdicts = [values(variant.verdict) for variant in variants]
        if all(verdict is False for verdict in verdicts):
            return Standing(FITS_NOT, (), (), ())
        deciding = dict.fromkeys([event] if event and day is None else ())
        paying: dict[str, None] = {}
        for variant, verdict in zip(variants, verdicts, strict=True):
            if verdict is None:
                deciding |= dict.fromkeys(_wanted(prepared, values, (variant.verdict,)))
            if verdict is not False:
                paying |= dict.fromkeys(_wanted(prepared, values, _money(variant)))
        verdict = FITS if all(verdicts) and not deciding else OPEN
        if verdict == OPEN:  # nobody is asked for figures of what may never be paid
            paying = {} if any(self._asks(name, declined) for name in deciding) else paying
        others = [name for name in (*deciding, *paying) if not self._asks(name, declined)]
        return Standing(
            verdict,
            tuple(name for name in deciding if self._asks(name, declined)),
            tuple(name for name in paying if name not in deciding and self._asks(name, declined)),
            tuple(dict.fromkeys(others)),
        )

    def _asks(self, name: str, declined: Collection[str]) -> bool:
        return name in self.askable and name not in declined


def _waits(standing: Standing, money: bool) -> tuple[str, ...]:
    return (*standing.deciding, *standing.paying) if money else standing.deciding


def _wanted(prepared: Prepared, values: Values, nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        for names in values.wanted(prepared.waiting(node)):
            yield from names


def _money(variant: Variant) -> list[Node]:
    found = (variant.payable, variant.count, variant.used, variant.until)
    return [node for node in found if node is not None]


def _nodes(prepared: Prepared) -> list[Node]:
    variants = prepared.compiled.variants
    return [node for variant in variants for node in (variant.verdict, *_money(variant))]


def facts_read(prepared: Prepared, vocabulary: Vocabulary) -> frozenset[str]:
    """The facts that a programme reads, with their guards and the day that decides which document applies."""
    names = {name for node in _nodes(prepared) for name in tree.fact_names(node)}
    names |= {prepared.programme.event_on} if prepared.programme.event_on else set()
    return frozenset(link for name in names for link in guard_chain(name, vocabulary))
