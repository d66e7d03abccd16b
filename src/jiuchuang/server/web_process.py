"""A process that answers browsers: gunicorn's settings, and what it does before it takes the first request.

Used as `gunicorn --config python:jiuchuang.server.web_process`.
"""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from django.utils.module_loading import import_string

WARM_UP = "jiuchuang.web.public.warm_up.warm_up"
"""By name, as all of the doors in the settings: the server stands below them."""
LONGEST = 15
"""Seconds after which visitors are let in all the same; gunicorn gives a process up after 30."""


def post_worker_init(worker: Any) -> None:
    """Gunicorn has loaded the site into a new process: warm it up, while visitors wait at the door or go to another."""
    warming = Thread(target=warm, name="warm-up", daemon=True)
    warming.start()
    warming.join(LONGEST)


def warm() -> None:
    """Do what can be done before the first visitor. A fault is told in the log, and left to his request."""
    from django.db import connections
    from django.urls import get_resolver
    from django.utils import timezone

    try:
        _ = get_resolver().reverse_dict  # brings in every page's module
        import_string(WARM_UP)(timezone.localdate())
    except Exception:
        logging.getLogger(__name__).exception("the process could not be warmed up")
    finally:
        connections.close_all()
