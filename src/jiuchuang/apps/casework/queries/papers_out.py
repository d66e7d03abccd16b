"""What goes out on paper about a case or a list: letters, slips, notices as plain values for `gateways.letters`.

Whoever calls has the case in sight: names and numbers are masked here unless the view shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jiuchuang.apps.casework.models import Case, Finding, NoticeList, Paper
from jiuchuang.apps.casework.queries.events import events_of
from jiuchuang.apps.casework.queries.kept import calendar
from jiuchuang.apps.casework.queries.lists import notice_value
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.view import CaseView
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.apps.people.queries import subject_of, vocabulary
from jiuchuang.apps.policy.queries import prepared
from jiuchuang.domain.casework.calendar import working_days_between
from jiuchuang.domain.casework.state import Decision
from jiuchuang.domain.kernel.masking import mask_resident_id
from jiuchuang.domain.rules.answers.decision import STATUS_LABELS
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Kind, format_value
from jiuchuang.gateways.letters.data import (
    Appeal,
    Contact,
    CorrectionData,
    CorrectionItem,
    FactLine,
    Instalment,
    LetterData,
    NoticeData,
    NoticeLine,
    OpenWord,
    ReadingLine,
    Reason,
    ReceiptData,
    ReceivedCase,
)
from jiuchuang.gateways.letters.data import Finding as ReasonFinding
from jiuchuang.gateways.letters.remedies import remedies

AMOUNTS = {
    "not_specified": "文件未规定金额",
    "readings_differ": "文件有不同理解，金额随之不同",
    "unknown": "按现有规定和情况不能算出金额",
}
"""Why the finding names no amount, by the state of its amount."""
_FINDINGS: dict[str, ReasonFinding] = {"yes": "met", "no": "not_met"}


def letter_data(view: CaseView) -> LetterData | None:
    """The decision letter of a case that was decided; None before. The text is that of the finding it went by."""
    decision = view.state.decision
    if decision is None:
        return None
    finding = _finding(view, decision)
    content: dict[str, Any] = finding.decision if finding is not None else {}
    pays = any(node.kind == "pay" for node in view.procedure.nodes)
    outcome = "refused" if not decision.approved else "approved" if pays else "recognised"
    county = Offices(view.case.unit, decision.decided_on).county
    return LetterData(
        outcome=outcome,  # type: ignore[arg-type]
        organ=county.name,
        case=view.case.number,
        matter=view.case.matter,
        applicant=view.name,
        applicant_number=_number(view),
        applied_on=view.case.opened_on,
        decided_on=decision.decided_on,
        reasons=_reasons(content),
        appeal=appeal_of(county, view.procedure.appeal_days),
        basis=decision.clauses,
        facts=_facts(finding.facts, finding.sources, content) if finding is not None else (),
        explanation=decision.reasons,
        amount_fen=decision.amount_fen,
        amount_note=_amount_note(content, decision),
        document=content.get("document", ""),
        readings=_readings(content),
        open_words=_open_words(content),
        number=f"编号：{view.case.number}",
        schedule=_schedule(content, decision),
    )


def _finding(view: CaseView, decision: Decision) -> Finding | None:
    """The finding that the decision had before it: the newest one of its day or before."""
    before = (one for one in view.findings if timezone.localdate(one.at) <= decision.decided_on)
    return next(before, view.finding)


def receipt_data(views: Sequence[CaseView], clerk: str) -> ReceiptData:
    """The receipt of one application, of all its cases (at least one)."""
    first, cases = views[0], [one.case for one in views]
    papers = Paper.objects.filter(case__in=cases).order_by("pk").values_list("name", flat=True)
    to_follow = (due.paper for one in views for due in one.state.papers_due)
    return ReceiptData(
        organ=Offices(first.case.unit, first.case.opened_on).county.name,
        applicant=first.name,
        applicant_number=_masked_number(first.case),
        cases=tuple(ReceivedCase(case.number, case.matter, case.due_on) for case in cases),
        papers=tuple(dict.fromkeys(papers)),
        received_at=events_of(first.case.number)[0].at,
        clerk=clerk,
        to_follow=tuple(dict.fromkeys(to_follow)),
    )


def correction_data(view: CaseView) -> CorrectionData | None:
    """The correction notice of a case that waits for an answer; None otherwise."""
    correction = view.state.correction
    if correction is None:
        return None
    days = working_days_between(calendar(), correction.asked_on, correction.due_on)
    return CorrectionData(
        organ=Offices(view.case.unit, correction.asked_on).county.name,
        case=view.case.number,
        matter=view.case.matter,
        applicant=view.name,
        applicant_number=_number(view),
        items=tuple(CorrectionItem(one.paper, one.wanted) for one in correction.items),
        sent_on=correction.asked_on,
        due_on=correction.due_on,
        working_days=days.days,
    )


def notice_data(row: NoticeList, address: str = "") -> NoticeData:
    """A list as it is printed and hung up: masked, as published."""
    value = notice_value(row)
    days = working_days_between(calendar(), value.opened_on, value.ends_on)
    return NoticeData(
        id=row.number,
        organ=row.unit.name,
        matter=row.label,
        lines=tuple(NoticeLine(one.display, "", one.amount_fen) for one in value.rows),
        opened_on=value.opened_on,
        ends_on=value.ends_on,
        working_days=days.days,
        contact=Contact(row.unit.name),
        address=address,
    )


def appeal_of(county: Unit, days: int) -> Appeal:
    """Who hears an appeal: the people's government of the county, and its court (行政复议法, 行政诉讼法)."""
    fixed = remedies()
    organ, court = f"{county.name}人民政府", f"{county.name}人民法院"
    return Appeal(organ, days, court, fixed.months, fixed.days_by, fixed.months_by)


