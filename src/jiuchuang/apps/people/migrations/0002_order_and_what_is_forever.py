from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jiuchuang.apps.audit.append_only import append_only

NAMED = ("people_person", "people_household", "people_employer")


def by_code_point(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Names in one order on both databases, in which a prefix is a stretch of the index."""
    if editor.connection.vendor == "postgresql":
        for table in NAMED:
            editor.execute(f'ALTER TABLE {table} ALTER COLUMN name TYPE varchar(120) COLLATE "C"')


def nothing(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The order does no harm to an older version."""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunPython(by_code_point, nothing),
        append_only("people_look"),
        append_only("people_change"),
    ]
