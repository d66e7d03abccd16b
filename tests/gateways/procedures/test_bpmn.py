"""BPMN 2.0 out of a procedure: sound references, gateways where ways part and meet, everything drawn once."""

from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree

from jiuchuang.domain.casework.conditions import When
from jiuchuang.gateways.procedures.bpmn_out import DIAGRAM, DRAWING, MODEL, WAYS, procedure_to_bpmn
from jiuchuang.gateways.procedures.store import load_calendar, load_procedures

PROCEDURES = {procedure.id: procedure for procedure in load_procedures()[0]}


def with_conditions(procedure):
    """Every step before the decision that may be left out is, in some cases."""
    skippable = ("review", "co_sign", "site_visit", "external_check", "notice")
    nodes = (
        replace(node, when=When(over_fen=100_00)) if number and node.kind in skippable else node
        for number, node in enumerate(procedure.nodes)
    )
    return replace(procedure, id=f"{procedure.id}-when", nodes=tuple(nodes))


PROCEDURES |= {one.id: one for one in map(with_conditions, list(PROCEDURES.values()))}
EVERY = pytest.mark.parametrize("name", sorted(PROCEDURES))
FLOW_NODES = (
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "parallelGateway",
    "exclusiveGateway",
    "boundaryEvent",
)


def root_of(name):
    return etree.fromstring(procedure_to_bpmn(PROCEDURES[name]))


def parts(root, *names):
    return [part for name in names for part in root.iter(f"{{{MODEL}}}{name}")]


@EVERY
def test_ids_are_unique_xml_names_and_references_lead_somewhere(name):
    root = root_of(name)
    ids = [part.get("id") for part in root.iter() if part.get("id") is not None]
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    assert all(one[0].isalpha() and " " not in one and ":" not in one for one in ids)
    nodes = {part.get("id") for part in parts(root, *FLOW_NODES)}
    for flow in parts(root, "sequenceFlow"):
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= nodes
    for timer in parts(root, "boundaryEvent"):
        assert timer.get("attachedToRef") in nodes


@EVERY
def test_every_step_is_a_task_and_only_gateways_part_and_meet(name):
    root, procedure = root_of(name), PROCEDURES[name]
    tasks = {part.get("id"): part.get("name") for part in parts(root, "userTask", "serviceTask")}
    assert tasks == {f"node_{node.id}": node.label for node in procedure.nodes}
    leaving = Counter(flow.get("sourceRef") for flow in parts(root, "sequenceFlow"))
    coming = Counter(flow.get("targetRef") for flow in parts(root, "sequenceFlow"))
    assert all(leaving[task] == coming[task] == 1 for task in tasks)
    gates = {f"{side}_{node.id}" for node in procedure.nodes if node.when for side in ("when", "past")}
    assert {part.get("id") for part in parts(root, "exclusiveGateway")} == gates
    for gate in (part.get("id") for part in parts(root, "exclusiveGateway")):
        assert (coming[gate], leaving[gate]) == ((1, 2) if gate.startswith("when_") else (2, 1))
    forks = {f"fork_{node.id}": len(node.following) for node in procedure.nodes if len(node.following) > 1}
    joins = {f"join_{one}": len(ways) for one, ways in procedure.before.items() if len(ways) > 1}
    assert {part.get("id") for part in parts(root, "parallelGateway")} == {*forks, *joins}
    assert {one: leaving[one] for one in forks} == forks
    assert {one: coming[one] for one in joins} == joins
    assert (coming["start"], leaving["start"], coming["end"], leaving["end"]) == (0, 1, 1, 0)


@EVERY
def test_everything_is_drawn_once_and_lines_end_where_they_belong(name):
    root = root_of(name)
    shapes = {shape.get("bpmnElement"): shape[0] for shape in root.iter(f"{{{DIAGRAM}}}BPMNShape")}
    assert sorted(shapes) == sorted(part.get("id") for part in parts(root, *FLOW_NODES))
    assert all(bounds.tag == f"{{{DRAWING}}}Bounds" for bounds in shapes.values())
    edges = {edge.get("bpmnElement"): edge for edge in root.iter(f"{{{DIAGRAM}}}BPMNEdge")}
    flows = {flow.get("id"): flow for flow in parts(root, "sequenceFlow")}
    assert edges.keys() == flows.keys()
    for flow_id, edge in edges.items():
        points = [(int(point.get("x")), int(point.get("y"))) for point in edge.iter(f"{{{WAYS}}}waypoint")]
        start, end = shapes[flows[flow_id].get("sourceRef")], shapes[flows[flow_id].get("targetRef")]
        assert points[0][0] == int(start.get("x")) + int(start.get("width"))
        assert points[-1][0] == int(end.get("x"))
        assert points[0][0] <= points[-1][0]


