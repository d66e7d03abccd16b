"""A worker of its own that does a step of an import and is killed (SIGKILL) while it handles a row.

Arguments: name of the test database, folder of files, step, number of the import, rows that it may handle before.
"""

from __future__ import annotations

import os
import signal
import sys

import django
from django.conf import settings


def killed_after(function, rows):
    """The function, which kills this very process when it is called once more than `rows` times."""
    left = [rows]

    def wrapped(*arguments, **named):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return function(*arguments, **named)

    return wrapped


def main() -> None:
    name, files, step, number, rows = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = name
    settings.MEDIA_ROOT = files
    django.setup()
    from jiuchuang.apps.people.actions import check_import, undo_import, write_import
    from office_world import AT

    if step == "check":
        check_import.would_write = killed_after(check_import.would_write, int(rows))
        check_import.check_import(number=int(number), at=AT)
    elif step == "write":
        write_import.write_row = killed_after(write_import.write_row, int(rows))
        write_import.write_import(number=int(number), at=AT)
    else:
        undo_import.take_back = killed_after(undo_import.take_back, int(rows))
        undo_import.take_back_import(number=int(number), at=AT)


if __name__ == "__main__":
    main()
