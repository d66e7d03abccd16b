"""What the applicant does, or somebody for them: apply, bring papers, confirm, urge, withdraw, appeal."""

from __future__ import annotations

from datetime import timedelta

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.casework.progress import close_everything, close_node, open_node
from jiuchuang.domain.casework.state import Run
from jiuchuang.domain.casework.unfolding import (
    Faults,
    Unfolding,
    check_applicant,
    check_open_case,
    check_words,
    find_open,
)
from jiuchuang.domain.kernel.problem import Place, Problem


def submit(un: Unfolding, command: c.Submit) -> Faults:
    """申请, or a case opened by a screening."""
    procedure, place = un.procedure, Place(command.case)
    faults: Faults = []
    if un.today not in procedure.in_force:
        message = f"“{procedure.label}”第{procedure.version}版在{un.today.isoformat()}不施行"
        faults.append(Problem("not-in-force", message, place, f"施行期：{procedure.in_force}"))
    by_screening = procedure.begins_by == "screening"
    if by_screening and un.actor.role != c.SYSTEM.role:
        faults.append(Problem("begins-by-screening", f"“{procedure.label}”由筛查开办，不受理申请", place))
    if not by_screening and command.applicant not in un.actor.persons:
        hint = "代办请写明代谁办理"
        faults.append(Problem("not-applicant", "只有申请人本人或受托代办人可以提出申请", place, hint))
    if command.claimed_fen is not None and command.claimed_fen < 0:
        faults.append(Problem("amount-negative", "申请金额不能是负数", place))
    if faults:
        return faults
    un.happen(
        e.CaseOpened(
            command.case,
            procedure.id,
            procedure.version,
            command.applicant,
            command.papers,
            command.claimed_fen,
            command.first_time,
        )
    )
    open_node(un, procedure.first)
    return []


def supply_papers(un: Unfolding, command: c.SupplyPapers) -> Faults:
    """容缺补交, late papers too: late is told, not refused."""
    faults = check_open_case(un, even_correcting=True) + check_applicant(un)
    awaited = {one.paper for one in un.state.papers_due}
    strange = [paper for paper in command.papers if paper not in awaited]
    if strange or not command.papers:
        hint = f"待补：{'、'.join(sorted(awaited)) or '无'}"
        faults.append(
            un.problem("paper-not-awaited", f"不在容缺清单中：{'、'.join(strange) or '（空）'}", hint)
        )
    if not faults:
        un.happen(e.PapersBrought(command.papers))
    return faults


def supplement(un: Unfolding, command: c.Supplement) -> Faults:
    """补正: everything on the list at once; a co-signed step is then voted on anew."""
    faults = check_open_case(un, even_correcting=True) + check_applicant(un)
    correction = un.state.correction
    if correction is None:
        return faults or [un.problem("nothing-to-correct", "没有待补正的清单")]
    missing = [item.paper for item in correction.items if item.paper not in command.papers]
    if missing:
        faults.append(un.problem("correction-incomplete", f"补正还缺：{'、'.join(missing)}", "请一次补齐"))
    if faults:
        return faults
    un.happen(e.Supplemented(command.papers, command.note))
    node, run = un.procedure.node(correction.node), un.state.run(correction.node)
    if run is not None and run.votes:
        un.happen(e.NodeClosed(node.id, run.round, "superseded"))
        open_node(un, node, keeps_clock=True, list_used=True)
    return []


def withdraw(un: Unfolding, command: c.Withdraw) -> Faults:
    """撤回申请."""
    faults = check_open_case(un, even_correcting=True) + check_applicant(un)
    if un.state.decision is not None:
        faults.append(un.problem("already-decided", "已作出决定，不能再撤回申请", "不服决定可以申诉、复议"))
    if not faults:
        un.happen(e.Withdrawn(command.reason))
        close_everything(un)
        un.happen(e.CaseEnded("withdrawn"))
    return faults


def urge(un: Unfolding, command: c.Urge) -> Faults:
    """催办, by staff or the applicant and nobody from outside: once a day each."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    if un.actor.level == "person" and (faults := check_applicant(un)):
        return faults
    if (un.actor.person, un.today) in run.urged:
        return [un.problem("urged-today", f"今天已经催办过“{node.label}”")]
    un.happen(e.Urged(node.id, run.round, command.note))
    return []


def confirm(un: Unfolding, command: c.Confirm) -> Faults:
    """The person wants what the screening found."""
    node, run, faults = _at_confirmation(un, command)
    if node is None or run is None or faults:
        return faults
    un.happen(e.Confirmed(node.id, run.round))
    close_node(un, node, "passed")
    return []


def opt_out(un: Unfolding, command: c.OptOut) -> Faults:
    """The person does not want it; nothing is held against them."""
    node, run, faults = _at_confirmation(un, command)
    if node is None or run is None or faults:
        return faults
    un.happen(e.OptedOut(node.id, run.round, command.reason))
    close_everything(un)
    un.happen(e.CaseEnded("opted_out"))
    return []


def _at_confirmation(un: Unfolding, command: c.AtNode) -> tuple[Node | None, Run | None, Faults]:
    node, run, faults = find_open(un, command.node)
    if node is not None and node.kind != "confirm":
        faults.append(un.problem("wrong-kind", f"“{node.label}”不是本人确认环节"))
    return node, run, faults + check_applicant(un)


def appeal(un: Unfolding, command: c.Appeal) -> Faults:
    """申诉、复议、诉讼 against the decision or 不予受理; a late one is registered and marked."""
    faults = check_applicant(un) + check_words(un, reasons=command.reasons)
    if command.kind not in c.APPEAL_LABELS:
        faults.append(un.problem("unknown-kind", "请选明申诉、复议或诉讼"))
    state, decision = un.state, un.state.decision
    since = decision.decided_on if decision is not None else state.ended_on
    if since is None or (decision is None and state.outcome not in ("declined", "lapsed")):
        faults.append(un.problem("nothing-to-appeal", "还没有可以申诉的决定"))
        return faults
    if any(one.changed is None for one in state.appeals):
        faults.append(un.problem("appeal-open", "已有一件申诉或复议正在办理"))
    if any(one.id == command.appeal for one in state.appeals):
        faults.append(un.problem("appeal-twice", f"申诉编号“{command.appeal}”已经用过"))
    if not faults:
        late = un.today > since + timedelta(days=un.procedure.appeal_days)
        un.happen(e.Appealed(command.appeal, command.kind, command.reasons, late))
    return faults
