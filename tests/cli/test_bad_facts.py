"""Bad input to `decide`: one message a fault on standard error, exit code 2, nothing on standard output."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app

PROGRAMME = "sample/yunxi-2024-6/startup-subsidy"
DAY = "2024-06-01"


def run(tmp_path: Path, text: str, on: str = DAY, programme: str = PROGRAMME) -> tuple[int, str, list[str]]:
    facts = tmp_path / "facts.json"
    facts.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["decide", "--programme", programme, "--facts", str(facts), "--on", on])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr.splitlines()


def test_sound_input_is_answered(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "{}")
    assert (code, err) == (0, []) and "结论：还不能判断" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "不是合法的 JSON"),
        ("[1]", "应是 {事实名: 值} 的 JSON 对象"),
        ('{"birth_on": "2016-02-30"}', "日期“2016-02-30”不存在"),
        ('{"birth_on": "2016-02-01", "birth_on": "2016-02-02"}', "“birth_on”填了两次"),
        ('{"birth": "2016-02-01"}', "没有“birth”这个事实"),
        ('{"birth_on": 20.5}', "日期“20.5”读不懂"),
        ('{"birth_on": "1850-01-01"}', "1850-01-01 不在"),
        ('{"is_hardship_person": 1}', "应为 true（是）或 false（否）"),
    ],
)
def test_one_fault_one_message(tmp_path: Path, text: str, message: str) -> None:
    code, out, err = run(tmp_path, text)
    assert (code, out, len(err)) == (2, "", 1)
    assert message in err[0]


def test_every_fault_has_its_own_line(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, '{"birth": 1, "birth_on": "x", "is_hardship_person": 1}')
    assert (code, len(err)) == (2, 3)


@pytest.mark.parametrize("on", ["2016-02-30", "昨天", "9999-12-31", "1800-01-01"])
def test_a_day_that_no_rule_reaches(tmp_path: Path, on: str) -> None:
    code, out, err = run(tmp_path, "{}", on)
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("--on: ")


def test_a_programme_that_does_not_exist(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "{}", programme="sample/yunxi-2024-6/startup-subsidi")
    assert code == 2 and "startup-subsidy" in err[0]


def test_json_as_offices_save_it(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        facts = tmp_path / "facts.json"
        facts.write_bytes('{"创业带动就业人数": 7}'.encode(encoding))
        words = ["decide", "--programme", PROGRAMME, "--facts", str(facts), "--on", DAY]
        result = CliRunner().invoke(app, words)
        assert (result.exit_code, result.stderr) == (0, ""), encoding
        assert "带动7人就业" in result.stdout, encoding


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"own_firm_jobs_led": ' + "9" * 5000 + "}", "\x00\x01\x02" * 90]
)
def test_json_that_no_office_writes(tmp_path: Path, text: str) -> None:
    code, out, err = run(tmp_path, text)
    assert (code, out, len(err)) == (2, "", 1)


def test_a_fault_of_json_is_told_in_chinese(tmp_path: Path) -> None:
    _, _, err = run(tmp_path, '{"owns_firm": tru}')
    assert "facts.json:1:15: 不是合法的 JSON（此处缺少值）" in err[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"own_firm_jobs_led": "%s"}' % ("9" * 5000), "写得过长（5000个字）"),
        ('{"own_firm_jobs_led": %s}' % ("9" * 400), "不在 0 至"),
        ('{"%s": 1}' % ("k" * 3000), "没有“kkkk"),
        ('{"own_firm_jobs_led": [1]}', "应是一个值，不是列表或对象"),
        ('{"own_firm_jobs_led": {"a": 1}}', "应是一个值，不是列表或对象"),
        ('{"own_firm_jobs_led": 1.0}', "不接受小数“1.0”"),
        ('{"own_firm_jobs_led": NaN}', "不接受小数“nan”"),
        ('{"own_firm_kind": "\\u001b[31mfirm"}', "含有换行或控制字符"),
        ('{"own_firm_kind": "a\\nb"}', "含有换行或控制字符"),
        ('{"a\\nb\\u202ec": 1}', "没有“a�b�c”这个事实"),
        ('{"a\\nb": 1, "a\\nb": 2}', "“a�b”填了两次"),
        ('{"birth_on": true}', "日期“true”读不懂"),
        ('{"resident_id": [1]}', "应是一个值，不是列表或对象"),
    ],
)
def test_input_is_quoted_in_one_line_that_people_can_read(tmp_path: Path, text: str, message: str) -> None:
    code, out, err = run(tmp_path, text)
    assert (code, out, len(err)) == (2, "", 1), err
    assert message in err[0]
    assert len(err[0]) < 400
    assert err[0].isprintable()
    assert "Exceeds" not in err[0]


def test_an_identifier_may_be_unknown(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, '{"resident_id": null, "统一社会信用代码": "不详"}')
    assert (code, err) == (0, [])


@pytest.mark.parametrize("programme", ["a" * 5000, "a\nb/c", "\x1b[31m/x"])
def test_an_odd_programme_id_is_quoted_in_one_line(tmp_path: Path, programme: str) -> None:
    code, out, err = run(tmp_path, "{}", programme=programme)
    assert (code, out, len(err)) == (2, "", 1)
    assert len(err[0]) < 400 and err[0].isprintable()


def test_a_name_that_several_documents_use_is_answered_with_all_of_them(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "{}", programme="startup-subsidy")
    assert code == 2 and len(err) == 1
    assert "sample/yunxi-2024-6/startup-subsidy" in err[0] and "songyuan/2018/startup-subsidy" in err[0]


def test_a_fact_of_somebody_else_is_pointed_out_but_does_no_harm(tmp_path: Path) -> None:
    """One file may serve several programmes; the reader learns that this one never reads the fact."""
    code, out, err = run(tmp_path, '{"place_jobs_led_year": 5, "own_firm_jobs_led": 7}')
    assert code == 0 and "带动7人就业" in out
    assert len(err) == 1 and "place_jobs_led_year" in err[0] and "镇街社区" in err[0]
