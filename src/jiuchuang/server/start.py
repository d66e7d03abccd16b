"""Starting the application inside a command: settings read, tables brought up to date."""

from __future__ import annotations

import os

SETTINGS = "jiuchuang.server.settings"


def start() -> None:
    """Make Django ready; a faulty environment ends the process with exit code 2 and every fault."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def make_tables() -> None:
    """Make or change the tables as this version wants them; new ones stay empty."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def bring_up_to_date() -> None:
    """Make or change the tables as this version wants them, gather the style sheets, keep the law of this release."""
    from django.core.management import call_command
    from django.utils import timezone

    make_tables()
    call_command("collectstatic", interactive=False, verbosity=0)

    from jiuchuang.apps.policy.actions.keep_law import keep_law

    keep_law(at=timezone.now())
