"""异议: anybody may object to a row while its list runs; only that row is held up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.models import Case, NoticeList, NoticeObjection, OrderedCase
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.lists import list_chain, notice_value, stored
from jiuchuang.apps.casework.queries.verbs import placed
from jiuchuang.domain.casework.commands import Actor, Object, SettleObjection
from jiuchuang.domain.casework.notice_list import NoticeList as Notice
from jiuchuang.domain.casework.notice_list import object_to_row as object_in_list
from jiuchuang.domain.casework.notice_list import settle_row
from jiuchuang.domain.kernel.hash_chain import sha256
from jiuchuang.domain.kernel.masking import mask_name
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

_ASKED = {"name": "姓名", "contact": "联系方式", "reasons": "理由"}
_ENDED = ("notice-ended", "这一行的公示已经结束")


@dataclass(frozen=True)
class Objected:
    """The objection under its number; the objector may ask after it."""

    objection: NoticeObjection


_OPEN = Problem(
    "objection-open", "这个电话对这一行的异议正在核实，不用重复提交", Place("case"), "有了结果以后可以再提"
)


@transaction.atomic
def object_to_row(
    *, number: str, case: str, name: str, contact: str, reasons: str, key: str, at: datetime
) -> Objected | Refusal:
    """Object to one row of a running list, giving one's name and contact, which no page shows to the public.

    The same `key` again gives the objection of before; the same contact has one open objection to a row at a time.
    """
    faults = _missing(name=name, contact=contact, reasons=reasons)
    # first the case, then the list, as whoever settles an objection: two never wait for each other
    target = Case.objects.select_for_update(of=("self",)).filter(number=case).first()
    row = NoticeList.objects.select_for_update(of=("self",)).filter(number=number).first()
    if row is None or target is None:
        faults.append(Problem("no-list", "没有这份公示名单，或名单里没有这一行", Place("case")))
    if faults or row is None or target is None:
        return Refusal(tuple(faults))
    objection = f"{number}:Y{sha256(key.encode())[:12]}"
    standing = NoticeObjection.objects.filter(number=objection).first()
    if standing is not None:
        return Objected(standing)
    if _open_already(row, target, contact):
        return Refusal((_OPEN,))
    on = timezone.localdate(at)
    value = object_in_list(notice_value(row), objection, case, reasons, on=on)
    if isinstance(value, Refusal):
        return _at("case", value)
    node = _node_of(case, number)
    if node is None:
        return Refusal((_not_open(number, target),))
    person = f"public:{sha256(contact.strip().encode())[:16]}"
    command = Object(
        key=objection,
        actor=Actor(person, "public", "", "person"),
        node=node,
        objection=objection,
        display=mask_name(name.strip()),
        reasons=reasons.strip(),
    )
    done = take_further(number=case, command=command, account=None, at=at)
    if isinstance(done, Refusal):
        transaction.set_rollback(True)
        return placed(done)
    kept = NoticeObjection.objects.create(
        list=row,
        case=target,
        number=objection,
        name=name.strip()[:64],
        contact=contact.strip()[:64],
        reasons=reasons.strip(),
        at=at,
    )
    told = {"objection": objection, "case": case}
    _keep(row, value, "NoticeObjected", RecordActor(None, person), told, at)
    return Objected(kept)


def _not_open(number: str, case: Case) -> Problem:
    """Why nothing can be said against a row: its days are over, or have not begun in its case."""
    beginning = OrderedCase.objects.filter(order__list_number=number, case=case, state="ready").exists()
    code, why = ("notice-beginning", "这份名单刚刚公示，请几分钟后再提交") if beginning else _ENDED
    return Problem(code, why, Place("case"))


def _open_already(row: NoticeList, case: Case, contact: str) -> bool:
    """Whether an objection of this contact to the row is not settled yet."""
    mine = NoticeObjection.objects.filter(list=row, case=case, contact=contact.strip()[:64])
    return mine.filter(upheld__isnull=True).exists()


def settle_in_list(case: Case, command: SettleObjection, actor: RecordActor, at: datetime) -> None:
    """After an objection was settled in its case: the same in its list."""
    kept = NoticeObjection.objects.select_related("list").filter(number=command.objection, case=case).first()
    if kept is None:
        return
    row = NoticeList.objects.select_for_update(of=("self",)).get(pk=kept.list_id)
    on = timezone.localdate(at)
    value = settle_row(
        notice_value(row), command.objection, upheld=command.upheld, findings=command.reasons, on=on
    )
    if isinstance(value, Refusal):
        raise RuntimeError(f"objection {command.objection} is settled in its case, not in its list: {value}")
    kept.upheld, kept.findings, kept.settled_at = command.upheld, command.reasons, at
    kept.save(update_fields=["upheld", "findings", "settled_at"])
    told = {"objection": command.objection, "case": case.number, "upheld": command.upheld}
    _keep(row, value, "NoticeObjectionSettled", actor, told, at)


def _keep(
    row: NoticeList, value: Notice, kind: str, actor: RecordActor, told: Mapping[str, object], at: datetime
) -> None:
    row.content, row.digest = stored(value)
    row.save(update_fields=["content", "digest"])
    content = {**told, "digest": row.digest}
    record(chain=list_chain(row.number), kind=kind, actor=actor, at=at, content=content)


def _missing(**words: str) -> list[Problem]:
    """Words that an objection needs and that are not there."""
    return [
        Problem("words-missing", f"请写明{_ASKED[field]}", Place(field))
        for field, given in words.items()
        if not given.strip()
    ]


def _node_of(case: str, number: str) -> str | None:
    state = state_of(case)
    runs = state.open_runs() if state is not None else ()
    return next((run.node for run in runs if run.publication and run.publication.list_id == number), None)


def _at(field: str, refusal: Refusal) -> Refusal:
    return Refusal(
        tuple(Problem(one.code, one.message, Place(field), one.suggestion) for one in refusal.problems)
    )
