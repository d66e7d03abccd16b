"""公示 of one case: published, objected to, settled, closed. An objection holds up this case and no other."""

from __future__ import annotations

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.calendar import add_working_days
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.casework.progress import close_node
from jiuchuang.domain.casework.state import Publication, Run
from jiuchuang.domain.casework.unfolding import Faults, Unfolding, check_handler, check_words, find_open


def open_notice(un: Unfolding, command: c.OpenNotice) -> Faults:
    """Published today; today is not counted, and the notice runs through its last working day."""
    node, run, faults = _at_notice(un, command)
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run)
    if run.publication is not None:
        faults.append(un.problem("published-already", f"“{node.label}”已经公示"))
    if not faults:
        ends = add_working_days(un.context.calendar, un.today, node.notice_days)
        un.happen(e.NoticeOpened(node.id, run.round, command.list_id, ends.day, ends.assumed_years))
    return faults


def object_to(un: Unfolding, command: c.Object) -> Faults:
    """异议, by anybody, while the notice runs."""
    node, run, faults = _at_notice(un, command)
    if node is None or run is None:
        return faults
    faults += check_words(un, reasons=command.reasons)
    publication, more = _published(un, node, run)
    if publication is None:
        return faults + more
    if un.today > publication.ends_on:
        faults.append(un.problem("notice-ended", f"公示已于{publication.ends_on.isoformat()}结束"))
    if any(one.id == command.objection for one in publication.objections):
        faults.append(un.problem("objection-twice", f"异议编号“{command.objection}”已经用过"))
    if not faults:
        un.happen(e.Objected(node.id, run.round, command.objection, command.display, command.reasons))
    return faults


def settle_objection(un: Unfolding, command: c.SettleObjection) -> Faults:
    """异议处理, not by whoever raised it."""
    node, run, faults = _at_notice(un, command)
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run) + check_words(un, reasons=command.reasons)
    publication, more = _published(un, node, run)
    if publication is None:
        return faults + more
    objection = next((one for one in publication.objections if one.id == command.objection), None)
    if objection is None:
        faults.append(un.problem("unknown-objection", f"没有“{command.objection}”这件异议"))
    elif objection.upheld is not None:
        faults.append(un.problem("objection-settled", f"异议“{objection.id}”已经处理"))
    elif objection.persons & un.actor.persons:
        faults.append(un.problem("own-objection", "不能处理自己提出的异议", "请由他人处理（回避）"))
    if not faults:
        un.happen(e.ObjectionSettled(node.id, run.round, command.objection, command.upheld, command.reasons))
    return faults


def close_notice(un: Unfolding, command: c.CloseNotice) -> Faults:
    """After the last day, when every objection is settled; an upheld one means that the case was not agreed to.

    Nothing is left to weigh then, so the platform may do it too.
    """
    node, run, faults = _at_notice(un, command)
    if node is None or run is None:
        return faults
    if un.actor != c.SYSTEM:
        faults += check_handler(un, node, run)
    publication, more = _published(un, node, run)
    if publication is None:
        return faults + more
    if un.today <= publication.ends_on:
        ends_on = publication.ends_on.isoformat()
        faults.append(un.problem("notice-running", f"公示到{ends_on}为止，次日起才能结束公示"))
    waiting = [one.id for one in publication.objections if one.upheld is None]
    if waiting:
        faults.append(un.problem("objection-open", f"异议未处理完：{'、'.join(waiting)}"))
    if not faults:
        upheld = any(one.upheld for one in publication.objections)
        close_node(un, node, "opposed" if upheld else "passed")
    return faults


def _at_notice(un: Unfolding, command: c.AtNode) -> tuple[Node | None, Run | None, Faults]:
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return None, None, faults
    if node.kind != "notice":
        return None, None, [un.problem("wrong-kind", f"“{node.label}”不是公示环节")]
    return node, run, []


def _published(un: Unfolding, node: Node, run: Run) -> tuple[Publication | None, Faults]:
    if run.publication is None:
        return None, [un.problem("not-published", f"“{node.label}”还没有公示")]
    return run.publication, []
