"""A procedure with a fault is refused with every fault at its place; the shipped ones have none."""

from datetime import date

import pytest

from domain.casework.small_office import shipped
from jiuchuang.domain.casework.procedure import LEVEL_LABELS, procedure_in_force
from jiuchuang.domain.casework.procedure_file import read_draft, read_procedures
from jiuchuang.domain.organisation.roles_file import load_office_pack
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files

TEXT = (BUILT_IN / "procedures" / "firm-subsidy-joint.yaml").read_text(encoding="utf-8")


def codes(text: str) -> dict[str, int]:
    read, problems = read_procedures({"p.yaml": text})
    assert bool(read) == (not problems)
    assert all(problem.place.source == "p.yaml" for problem in problems)
    return {problem.code: problem.place.line for problem in problems}


def line_of(part: str, text: str = TEXT) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_procedures_are_the_four_and_have_no_fault():
    assert sorted(shipped()) == ["firm-subsidy-joint", "no-application", "recognition", "subsidy-two-level"]


def test_every_role_and_level_of_the_shipped_procedures_is_one_of_the_organisation():
    pack, problems = load_office_pack(read_pack_files())
    assert problems == []
    assert set(LEVEL_LABELS) == {"person", *pack.kinds}
    for procedure in shipped().values():
        offices = [procedure.appeals_to]
        for node in procedure.nodes:
            offices += [
                node.office,
                *(tier.office for tier in node.tiers),
                *filter(None, [node.escalates_to]),
            ]
        assert {office.role for office in offices if office.level != "person"} <= set(pack.roles)


