"""What changed between two versions of a programme, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from jiuchuang.domain.rules.answers.show import (
    EXTENT_LABELS,
    amount_lines,
    cap_lines,
    open_lines,
    schedule_lines,
    validity_text,
)
from jiuchuang.domain.rules.answers.wording import Words, condition_text
from jiuchuang.domain.rules.pack import Pack, Programme, leaves
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, Vocabulary


def diff_packs(old: Pack, new: Pack, vocabulary: Vocabulary) -> list[str]:
    """Differences of two documents: programmes (matched by the last part of their id) and targets."""
    before = {programme.id.rpartition("/")[2]: programme for programme in old.programmes}
    after = {programme.id.rpartition("/")[2]: programme for programme in new.programmes}
    lines = [f"取消：{before[name].title}（{before[name].clause}）" for name in before if name not in after]
    lines += [f"新增：{after[name].title}（{after[name].clause}）" for name in after if name not in before]
    for name in before.keys() & after.keys():
        changes = diff_programmes(before[name], after[name], vocabulary)
        if changes:
            lines += [f"变化：{after[name].title}", *(f"  {line}" for line in changes)]
    old_targets = {target.id: f"{target.indicator} {target.value or '无数值'}" for target in old.targets}
    new_targets = {target.id: f"{target.indicator} {target.value or '无数值'}" for target in new.targets}
    return lines + _changes("目标", old_targets, new_targets)


def diff_programmes(old: Programme, new: Programme, vocabulary: Vocabulary) -> list[str]:
    """Differences of two programmes: figures, conditions, money, ceilings, validity, open words."""
    lines = []
    for label, before, after in (
        ("程度", EXTENT_LABELS[old.extent], EXTENT_LABELS[new.extent]),
        ("对象", ENTITY_LABELS[old.entity], ENTITY_LABELS[new.entity]),
        ("条款", old.clause, new.clause),
        ("资金", old.fund or "原文未写", new.fund or "原文未写"),
        ("施行期", validity_text(old), validity_text(new)),
    ):
        if before != after:
            lines.append(f"{label}：{before} → {after}")
    lines += _changes("参数", _parameters(old), _parameters(new))
    lines += _changes("条件", _conditions(old, vocabulary), _conditions(new, vocabulary))
    for label, describe in (("金额", amount_lines), ("发放", schedule_lines), ("封顶", cap_lines)):
        before_lines, after_lines = (
            describe(old, _words(old, vocabulary)),
            describe(new, _words(new, vocabulary)),
        )
        if before_lines != after_lines:
            lines.append(f"{label}：{_joined(before_lines, label)} → {_joined(after_lines, label)}")
    if open_lines(old) != open_lines(new):
        lines.append("原文未定与假定有变化，请对照 packs show 两份核对。")
    return lines


def _joined(lines: list[str], label: str) -> str:
    return "；".join(line.strip().removeprefix(f"{label}：") for line in lines) or "无"


def _words(programme: Programme, vocabulary: Vocabulary) -> Words:
    return Words(vocabulary, {reading.id: reading for reading in programme.readings})


def _parameters(programme: Programme) -> dict[str, str]:
    return {name: item.written for name, item in programme.parameters.items()}


def _conditions(programme: Programme, vocabulary: Vocabulary) -> dict[str, str]:
    words = _words(programme, vocabulary)
    return {
        leaf.id: condition_text(leaf.expression, words) if leaf.expression is not None else leaf.open_words
        for leaf in leaves(programme.conditions)
    }


def _changes(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    lines = [f"{what}取消：{old[name]}（{name}）" for name in old if name not in new]
    lines += [f"{what}新增：{new[name]}（{name}）" for name in new if name not in old]
    return lines + [
        f"{what}变化：{old[name]} → {new[name]}（{name}）"
        for name in old
        if name in new and old[name] != new[name]
    ]
