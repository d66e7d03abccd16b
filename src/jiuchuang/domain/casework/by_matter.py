"""Which procedure a matter goes through when its pack names none: a choice of the county, kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml

KEYS = ("basis", "by_programme", "by_kind", "by_entity")


@dataclass(frozen=True)
class ByMatter:
    """Ids of procedures by programme, by kind of programme, by who benefits; the first that fits is taken."""

    basis: str
    by_programme: Mapping[str, str]
    by_kind: Mapping[str, str]
    by_entity: Mapping[str, str]

    def procedure(self, programme: str, kind: str, entity: str) -> str | None:
        """The procedure for a programme; None where the county has not said."""
        return self.by_programme.get(programme) or self.by_kind.get(kind) or self.by_entity.get(entity)


def read_by_matter(text: str, path: str) -> tuple[ByMatter, list[Problem]]:
    """The file, with every fault of it."""
    data, problems = read_yaml(text, path)
    record = Record(data, "流程对照", KEYS, problems, Place(path))

    def pairs(key: str) -> dict[str, str]:
        return {name: str(procedure) for name, procedure, _ in record.entries(key)}

    return ByMatter(
        record.text("basis"), pairs("by_programme"), pairs("by_kind"), pairs("by_entity")
    ), problems
