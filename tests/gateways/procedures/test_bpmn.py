"""BPMN 2.0 out of a procedure: sound references, gateways where ways part and meet, everything drawn once."""

from collections import Counter

import pytest
from lxml import etree

from jiuchuang.gateways.procedures.bpmn_out import DIAGRAM, DRAWING, MODEL, WAYS, procedure_to_bpmn
from jiuchuang.gateways.procedures.store import load_calendar, load_procedures

PROCEDURES = {procedure.id: procedure for procedure in load_procedures()[0]}
EVERY = pytest.mark.parametrize("name", sorted(PROCEDURES))
FLOW_NODES = ("startEvent", "endEvent", "userTask", "serviceTask", "parallelGateway", "boundaryEvent")


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