@EVERY
def test_a_step_that_may_be_left_out_has_a_condition_in_and_a_default_past_it(name):
    root = root_of(name)
    flows = {flow.get("id"): flow for flow in parts(root, "sequenceFlow")}
    conditions = {
        flow.get("targetRef"): flow.find(f"{{{MODEL}}}conditionExpression") for flow in flows.values()
    }
    for gate in parts(root, "exclusiveGateway"):
        side, _, node = gate.get("id").partition("_")
        if side == "when":
            assert flows[gate.get("default")].get("targetRef") == f"past_{node}"
            assert "超过100元" in conditions[f"node_{node}"].text


@EVERY
def test_no_two_parts_are_drawn_over_one_another(name):
    """But for timers, which sit on the edge of their task."""
    timers = {part.get("id") for part in parts(root_of(name), "boundaryEvent")}
    shapes = [
        [int(shape[0].get(key)) for key in ("x", "y", "width", "height")]
        for shape in root_of(name).iter(f"{{{DIAGRAM}}}BPMNShape")
        if shape.get("bpmnElement") not in timers
    ]
    for number, (x, y, wide, tall) in enumerate(shapes):
        for left, top, across, down in shapes[number + 1 :]:
            assert x + wide <= left or left + across <= x or y + tall <= top or top + down <= y


@EVERY
def test_parts_and_attributes_are_those_of_the_specification_in_its_order(name):
    """Of BPMN 2.0 (formal/2011-01-03): tBaseElement begins with documentation; what else each part may have."""
    root = root_of(name)
    assert [child.tag.partition("}")[2] for child in root] == ["process", "BPMNDiagram"]
    order = ["documentation", "timerEventDefinition", "conditionExpression"]
    allowed = {
        "sequenceFlow": {"id", "name", "sourceRef", "targetRef"},
        "exclusiveGateway": {"id", "name", "gatewayDirection", "default"},
        "parallelGateway": {"id", "name", "gatewayDirection"},
        "boundaryEvent": {"id", "name", "attachedToRef", "cancelActivity"},
    }
    for number, part in enumerate(root[0]):
        kind = part.tag.partition("}")[2]
        if kind == "documentation":
            assert number == 0
            continue
        inside = [child.tag.partition("}")[2] for child in part]
        assert inside == sorted(inside, key=order.index), (part.get("id"), inside)
        assert set(part.attrib) <= allowed.get(kind, {"id", "name"})
    assert len(parts(root, "startEvent")) == len(parts(root, "endEvent")) == 1


@EVERY
def test_every_part_lies_on_a_way_from_the_start_to_the_end(name):
    root = root_of(name)
    ways = [(flow.get("sourceRef"), flow.get("targetRef")) for flow in parts(root, "sequenceFlow")]

    def reached(start, pairs):
        seen, waiting = set(), [start]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += [target for source, target in pairs if source == one]
        return seen

    nodes = {part.get("id") for kind in FLOW_NODES if kind != "boundaryEvent" for part in parts(root, kind)}
    assert reached("start", ways) == reached("end", [(b, a) for a, b in ways]) == nodes


def test_what_bpmn_has_no_word_for_is_documented():
    words = " ".join(part.text for part in parts(root_of("firm-subsidy-joint"), "documentation"))
    for part in ("财政局、税务局、市场监管局，一票否决", "50000元以内", "逾期视为同意"):
        assert part in words
    timers = {part.get("attachedToRef") for part in parts(root_of("firm-subsidy-joint"), "boundaryEvent")}
    assert timers == {"node_departments", "node_review", "node_decide"}


def test_a_folder_without_utf8_is_told_and_the_rest_is_read(tmp_path):
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "2027.yaml").write_bytes("year: 2027".encode("utf-16"))
    calendar, problems = load_calendar(tmp_path)
    assert (calendar.years, [problem.code for problem in problems]) == (frozenset(), ["not-utf8"])
