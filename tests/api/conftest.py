"""Callers of the interface."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from county_world import two_townships
from jiuchuang.apps.org.actions.keep_key import KeyIssued, issue_key
from jiuchuang.apps.org.models import Account, Grant


@pytest.fixture
def world(db):
    return two_townships()


@pytest.fixture
def key_for(world):
    """A key for a system with a role at a unit (by code); returns its secret."""

    def issue(role="exchange", unit="yx", **options):
        account = Account.objects.create_user(f"system-{Account.objects.count()}", "某系统")
        Grant.objects.create(account=account, role=role, unit=world.units[unit], from_on=date(2026, 1, 1))
        access = world.access("anquan")
        until = {"to_on": access.on + timedelta(days=30), "addresses": "", "purpose": "测试", **options}
        issued = issue_key(access=access, account=account, at=timezone.now(), **until)
        assert isinstance(issued, KeyIssued), issued
        return issued.secret

    return issue


@pytest.fixture
def call():
    """A call with a key; answers with status and what was said."""

    def one(secret, method, path, body=None, **headers):
        client = Client()
        send = getattr(client, method)
        more = {"content_type": "application/json", "data": body} if body is not None else {}
        answer = send(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}", **headers}, **more)
        return answer.status_code, answer.json()

    return one