@pytest.mark.parametrize(
    ("old", "new", "code", "near"),
    [
        ("next: [departments, visit, data]", "next: [departments, visit, dta]", "unknown-node", "- id: accept"),
        ("next: [departments, visit, data]", "next: [departments, visit]", "unreachable", "- id: data"),
        ("kind: site_visit", "kind: site_visits", "bad-choice", "kind: site_visit"),
        ("join: veto", "join: {at_least: 4}", "join-needed", "- id: departments"),
        ("    join: veto\n", "", "no-join", "- id: departments"),
        ("silence: agreed", "silence: agree", "bad-choice", "silence: agreed"),
        ("    silence: agreed\n", "", "no-silence", "- id: departments"),
        ("up_to: null", "up_to: 500万元", "tier-gap", "- id: decide"),
        ("up_to: 5万元", "up_to: 5", "bad-money", "up_to: 5万元"),
        ("verbs: [ask_correction, papers_to_follow", "verbs: [ask_corection, papers_to_follow", "unknown-verb", "verbs: [ask_c"),
        ("    visitors: 2\n    verbs: [transfer, recall]", "    visitors: 2\n    verbs: [decline]", "verb-of-kind", "- id: visit"),
        ("    notice_days: 5\n", "", "notice-days", "- id: notice"),
        ("    next: [pay]\n", "    next: []\n", "dead-end", "- id: decide"),
        ("    next: [pay]\n", "    next: [review]\n", "circle", "- id: review"),
        ("    kind: archive\n", "    kind: pay\n", "one-archive", "id: firm-subsidy-joint"),
        ("    kind: decide\n", "    kind: pay\n", "one-decide", "id: firm-subsidy-joint"),
        ("  - [departments, visit]", "  - [departments, visits]", "unknown-conflict", "id: firm-subsidy-joint"),
        ("    correction_days: 5\n    verbs: [ask_correction, papers", "    verbs: [ask_correction, papers", "correction-days", "- id: accept"),
        ("from_on: 2026-01-01", "from_on: 2026-01-01\nto_on: 2025-01-01", "period-order", "begins_by"),
        ("limit_days: 3\n", "limit_days: 三\n", "bad-number", "limit_days: 3\n"),
        ("begins_by: application", "begins_by: screening", "first-node", "- id: accept"),
        ("version: 1", "version: 1\nverison: 2", "unknown-key", "label: 企业补贴"),
        ("level: department", "level: departmnt", "bad-choice", "level: department"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(old, new, code, near):
    assert old in TEXT
    found = codes(TEXT.replace(old, new, 1))
    assert found.get(code) == line_of(near), found


def test_a_branch_that_does_not_come_back_to_the_others_is_told_at_the_fork():
    found = codes(
        TEXT.replace(
            "    verbs: [transfer, recall]\n    next: [review]\n  - id: data",
            "    verbs: [transfer, recall]\n    next: [notice]\n  - id: data",
        )
    )
    assert found["fork-join"] == line_of("- id: accept")


def test_a_fork_within_a_branch_must_meet_before_the_branches_do():
    inner = "".join(
        f"  - id: {name}\n    kind: review\n    label: 复查\n    role: reviewer\n    level: county\n    next: [review]\n"
        for name in ("first", "second")
    )
    branch = "    verbs: [transfer, recall]\n    next: [review]\n  - id: data"
    forked = TEXT.replace(
        branch, branch.replace("[review]", "[first, second]").replace("  - id: data", inner + "  - id: data")
    )
    assert codes(forked) == {"fork-join": line_of("- id: visit", forked)}
    met = forked.replace(
        "label: 复查\n    role: reviewer\n    level: county\n    next: [review]",
        "label: 复查\n    role: reviewer\n    level: county\n    next: [third]",
    )
    third = "  - id: third\n    kind: review\n    label: 汇总\n    role: reviewer\n    level: county\n    next: [review]\n"
    assert codes(met.replace("  - id: data\n", third + "  - id: data\n")) == {}


def test_a_review_behind_the_decision_is_told():
    text = TEXT.replace("next: [pay]", "next: [late]").replace(
        "  - id: pay\n",
        "  - id: late\n    kind: review\n    label: 事后审核\n    role: reviewer\n    level: county\n    next: [pay]\n  - id: pay\n",
    )
    assert codes(text) == {"not-before-decision": line_of("- id: late", text)}


def test_a_notice_beside_the_way_to_the_decision_is_told():
    text = TEXT.replace("    next: [notice]\n", "    next: [decide]\n").replace(
        "    next: [decide]\n  - id: decide", "    next: [archive]\n  - id: decide"
    )
    assert {"unreachable", "not-before-decision"} <= set(codes(text))


def test_every_fault_is_told_at_once():
    text = (
        TEXT.replace("join: veto", "join: al")
        .replace("kind: pay", "kind: paye")
        .replace("up_to: 5万元", "up_to: 五")
    )
    assert {"bad-choice", "bad-money"} <= set(codes(text)) and len(read_procedures({"p.yaml": text})[1]) >= 3


def test_versions_may_not_share_a_day_or_a_number():
    second = TEXT.replace("version: 1", "version: 2")
    assert [one.code for one in read_procedures({"a.yaml": TEXT, "b.yaml": second})[1]] == [
        "versions-overlap"
    ]
    assert [one.code for one in read_procedures({"a.yaml": TEXT, "b.yaml": TEXT})[1]] == ["version-twice"]


def test_a_case_begins_by_the_version_of_its_day_or_by_none():
    old = TEXT.replace("from_on: 2026-01-01", "from_on: 2025-01-01\nto_on: 2025-12-31")
    new = TEXT.replace("version: 1", "version: 2")
    read, problems = read_procedures({"a.yaml": old, "b.yaml": new})
    assert problems == []
    found = [
        procedure_in_force(read, "firm-subsidy-joint", day) for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert [one.version for one in found] == [1, 2]
    assert procedure_in_force(read, "firm-subsidy-joint", date(2024, 12, 31)) is None


@pytest.mark.parametrize("odd", ["[]", "[{a: 1}]", "0", "{a: [b]}"])
def test_whatever_stands_in_the_place_of_a_word_is_told_never_a_failure(odd):
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        key, colon, value = line.partition(": ")
        if not colon or line.lstrip().startswith("#") or value.startswith((">", "|")):
            continue
        changed = [*lines[:number], f"{key}: {odd}", *lines[number + 1 :]]
        procedure, problems = read_draft("\n".join(changed), "p.yaml")
        assert procedure is not None or problems, line


@pytest.mark.parametrize(
    ("old", "long"),
    [
        ("id: firm-subsidy-joint", f"id: {'a' * 65}"),
        ("id: visit", f"id: {'a' * 65}"),
        ("label: ", f"label: {'很' * 121}"),
        (
            "- id: visit\n    kind: site_visit\n    label: ",
            f"- id: visit\n    kind: site_visit\n    label: {'很' * 121}",
        ),
    ],
)
def test_names_that_no_register_holds_are_told(old, long):
    assert old in TEXT
    assert "name-long" in codes(TEXT.replace(old, long, 1))
