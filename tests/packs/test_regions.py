"""The table of divisions: sound as shipped, and every fault of a bad one named with its place."""

from jiuchuang.domain.rules.checks.packs import check_packs
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.loading.regions import check_document_regions, load_regions
from jiuchuang.gateways.pack_store import read_pack_files


def test_the_shipped_table_is_sound_and_reaches_up_to_the_provinces():
    regions, problems = load_regions(read_pack_files())
    assert problems == []
    by_code = {region.code: region for region in regions}
    assert by_code["370828"].parent == "370800"
    assert by_code["410902"].name == "华龙区"
    top = {(region.level, region.name) for region in regions if region.parent is None}
    assert {name for level, name in top if level != "province"} == {"云溪县"}  # fictional


def test_the_region_of_every_document_is_in_the_table():
    files = read_pack_files()
    library, _ = load_library(files)
    assert len(library.packs) == 6
    assert check_document_regions(library.packs.values(), files) == []


def test_a_region_that_is_not_in_the_table_is_named_with_the_nearest():
    files = read_pack_files(folders=("jinxiang/2017-21",))
    path = "jinxiang/2017-21/document.yaml"
    files[path] = files[path].replace('"370828"', '"370829"')
    library, _ = load_library(files)
    (problem,) = check_document_regions(library.packs.values(), files)
    assert (problem.code, problem.place.source) == ("unknown-region", path)
    assert problem.suggestion == "是不是 370828？"
    assert problem in check_packs(files, {})[1]


def test_a_division_that_no_longer_stood_is_no_region_of_a_document():
    files = read_pack_files(folders=("jinxiang/2017-21",))
    library, _ = load_library(files)
    path = "regions/regions.yaml"
    row = 'name: 金乡县, level: county, parent: "370800", from: null, to: '
    assert row + "null" in files[path]
    for last, faults in (("2017-07-16", 1), ("2017-07-17", 0)):
        table = {**files, path: files[path].replace(row + "null", row + last)}
        assert len(check_document_regions(library.packs.values(), table)) == faults


def test_without_a_table_nothing_is_compared():
    files = {path: text for path, text in read_pack_files().items() if not path.startswith("regions/")}
    assert check_document_regions(load_library(files)[0].packs.values(), files) == []


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
