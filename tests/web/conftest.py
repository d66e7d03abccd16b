"""Browsers that have signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from office_world import founded


@pytest.fixture
def office(db):
    return founded()


@pytest.fixture
def browser_of():
    def browser(account) -> Client:
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        device = TOTPDevice.objects.create(user=account, name="手机")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return browser
