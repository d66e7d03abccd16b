"""Tables whose rows the database itself refuses to change or delete, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSAL = "rows of this table are never changed or deleted"
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION jiuchuang_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END;
$$ LANGUAGE plpgsql
"""


def append_only(table: str) -> RunPython:
    """A migration step after which rows of the table can only be added."""

    def forward(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        protect(table, editor)

    def backward(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        unprotect(table, editor)

    return RunPython(forward, backward)


def protect(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers up."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL_FUNCTION)
    for verb in ("UPDATE", "DELETE"):
        name = _trigger(table, verb)
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION jiuchuang_append_only()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def unprotect(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers down, as a migration backwards has to."""
    for verb in ("UPDATE", "DELETE"):
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {_trigger(table, verb)}{on}")


def _trigger(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"
