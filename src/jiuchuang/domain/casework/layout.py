"""Where the steps of a procedure stand in a drawing: columns by distance from the first step, rows by branch.

All measures are whole units (pixels of a picture, points of BPMN).
"""

from __future__ import annotations

from dataclasses import dataclass

from jiuchuang.domain.casework.procedure import Procedure

BOX_WIDTH, BOX_HEIGHT = 120, 84
GAP_ACROSS, GAP_DOWN = 40, 28
MARGIN = 16
ROUND_WIDTH = 36
"""Width of the circle at which a case begins, and of the one at which it ends."""


@dataclass(frozen=True)
class Box:
    """A step's place: left upper corner, width and height."""

    x: int
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        """Height of its middle."""
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class Arrow:
    """A way from one step to the next, as corners of a line; `source` and `target` are step ids, START or END."""

    source: str
    target: str
    points: tuple[tuple[int, int], ...]


START, END = "__start__", "__end__"


@dataclass(frozen=True)
class Layout:
    """Boxes by step id (START and END are the circles), arrows, and the size of the whole."""

    boxes: dict[str, Box]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def lay_out(procedure: Procedure, gap: int = GAP_ACROSS) -> Layout:
    """Place every step right of all that lead to it; branches of a fork stand below one another, centred.

    `gap` is the width between two columns.
    """
    columns = _columns(procedure)
    rows = max(len(names) for names in columns)
    height = 2 * MARGIN + rows * BOX_HEIGHT + (rows - 1) * GAP_DOWN
    boxes = {START: Box(MARGIN, (height - ROUND_WIDTH) // 2, ROUND_WIDTH, ROUND_WIDTH)}
    x = MARGIN + ROUND_WIDTH + gap
    for names in columns:
        tall = len(names) * BOX_HEIGHT + (len(names) - 1) * GAP_DOWN
        for place, name in enumerate(names):
            boxes[name] = Box(x, (height - tall) // 2 + place * (BOX_HEIGHT + GAP_DOWN))
        x += BOX_WIDTH + gap
    boxes[END] = Box(x, (height - ROUND_WIDTH) // 2, ROUND_WIDTH, ROUND_WIDTH)
    return Layout(boxes, _arrows(procedure, boxes), x + ROUND_WIDTH + MARGIN, height)


def _columns(procedure: Procedure) -> list[list[str]]:
    """Steps by their longest distance from the first one, in the order of writing."""
    distance: dict[str, int] = {procedure.first.id: 0}
    waiting = [procedure.first.id]
    while waiting:
        name = waiting.pop(0)
        for following in procedure.node(name).following:
            if distance.get(following, -1) < distance[name] + 1:
                distance[following] = distance[name] + 1
                waiting.append(following)
    columns: list[list[str]] = [[] for _ in range(max(distance.values()) + 1)]
    for node in procedure.nodes:
        columns[distance[node.id]].append(node.id)
    return columns


def _arrows(procedure: Procedure, boxes: dict[str, Box]) -> tuple[Arrow, ...]:
    ways = [(START, procedure.first.id)]
    ways += [(node.id, following) for node in procedure.nodes for following in node.following]
    ways.append((procedure.last.id, END))
    return tuple(Arrow(source, target, _line(boxes[source], boxes[target])) for source, target in ways)


def _line(source: Box, target: Box) -> tuple[tuple[int, int], ...]:
    """Straight where the middles are level; else down or up just before the target, so that forks share a stem."""
    start, end = (source.right, source.middle), (target.x, target.middle)
    if start[1] == end[1]:
        return (start, end)
    turn = end[0] - GAP_ACROSS // 2
    return (start, (turn, start[1]), (turn, end[1]), end)
