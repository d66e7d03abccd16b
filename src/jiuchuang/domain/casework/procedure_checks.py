"""What must hold of a procedure before a case may begin by it; every fault at once, at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from jiuchuang.domain.casework.procedure import (
    KIND_LABELS,
    VERB_LABELS,
    VERBS_OF_KIND,
    Node,
    NodeKind,
    Procedure,
)
from jiuchuang.domain.kernel.problem import Problem, legible, nearest

_ID = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
LONGEST_ID = 64
LONGEST_LABEL = 120
BEFORE_THE_DECISION: frozenset[NodeKind] = frozenset(
    {"confirm", "accept", "review", "co_sign", "site_visit", "external_check", "notice"}
)
"""Kinds of steps that prepare a decision; payment and archive come after it."""


def check_procedure(procedure: Procedure) -> list[Problem]:
    """Every fault of one version; the graph is only judged when every arrow leads somewhere."""
    problems = check_names(procedure)
    for node in procedure.nodes:
        problems += _check_node(node)
    problems += _check_one_of_each(procedure)
    if any(problem.code in _NO_GRAPH for problem in problems):
        return problems
    problems += _check_ways(procedure)
    problems += _check_conflicts(procedure)
    problems += _check_promise(procedure)
    return problems


def check_versions(procedures: Iterable[Procedure]) -> list[Problem]:
    """Versions of one procedure that share a number or a day."""
    problems = []
    for one, other in combinations(procedures, 2):
        if one.id != other.id:
            continue
        if one.version == other.version:
            message = f"流程“{one.id}”的第{one.version}版写了两次"
            problems.append(Problem("version-twice", message, other.place))
        elif one.in_force.overlaps(other.in_force):
            message = f"流程“{one.id}”第{one.version}版与第{other.version}版的施行期重叠"
            problems.append(
                Problem("versions-overlap", message, other.place, "前一版的 to_on 应早于后一版的 from_on")
            )
    return problems


_NO_GRAPH = {"node-twice", "unknown-node", "no-nodes", "circle", "one-decide", "one-archive"}


def check_names(procedure: Procedure) -> list[Problem]:
    """Steps written twice, arrows and conflicts that name no step."""
    if not procedure.nodes:
        return [Problem("no-nodes", "流程没有环节", procedure.place)]
    problems, seen = _too_long(procedure), set[str]()
    for node in procedure.nodes:
        if node.id in seen:
            problems.append(Problem("node-twice", f"环节“{node.id}”写了两次", node.place))
        seen.add(node.id)
        if node.id and not _ID.fullmatch(node.id):
            hint = "用小写英文字母开头，只含小写字母、数字、- 和 _"
            problems.append(Problem("node-id", f"环节编号“{legible(node.id)}”不合要求", node.place, hint))
    for node in procedure.nodes:
        for name in node.following:
            if name not in seen:
                message = f"“{node.label}”的下一环节“{name}”不存在"
                problems.append(Problem("unknown-node", message, node.place, nearest(name, sorted(seen))))
        if len(set(node.following)) < len(node.following):
            problems.append(Problem("following-twice", f"“{node.label}”的下一环节有重复", node.place))
    names = {node.id for node in procedure.nodes}
    for group in procedure.conflicts:
        for name in sorted(group - names):
            message = f"不相容岗位中的环节“{name}”不存在"
            problems.append(
                Problem("unknown-conflict", message, procedure.place, nearest(name, sorted(names)))
            )
    return problems


def _too_long(procedure: Procedure) -> list[Problem]:
    """Ids and names that the lists of cases could not hold."""
    named = [("流程", procedure.id, procedure.label, procedure.place)]
    for node in procedure.nodes:
        named.append(("环节", node.id, node.label, node.place))
        named += [("席位", seat.unit, seat.label, node.place) for seat in node.seats]
    problems = []
    for what, code, label, place in named:
        if len(code) > LONGEST_ID or len(label) > LONGEST_LABEL:
            message = f"{what}“{legible(label or code)[:20]}…”的编号或名称太长"
            hint = f"编号最多{LONGEST_ID}个字符，名称最多{LONGEST_LABEL}个字"
            problems.append(Problem("name-long", message, place, hint))
    return problems


def _check_one_of_each(procedure: Procedure) -> list[Problem]:
    problems = []
    for kind, code in (("decide", "one-decide"), ("archive", "one-archive")):
        found = [node for node in procedure.nodes if node.kind == kind]
        if len(found) != 1:
            label = KIND_LABELS["decide"] if kind == "decide" else KIND_LABELS["archive"]
            place = found[1].place if found else procedure.place
            problems.append(Problem(code, f"流程应有且只有一个“{label}”环节，现有{len(found)}个", place))
    if circle := _circle(procedure):
        node = next(node for node in procedure.nodes if node.id in circle)
        hint = "退回用退回命令，不用箭头"
        problems.append(Problem("circle", f"环节{'、'.join(sorted(circle))}首尾相接成环", node.place, hint))
    return problems


def _circle(procedure: Procedure) -> frozenset[str]:
    """The steps that lie on a circle."""
    return frozenset(
        node.id
        for node in procedure.nodes
        if any(
            node.id == name or node.id in procedure.after.get(name, frozenset()) for name in node.following
        )
    )


def _check_node(node: Node) -> list[Problem]:
    """What can be seen of one step alone."""
    found: list[tuple[str, str, str]] = []
    for verb in sorted(node.verbs - VERBS_OF_KIND[node.kind]):
        usable = "、".join(sorted(VERBS_OF_KIND[node.kind])) or "无"
        found.append(
            ("verb-of-kind", f"“{node.label}”不能用 {verb}（{VERB_LABELS[verb]}）", f"可用：{usable}")
        )
    if node.limit_days is not None and node.silence is None and node.kind != "notice":
        found.append(
            ("no-silence", f"“{node.label}”有时限却没写逾期怎么办", "写上 silence: none、agreed 或 escalate")
        )
    if node.limit_days is None and node.silence in ("agreed", "escalate"):
        found.append(("silence-without-limit", f"“{node.label}”没有时限，谈不上逾期", "写上 limit_days"))
    if node.silence == "agreed" and node.kind not in ("confirm", "review", "co_sign"):
        found.append(
            ("silence-agreed", f"“{node.label}”不能以逾期代替办理", "只有意见和本人确认可以视为同意")
        )
    if (node.silence == "escalate") != (node.escalates_to is not None):
        found.append(("escalation", f"“{node.label}”的 silence: escalate 与 escalates_to 应同时写", ""))
    if "ask_correction" in node.verbs and node.correction_days < 1:
        found.append(("correction-days", f"“{node.label}”可退回补正，却没写补正期限", "写上 correction_days"))
    if "papers_to_follow" in node.verbs and node.correction_days < 1:
        found.append(("correction-days", f"“{node.label}”可容缺受理，却没写补交期限", "写上 correction_days"))
    if node.kind == "notice" and node.notice_days < 1:
        found.append(("notice-days", f"“{node.label}”没写公示几个工作日", "写上 notice_days"))
    if node.when is not None and (node.kind not in BEFORE_THE_DECISION or node.kind in ("confirm", "accept")):
        found.append(("when-of-kind", f"“{node.label}”不能按条件略过", "受理、确认、决定、支付、归档必经"))
    if node.when is not None and node.when.is_empty:
        found.append(("when-never", f"“{node.label}”的金额条件没有一件能满足", ""))
    found += _check_seats(node)
    if node.kind == "decide":
        found += _check_tiers(node)
    elif node.tiers:
        found.append(("tiers-elsewhere", f"“{node.label}”不是决定环节，不能写 limits", ""))
    if (node.office.level == "person") != (node.kind == "confirm"):
        found.append(("level-person", f"“{node.label}”：只有本人确认环节由本人办", ""))
    return [Problem(code, message, node.place, hint) for code, message, hint in found]


def _check_seats(node: Node) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if node.kind != "co_sign":
        if node.seats or node.join is not None:
            found.append(("seats-elsewhere", f"“{node.label}”不是联办意见，不能写 seats 或 join", ""))
        return found
    units = [seat.unit for seat in node.seats]
    if not units:
        found.append(("no-seats", f"“{node.label}”没有写由哪些部门出意见", "写上 seats"))
    if len(set(units)) < len(units):
        found.append(("seat-twice", f"“{node.label}”的部门有重复", ""))
    if node.join is None:
        found.append(("no-join", f"“{node.label}”没写几家同意算同意", "写上 join"))
    elif node.join.kind == "at_least" and not 1 <= node.join.needed <= len(units):
        message = f"“{node.label}”要{node.join.needed}家同意，却有{len(units)}家出意见"
        found.append(("join-needed", message, "needed 应在1与家数之间"))
    return found


def _check_tiers(node: Node) -> list[tuple[str, str, str]]:
    """Delegated limits must rise, and the last must take whatever is above."""
    if not node.tiers:
        return [("no-tiers", f"“{node.label}”没写谁能批多少", "写上 limits")]
    found: list[tuple[str, str, str]] = []
    *below, last = node.tiers
    if last.up_to_fen is not None:
        found.append(("tier-gap", f"“{node.label}”的权限没有覆盖更大的金额", "最后一级的 up_to 应写 null"))
    for tier, above in pairwise(node.tiers):
        if tier.up_to_fen is None:
            found.append(("tier-after-all", f"“{node.label}”：不限金额的一级之后不会再用到别级", ""))
        elif above.up_to_fen is not None and above.up_to_fen <= tier.up_to_fen:
            found.append(("tier-order", f"“{node.label}”的权限应逐级增大", ""))
    if any(tier.up_to_fen is not None and tier.up_to_fen < 0 for tier in below):
        found.append(("tier-negative", f"“{node.label}”的权限不能是负数", ""))
    offices = [tier.office for tier in node.tiers]
    if len(set(offices)) < len(offices):
        found.append(("tier-twice", f"“{node.label}”的权限里同一岗位写了两次", ""))
    if node.escalates_to is not None and node.escalates_to not in offices:
        found.append(("tier-escalation", f"“{node.label}”逾期提级的岗位不在权限各级之中", ""))
    if node.office != node.tiers[0].office:
        found.append(("tier-office", f"“{node.label}”的 role、level 应与第一级权限相同", ""))
    return found


def _check_ways(procedure: Procedure) -> list[Problem]:
    """Reachability, ends, what lies before and behind the decision, and that forks and joins match."""
    problems = []
    reached = procedure.after[procedure.first.id] | {procedure.first.id}
    deciding, last = procedure.deciding, procedure.last
    for node in procedure.nodes:
        if node.id not in reached:
            problems.append(Problem("unreachable", f"没有一条路走到“{node.label}”", node.place))
        if not node.following and node is not last:
            problems.append(Problem("dead-end", f"“{node.label}”没有下一环节，也不是归档", node.place))
        if node is last and node.following:
            problems.append(Problem("after-archive", "归档之后不能再有环节", node.place))
        behind = node.id in procedure.after[deciding.id]
        if node.kind in BEFORE_THE_DECISION and (behind or deciding.id not in procedure.after[node.id]):
            message = f"“{node.label}”应在决定之前：每条路都要先经过它再到决定"
            problems.append(Problem("not-before-decision", message, node.place))
        if node.kind in ("pay", "archive") and not behind:
            problems.append(Problem("not-after-decision", f"“{node.label}”应在决定之后", node.place))
    if procedure.first.kind not in _FIRST[procedure.begins_by]:
        labels = "、".join(KIND_LABELS[kind] for kind in _FIRST[procedure.begins_by])
        problems.append(Problem("first-node", f"第一个环节应是：{labels}", procedure.first.place))
    if procedure.first.when is not None:
        problems.append(Problem("first-node", "第一个环节不能按条件略过", procedure.first.place))
    if procedure.before[procedure.first.id]:
        problems.append(Problem("first-node", "第一个环节之前不能有环节", procedure.first.place))
    if not problems:
        problems += _check_forks(procedure)
    return problems


_FIRST: dict[str, Sequence[NodeKind]] = {
    "application": ("accept",),
    "screening": ("notice", "confirm", "review", "external_check"),
}


def _check_forks(procedure: Procedure) -> list[Problem]:
    """Follow every fork to the step where its branches meet again; all of them, and nothing else, must meet there."""
    problems: list[Problem] = []
    end = _follow(procedure, procedure.first.id, problems)
    if end is not None:
        node = procedure.node(end)
        problems.append(
            Problem("join-without-fork", f"走到“{node.label}”的几条路不是同一处分出来的", node.place)
        )
    return problems


def _follow(procedure: Procedure, start: str, problems: list[Problem]) -> str | None:
    """Walk from `start` to the first step that has several ways in (a join), or to the end (None)."""
    name, fresh = start, True
    while True:
        if not fresh and len(procedure.before[name]) > 1:
            return name
        fresh = False
        following = procedure.node(name).following
        if not following:
            return None
        if len(following) == 1:
            name = following[0]
            continue
        meeting = _meeting(procedure, name, problems)
        if meeting is None:
            return None
        name, fresh = meeting, True


def _meeting(procedure: Procedure, fork: str, problems: list[Problem]) -> str | None:
    """Where all branches of a fork meet; None, with a problem noted, when they do not."""
    node = procedure.node(fork)
    ends = [
        branch if len(procedure.before[branch]) > 1 else _follow(procedure, branch, problems)
        for branch in node.following
    ]
    known = {end for end in ends if end is not None}
    if len(known) == 1 and None not in ends:
        (meeting,) = known
        if len(procedure.before[meeting]) == len(node.following):
            return meeting
    if not any(problem.code == "fork-join" for problem in problems):
        message = f"“{node.label}”分出的{len(node.following)}条路没有在同一环节汇合"
        problems.append(Problem("fork-join", message, node.place, "每条路都接到同一个环节，别处不要接进来"))
    return None


def _check_conflicts(procedure: Procedure) -> list[Problem]:
    """Sets of steps that one person may not share need at least two."""
    return [
        Problem("conflict-of-one", "不相容岗位至少写两个环节", procedure.place)
        for group in procedure.conflicts
        if len(group) < 2
    ]


def _check_promise(procedure: Procedure) -> list[Problem]:
    """A promise begins with a step that is there, and sets apart only steps on the way to the decision."""
    promise, problems = procedure.promise, list[Problem]()
    if promise is None:
        return problems
    if promise.starts == "acceptance" and all(node.kind != "accept" for node in procedure.nodes):
        message = "承诺办结时限自受理起算，流程却没有受理环节"
        problems.append(Problem("promise-start", message, procedure.place, "写 from: application"))
    for name in sorted(promise.not_counted):
        node = procedure.by_id.get(name)
        if node is None:
            message, hint = f"不计入承诺时限的环节“{name}”不存在", nearest(name, procedure.by_id)
            problems.append(Problem("unknown-node", message, procedure.place, hint))
        elif procedure.deciding.id not in procedure.after[name]:
            message = f"“{node.label}”不在决定之前，不能写作不计入承诺时限的环节"
            problems.append(Problem("promise-apart", message, procedure.place))
    return problems
