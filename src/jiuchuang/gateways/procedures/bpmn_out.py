"""A procedure as BPMN 2.0 (ISO/IEC 19510) with diagram interchange, for other offices' modelling tools.

Forks and joins become parallel gateways, a step that is not always taken stands between two exclusive ones; a step
with a limit gets a boundary timer where silence means something. What BPMN has no word for (seats, joins of opinions,
delegated limits) stands in the documentation of the task.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from jiuchuang.domain.casework.conditions import when_words
from jiuchuang.domain.casework.layout import END, GAP_ACROSS, START, Box, lay_out
from jiuchuang.domain.casework.picture import details
from jiuchuang.domain.casework.procedure import SILENCE_LABELS, Node, NodeKind, Procedure

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DRAWING = "http://www.omg.org/spec/DD/20100524/DC"
WAYS = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:jiuchuang:procedures"

_SERVICE: frozenset[NodeKind] = frozenset({"external_check", "pay"})
_GATE = 30
_TIMER = 28
_SLOT = _GATE + 5
"""A gateway with the space beside it: one fits into the gap between two columns, four into the wide one."""
_WIDE_GAP = 4 * _SLOT + 20


def procedure_to_bpmn(procedure: Procedure) -> bytes:
    """The XML, UTF-8, with one process and one diagram."""
    return etree.tostring(_Writer(procedure).root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tag(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


class _Writer:
    """Builds the document: first what the process is, then where each part of it is drawn."""

    def __init__(self, procedure: Procedure) -> None:
        some_skipped = any(node.when is not None for node in procedure.nodes)
        self.procedure = procedure
        self.layout = lay_out(procedure, _WIDE_GAP if some_skipped else GAP_ACROSS)
        spaces: dict[Any, str] = {None: MODEL, "bpmndi": DIAGRAM, "dc": DRAWING, "di": WAYS}
        self.root = etree.Element(_tag(MODEL, "definitions"), nsmap=spaces)
        self.root.set("id", f"definitions_{procedure.id}")
        self.root.set("targetNamespace", OURS)
        self.process = etree.SubElement(self.root, _tag(MODEL, "process"))
        self.process.set("id", f"process_{procedure.id}_v{procedure.version}")
        self.process.set("name", procedure.label)
        self.process.set("isExecutable", "false")
        self._document(self.process, procedure.basis)
        self.plane = self._plane()
        self.boxes = dict(self.layout.boxes)
        self._events()
        for node in procedure.nodes:
            self._task(node)
        self._gateways()
        self._flows()

    def _plane(self) -> etree._Element:
        diagram = etree.SubElement(self.root, _tag(DIAGRAM, "BPMNDiagram"), id="diagram")
        plane = etree.SubElement(diagram, _tag(DIAGRAM, "BPMNPlane"), id="plane")
        plane.set("bpmnElement", str(self.process.get("id")))
        return plane

    def _events(self) -> None:
        for kind, place, name in (("startEvent", START, "开始"), ("endEvent", END, "办结")):
            self._part(kind, place, name, self.layout.boxes[place])

    def _task(self, node: Node) -> None:
        kind = "serviceTask" if node.kind in _SERVICE else "userTask"
        box = self.layout.boxes[node.id]
        task = self._part(kind, node.id, node.label, box)
        self._document(task, "；".join(details(node)))
        if node.limit_days is not None and node.silence in ("agreed", "escalate"):
            corner = Box(box.right - _TIMER, box.y + box.height - _TIMER // 2, _TIMER, _TIMER)
            timer = self._part("boundaryEvent", f"limit:{node.id}", SILENCE_LABELS[node.silence], corner)
            timer.set("attachedToRef", _name(node.id))
            timer.set("cancelActivity", "false")
            self._document(timer, f"{node.limit_days}个工作日，按工作日历计算")
            definition = etree.SubElement(timer, _tag(MODEL, "timerEventDefinition"))
            definition.set("id", f"{_name(node.id)}_timer")

    def _gateways(self) -> None:
        """Beside each step, in the gap between the columns: where ways meet, part, or lead past it."""
        for node in self.procedure.nodes:
            box = self.layout.boxes[node.id]
            left, right = box.x - _SLOT, box.right + _SLOT - _GATE
            if node.when is not None:
                self._gate("exclusiveGateway", _when(node.id), when_words(node.when), left, box)
                self._gate("exclusiveGateway", _past(node.id), "办完或者不需要办", right, box)
                left, right = left - _SLOT, right + _SLOT
            if len(self.procedure.before[node.id]) > 1:
                self._gate("parallelGateway", _join(node.id), "全部办完", left, box)
            if len(node.following) > 1:
                self._gate("parallelGateway", _fork(node.id), "同时办理", right, box)

    def _gate(self, kind: str, place: str, name: str, x: int, box: Box) -> None:
        gate = self._part(kind, place, name, Box(x, box.middle - _GATE // 2, _GATE, _GATE))
        directions = {"when": "Diverging", "fork": "Diverging", "past": "Converging", "join": "Converging"}
        gate.set("gatewayDirection", directions[place.partition(":")[0]])

    def _flows(self) -> None:
        procedure = self.procedure
        self._flow(START, self._entry(procedure.first))
        for node in procedure.nodes:
            if len(procedure.before[node.id]) > 1:
                self._flow(_join(node.id), node.id if node.when is None else _when(node.id))
            source = node.id
            if node.when is not None:
                self._around(node, when_words(node.when))
                source = _past(node.id)
            if len(node.following) > 1:
                self._flow(source, _fork(node.id))
                source = _fork(node.id)
            for following in node.following:
                self._flow(source, self._entry(procedure.node(following)))
        self._flow(procedure.last.id, END)

    def _entry(self, node: Node) -> str:
        """Where ways to a step end: where they meet, where it may be left out, or at the step itself."""
        if len(self.procedure.before[node.id]) > 1:
            return _join(node.id)
        return node.id if node.when is None else _when(node.id)

    def _around(self, node: Node, condition: str) -> None:
        """Into the step where its condition holds, past it otherwise (the default flow)."""
        into = self._flow(_when(node.id), node.id)
        into.set("name", "是")
        said = etree.SubElement(into, _tag(MODEL, "conditionExpression"))
        said.text = condition
        self._flow(node.id, _past(node.id))
        gate, box = self.boxes[_when(node.id)], self.boxes[node.id]
        end = self.boxes[_past(node.id)]
        over = [(gate.right, gate.middle), (gate.right, box.y - 9), (end.x, box.y - 9), (end.x, end.middle)]
        past = self._flow(_when(node.id), _past(node.id), over)
        past.set("name", "否")
        found = self.process.find(f"*[@id='{_name(_when(node.id))}']")
        assert found is not None
        found.set("default", str(past.get("id")))

    def _part(self, kind: str, place: str, name: str, box: Box) -> etree._Element:
        """An element of the process together with its shape."""
        self.boxes[place] = box
        part = etree.SubElement(self.process, _tag(MODEL, kind), id=_name(place), name=name)
        shape = etree.SubElement(self.plane, _tag(DIAGRAM, "BPMNShape"), id=f"{_name(place)}_shape")
        shape.set("bpmnElement", _name(place))
        bounds = etree.SubElement(shape, _tag(DRAWING, "Bounds"))
        for key, value in (("x", box.x), ("y", box.y), ("width", box.width), ("height", box.height)):
            bounds.set(key, str(value))
        return part

    def _flow(self, source: str, target: str, corners: list[tuple[int, int]] | None = None) -> etree._Element:
        """A way with its line: through `corners`, or straight with at most one turn."""
        flow = etree.SubElement(
            self.process, _tag(MODEL, "sequenceFlow"), id=f"{_name(source)}_to_{_name(target)}"
        )
        flow.set("sourceRef", _name(source))
        flow.set("targetRef", _name(target))
        edge = etree.SubElement(self.plane, _tag(DIAGRAM, "BPMNEdge"), id=f"{flow.get('id')}_edge")
        edge.set("bpmnElement", str(flow.get("id")))
        start, end = self.boxes[source], self.boxes[target]
        for x, y in corners or _corners(start, end):
            etree.SubElement(edge, _tag(WAYS, "waypoint"), x=str(x), y=str(y))
        return flow

    def _document(self, part: etree._Element, text: str) -> None:
        documentation = etree.SubElement(part, _tag(MODEL, "documentation"))
        documentation.text = text


def _corners(start: Box, end: Box) -> list[tuple[int, int]]:
    if start.middle == end.middle:
        return [(start.right, start.middle), (end.x, end.middle)]
    turn = (start.right + end.x) // 2
    return [(start.right, start.middle), (turn, start.middle), (turn, end.middle), (end.x, end.middle)]


def _name(place: str) -> str:
    """An XML name: ids of steps get a prefix of their own, so that none of ours is the same."""
    if place in (START, END):
        return place.strip("_")
    return place.replace(":", "_") if ":" in place else f"node_{place}"


def _fork(node: str) -> str:
    return f"fork:{node}"


def _join(node: str) -> str:
    return f"join:{node}"


def _when(node: str) -> str:
    return f"when:{node}"


def _past(node: str) -> str:
    return f"past:{node}"
