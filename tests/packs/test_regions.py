"""The table of divisions: sound as shipped, and every fault of a bad one named with its place."""

import re

from jiuchuang.domain.rules.load import document_folders
from jiuchuang.domain.rules.load_regions import load_regions
from jiuchuang.gateways.pack_store import read_pack_files


def test_the_shipped_table_is_sound_and_reaches_up_to_the_provinces():
    regions, problems = load_regions(read_pack_files())
    assert problems == []
    by_code = {region.code: region for region in regions}
    assert by_code["370828"].parent == "370800"
    assert by_code["410902"].name == "华龙区"
    assert {region.level for region in regions if region.parent is None} == {"province"}


def test_the_region_of_every_document_that_is_not_fictional_is_in_the_table():
    files = read_pack_files()
    known = {region.code for region in load_regions(files)[0]}
    real = [folder for folder in document_folders(files) if not folder.startswith("sample/")]
    cited = {
        re.search(r'^region: "(\d+)"', files[f"{folder}/document.yaml"], re.MULTILINE)[1] for folder in real
    }
    assert cited <= known
    assert len(real) == 5


def test_all_faults_of_a_table_are_named_at_once():
    table = """\
- {code: 370828, name: 甲县, level: county, parent: "370800"}
- {code: "37082", name: 乙县, level: shire, parent: null, form: null}
- {code: "370829", name: 丙县, level: county, parent: null, from: 2020-01-02, to: 2020-01-01}
"""
    regions, problems = load_regions({"regions/r.yaml": table})
    assert [region.name for region in regions] == ["甲县", "乙县", "丙县"]
    assert sorted(problem.code for problem in problems) == [
        "bad-choice",
        "bad-period",
        "region-code-form",
        "region-parent-missing",
        "unknown-key",
    ]
    assert {problem.place.line for problem in problems} == {0, 2, 3}


def test_a_parent_may_stand_in_another_file():
    files = {
        "regions/a.yaml": '- {code: "370800", name: 甲市, level: city, parent: "370000"}',
        "regions/b.yaml": '- {code: "370000", name: 乙省, level: province, parent: null}',
    }
    assert load_regions(files)[1] == []


def test_a_file_that_is_no_list_is_refused():
    assert [problem.code for problem in load_regions({"regions/r.yaml": "code: 1"})[1]] == ["shape"]
