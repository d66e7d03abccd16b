"""A procedure as a picture (SVG), with its contents as text for whoever does not see it."""

from __future__ import annotations

from html import escape

from jiuchuang.domain.casework.conditions import when_words
from jiuchuang.domain.casework.layout import END, START, Arrow, Box, lay_out
from jiuchuang.domain.casework.procedure import (
    JOIN_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    SILENCE_LABELS,
    Node,
    Procedure,
)
from jiuchuang.domain.kernel.money import format_fen

_WIDEST_LINE = 7
"""Chinese characters that fit into a box."""
_FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_INK, _BLUE, _GREY = "#1a1a1a", "#1f4e79", "#444"
_FRAME: dict[str, str] = {"decide": 'stroke-width="4"', "notice": 'stroke-width="2" stroke-dasharray="8 4"'}
"""Frames by kind; attributes and no style sheet, because pages allow no style inside themselves."""


def draw_procedure(procedure: Procedure, *, marked: frozenset[str] = frozenset()) -> str:
    """The picture; `marked` steps (those in hand of a case) get a thick frame and the badge 在办."""
    layout = lay_out(procedure)
    name = f"procedure-{escape(procedure.id)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" font-family="{_FONT}" fill="{_INK}">',
        f'<title id="{name}-title">{escape(procedure.label)}（第{procedure.version}版）</title>',
        f'<desc id="{name}-desc">{escape(describe(procedure))}</desc>',
        f'<defs><marker id="{name}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{_GREY}"/></marker></defs>',
    ]
    parts += [_arrow(arrow, f"{name}-tip") for arrow in layout.arrows]
    parts += [_circle(layout.boxes[START], 2), _circle(layout.boxes[END], 5)]
    parts += [
        _bypass(layout.boxes[node.id], f"{name}-tip") for node in procedure.nodes if node.when is not None
    ]
    parts += [_box(node, layout.boxes[node.id], node.id in marked) for node in procedure.nodes]
    return "\n".join([*parts, "</svg>", ""])


def describe(procedure: Procedure) -> str:
    """The whole procedure in sentences: every step with what it does and what comes next."""
    labels = {node.id: node.label for node in procedure.nodes}
    sentences = []
    for number, node in enumerate(procedure.nodes, start=1):
        following = "、".join(labels[name] for name in node.following)
        then = f"，之后是{following}" if following else "，到此办结"
        together = "（同时办理）" if len(node.following) > 1 else ""
        sentences.append(f"{number}．{node.label}：{'，'.join(details(node))}{then}{together}。")
    return "".join([promise_words(procedure), *sentences])


def promise_words(procedure: Procedure) -> str:
    """The promise for the whole case in one sentence; empty where there is none."""
    promise = procedure.promise
    if promise is None:
        return ""
    begins = "申请" if promise.starts == "application" else "受理"
    apart = [node.label for node in procedure.nodes if node.id in promise.not_counted]
    left = "、".join(["补正", "公示", *apart])
    return f"自{begins}起{promise.days}个工作日内作出决定，{left}的时间不计。"


def details(node: Node) -> list[str]:
    """What is to be known of a step, in short phrases: kind, level, limit, silence, seats, limits of amount."""
    found = [KIND_LABELS[node.kind], f"由{LEVEL_LABELS[node.office.level]}办"]
    if node.when is not None:
        found.append(f"只在{when_words(node.when)}时办")
    if node.limit_days is not None:
        found.append(f"{node.limit_days}个工作日")
    if node.notice_days:
        found.append(f"公示{node.notice_days}个工作日")
    if node.silence is not None and node.silence != "none":
        found.append(SILENCE_LABELS[node.silence])
    if node.join is not None:
        needed = f"（{node.join.needed}家）" if node.join.kind == "at_least" else ""
        found.append(
            "、".join(seat.label for seat in node.seats) + "，" + JOIN_LABELS[node.join.kind] + needed
        )
    for tier in node.tiers:
        upto = "不限金额" if tier.up_to_fen is None else f"{format_fen(tier.up_to_fen)}以内"
        found.append(f"{LEVEL_LABELS[tier.office.level]}（{tier.office.role}）{upto}")
    return found


def _arrow(arrow: Arrow, tip: str) -> str:
    points = " ".join(f"{x},{y}" for x, y in arrow.points)
    line = f'fill="none" stroke="{_GREY}" stroke-width="2"'
    return f'<polyline points="{points}" {line} marker-end="url(#{tip})"/>'


def _bypass(box: Box, tip: str) -> str:
    """The way past a step that is not always taken, dashed, over its box."""
    left, right, top = box.x - 12, box.right + 12, box.y - 9
    points = f"{left},{box.middle} {left},{top} {right},{top} {right},{box.middle}"
    line = f'fill="none" stroke="{_GREY}" stroke-width="2" stroke-dasharray="4 4"'
    return f'<polyline points="{points}" {line} marker-end="url(#{tip})"/>'


def _circle(box: Box, stroke: int) -> str:
    radius = box.width // 2
    return (
        f'<circle cx="{box.x + radius}" cy="{box.middle}" r="{radius - 3}" fill="#fff" stroke="{_BLUE}" '
        f'stroke-width="{stroke}"/>'
    )


def _box(node: Node, box: Box, is_marked: bool) -> str:
    lines = _lines(node.label)
    days = node.notice_days or node.limit_days
    level = LEVEL_LABELS[node.office.level].partition("（")[0]
    small = level + (f" · {days}个工作日" if days else "")
    if node.when is not None:
        small = "按条件" + (f"·{days}个工作日" if days else "")
    top = box.middle - 10 * len(lines)
    texts = [
        f'<text x="{box.x + box.width // 2}" y="{top + 19 * place + 7}" text-anchor="middle" font-size="15" '
        f'font-weight="600">{escape(line)}</text>'
        for place, line in enumerate(lines)
    ]
    texts.append(
        f'<text x="{box.x + box.width // 2}" y="{top + 19 * len(lines) + 9}" text-anchor="middle" '
        f'font-size="13">{escape(small)}</text>'
    )
    if is_marked:
        texts.append(_badge(box))
    frame = 'stroke-width="6"' if is_marked else _FRAME.get(node.kind, 'stroke-width="2"')
    return (
        f'<g><rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="8" fill="#fff" '
        f'stroke="{_BLUE}" {frame}/>{"".join(texts)}</g>'
    )


def _badge(box: Box) -> str:
    x = box.right - 50
    return (
        f'<rect x="{x}" y="{box.y - 11}" width="40" height="22" rx="6" fill="{_BLUE}"/>'
        f'<text x="{x + 20}" y="{box.y + 5}" text-anchor="middle" font-size="12" fill="#fff">在办</text>'
    )


def _lines(label: str) -> list[str]:
    """A label in at most two lines; what is longer ends in an ellipsis (the description has it whole)."""
    if len(label) <= _WIDEST_LINE:
        return [label]
    half = min(_WIDEST_LINE, (len(label) + 1) // 2)
    first, second = label[:half], label[half:]
    return [first, second if len(second) <= _WIDEST_LINE else second[: _WIDEST_LINE - 1] + "…"]