def _amount_note(content: dict[str, Any], decision: Decision) -> str:
    """Why the document fixes no amount, what it says instead, and where the amount of the decision comes from."""
    told = AMOUNTS.get(content.get("amount_state", ""), "")
    if not told or not decision.approved:
        return ""
    note = f"（原文：{content['amount_note']}）" if content.get("amount_note") else ""
    fixed = "本决定未定金额" if decision.amount_fen is None else "上述金额由决定机关核定，理由见说明"
    return f"{told}{note}，{fixed}"


def _readings(content: dict[str, Any]) -> tuple[ReadingLine, ...]:
    """The ways in which the document can be read, where they come to different answers."""
    found = tuple(
        ReadingLine("；".join(one["says"]), STATUS_LABELS[one["status"]], one["amount_fen"])
        for one in content.get("readings", ())
    )
    return found if len({(one.outcome, one.amount_fen) for one in found}) > 1 else ()


def _open_words(content: dict[str, Any]) -> tuple[OpenWord, ...]:
    """Words that the document leaves open and on which the amount hangs: told where the finding fixed none."""
    if content.get("amount_state") not in AMOUNTS:
        return ()
    return tuple(OpenWord(one["term"], one["clause"], one["note"]) for one in content.get("open_terms", ()))


def _reasons(content: dict[str, Any]) -> tuple[Reason, ...]:
    """What speaks for and against; an exception that does not apply does neither and is left out."""
    return tuple(
        Reason(one["phrase"] or one["sentence"], found, one["sentence"], content["document"], one["clause"])
        for one in content.get("conditions", ())
        if (found := _found(one["role"], one["result"])) is not None
    )


def _found(role: str, result: str) -> ReasonFinding | None:
    if result == "not_applicable" or (role != "condition" and result == "no"):
        return None
    if role == "excluded" and result == "yes":
        return "not_met"
    return _FINDINGS.get(result, "unknown")


def _facts(facts: dict[str, Any], sources: dict[str, Any], content: dict[str, Any]) -> tuple[FactLine, ...]:
    """The facts that the programme asks for, with their sources; the rest of a person's facts is nobody's business."""
    known = vocabulary().facts
    lines = []
    for name in facts_read(content["programme"], date.fromisoformat(content["on"])):
        if name in facts and name in known:
            fact, source = known[name], sources.get(name, {})
            stored = facts[name]
            value = date.fromisoformat(stored) if fact.type.kind is Kind.DATE else stored
            as_of = source.get("as_of")
            lines.append(
                FactLine(
                    fact.label,
                    format_value(value, fact.type, fact.labels, grouped=True),
                    source.get("register", ""),
                    date.fromisoformat(as_of) if as_of else None,
                )
            )
    return tuple(lines)


def facts_read(programme: str, on: date) -> tuple[str, ...]:
    """The facts that the conditions of a programme ask for, in their order."""
    ready = prepared(programme, on)
    names: list[str] = []
    for condition in (*ready.conditions, *ready.exceptions) if ready is not None else ():
        for node in condition.nodes:
            names += sorted(tree.fact_names(node))
    return tuple(dict.fromkeys(names))


def _schedule(content: dict[str, Any], decision: Decision) -> tuple[Instalment, ...]:
    schedule = content.get("schedule")
    if not schedule or not decision.approved or not schedule["instalment_fen"] or schedule["every"] == "once":
        return ()
    words = {"month": "每月", "quarter": "每季度", "year": "每年"}.get(schedule["every"], schedule["every"])
    until = f"，至{schedule['until']}" if schedule["until"] else ""
    left = f"，最多{schedule['remaining']}次" if schedule["remaining"] else ""
    return (Instalment(f"{words}{left}{until}", schedule["instalment_fen"]),)


def _number(view: CaseView) -> str:
    if "resident_id" in view.sees:
        row = subject_of(view.case.subject_kind, view.case.subject_number)
        if isinstance(row, Person):
            return row.resident_id or row.number
    return _masked_number(view.case)


def _masked_number(case: Case) -> str:
    row = subject_of(case.subject_kind, case.subject_number)
    if isinstance(row, Employer):
        return row.credit_code or row.number
    if isinstance(row, Person) and row.resident_id:
        return mask_resident_id(row.resident_id)
    return case.subject_number
