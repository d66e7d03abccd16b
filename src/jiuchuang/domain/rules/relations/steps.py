"""In which order derived facts are gathered: facts of members first, then those of the household that rest on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jiuchuang.domain.rules.derivation import Derivation, Relation, Relations


@dataclass(frozen=True)
class Step:
    """Facts that are gathered together, out of one pass over a relation grouped by one key column."""

    relation: Relation
    end: str
    derivations: tuple[Derivation, ...]

    @property
    def entity(self) -> str:
        """Whose facts they are."""
        return self.relation.ends[self.end]

    @property
    def joins(self) -> Mapping[str, tuple[str, ...]]:
        """Facts that are read of the entity at each end, by key column."""
        return {
            end: names
            for end in self.relation.ends
            if (
                names := tuple(
                    dict.fromkeys(name for item in self.derivations for name in item.joins.get(end, ()))
                )
            )
        }


def plan_steps(
    wanted: Iterable[str], relations: Relations, derivable: Callable[[str], bool]
) -> tuple[Step, ...]:
    """Steps to the wanted facts and to those that they rest on, each after all it needs.

    `derivable` says of a fact whether it is to be gathered: its relation is at hand, and no table states it.
    """
    levels: dict[str, int] = {}

    def level(name: str) -> int:
        """0 for a stated fact, else one more than the highest of what it rests on; circles are refused at load."""
        if name not in relations.derivations or not derivable(name):
            return 0
        if name not in levels:
            levels[name] = 1 + max((level(read) for read in relations.derivations[name].inputs), default=0)
        return levels[name]

    for name in wanted:
        level(name)
    groups: dict[tuple[int, str, str], list[Derivation]] = {}
    for name in sorted(levels):
        item = relations.derivations[name]
        groups.setdefault((levels[name], item.relation, item.end), []).append(item)
    return tuple(
        Step(relations.tables[relation], end, tuple(items))
        for (_, relation, end), items in sorted(groups.items())
    )
