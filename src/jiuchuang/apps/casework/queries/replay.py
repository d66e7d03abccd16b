"""Proof that a case is what its records say: its state follows from them, its findings can be computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import AwaitedSeat, Case, Finding
from jiuchuang.apps.casework.queries.events import chain_of, state_of
from jiuchuang.apps.casework.queries.facts import finding_digest, read_back
from jiuchuang.apps.policy.queries import decide_again, library_of
from jiuchuang.domain.casework.state import CaseState


@dataclass(frozen=True)
class Replayed:
    """A case gone through again: `faults` in plain words, empty when everything agrees."""

    number: str
    state: CaseState | None
    findings: int
    faults: tuple[str, ...]


def all_numbers() -> list[str]:
    """The number of every case."""
    return list(Case.objects.order_by("pk").values_list("number", flat=True))


def replay(number: str) -> Replayed:
    """Go through the records of a case: state against the kept row, every finding against its digest and its rules."""
    case = Case.objects.filter(number=number).first()
    if case is None:
        return Replayed(number, None, 0, ("没有这件办件",))
    state = state_of(number)
    faults = [*_against_row(case, state)]
    recorded = [one["content"] for one in contents_of(chain_of(number)) if one["kind"] == "Finding"]
    findings = list(Finding.objects.filter(case=case).order_by("seq"))
    if len(recorded) != len(findings):
        faults.append(f"记录里有{len(recorded)}次核验，库里有{len(findings)}次")
    for finding, content in zip(findings, recorded, strict=False):
        faults += _against_rules(finding, content["digest"])
    return Replayed(number, state, len(findings), tuple(faults))


def _against_row(case: Case, state: CaseState | None) -> Iterator[str]:
    if state is None:
        yield "没有任何事件"
        return
    decision = state.decision
    kept = (case.length, case.status, case.outcome, case.amount_fen)
    said = (state.number, state.status, state.outcome or "", decision.amount_fen if decision else None)
    if kept != said:
        yield f"办件行为{kept}，按记录应为{said}"
    open_rows = set(AwaitedSeat.objects.filter(case=case, is_open=True).values_list("node", "round"))
    awaited = {(run.node, run.round) for run in state.open_runs() if run.silent_seats()}
    awaited |= {("", number) for number, one in enumerate(state.appeals, 1) if one.changed is None}
    if open_rows != awaited:
        yield f"待办为{sorted(open_rows)}，按记录应为{sorted(awaited)}"


def _against_rules(finding: Finding, digest: str) -> Iterator[str]:
    name = f"第{finding.seq}次核验"
    if finding.digest != digest or finding_digest(finding.facts, finding.decision) != digest:
        yield f"{name}的内容与记录的摘要不符"
        return
    receipt = finding.receipt
    digest_of_pack, tables = receipt["pack_sha256"], receipt["tables_sha256"]
    try:
        library = library_of(digest_of_pack, tables)
        values = read_back(finding.facts, library.vocabulary)
        again = decide_again(finding.programme, values, finding.on, digest_of_pack, tables)
    except (LookupError, ValueError) as fault:
        yield f"{name}所用的政策包（{digest_of_pack[:12]}）不能重新算：{fault}"
        return
    if finding_digest(finding.facts, again.to_json()) != digest:
        yield f"{name}重新计算的结果不同"
