"""Procedures as a county could write them: the shipped ones with other joins, conditions and promises."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st

from jiuchuang.domain.casework.conditions import When
from jiuchuang.domain.casework.procedure import CasePromise, Join, Procedure
from jiuchuang.domain.casework.procedure_checks import check_procedure

WHENS = [
    *[None] * 4,
    When(over_fen=10**6),
    When(over_fen=10**8),
    When(up_to_fen=10**6),
    When(first_time=True),
    When(over_fen=10**8, first_time=False),
]


def with_join(procedure: Procedure, join: Join) -> Procedure:
    nodes = (replace(node, join=join) if node.kind == "co_sign" else node for node in procedure.nodes)
    return replace(procedure, nodes=tuple(nodes))


def with_conditions(procedure: Procedure, data: st.DataObject) -> Procedure:
    """Any of the steps that may be left out, under any condition."""
    nodes = []
    for number, node in enumerate(procedure.nodes):
        skippable = number and node.kind in ("review", "co_sign", "site_visit", "external_check", "notice")
        nodes.append(replace(node, when=data.draw(st.sampled_from(WHENS), node.id)) if skippable else node)
    made = replace(procedure, nodes=tuple(nodes))
    assert check_procedure(made) == []
    return made


def with_promise(procedure: Procedure, data: st.DataObject) -> Procedure:
    """A promise for the whole case, or none."""
    days = data.draw(st.sampled_from([None, 3, 20]), "promised days")
    return replace(procedure, promise=None if days is None else CasePromise(days, "application"))
