"""Keys of other systems are shown once, and ended from the page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jiuchuang.apps.org.models import Key


def test_a_key_is_shown_once_and_ended(office, browser_of):
    browser = browser_of(office.security_officer)
    here = f"/office/accounts/{office.administrator.pk}/keys/"
    until = timezone.localdate() + timedelta(days=30)
    answer = browser.post(here, {"purpose": "税务局比对", "to_on": until.isoformat(), "addresses": ""})
    key = Key.objects.get()
    assert answer.status_code == 200 and f"{key.shown}" in answer.content.decode()
    secret = answer.content.decode().partition('<p class="code">')[2].partition("<")[0]
    assert secret.startswith(key.shown) and len(secret) > 40
    assert secret not in browser.get(here).content.decode()
    assert browser.post(f"/office/keys/{key.pk}/end/").status_code == 302
    assert not Key.objects.exists()
    assert browser.get(f"/office/keys/{key.pk}/end/").status_code == 404


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(office, browser_of):
    browser = browser_of(office.security_officer)
    here = f"/office/accounts/{office.administrator.pk}/keys/"
    answer = browser.post(here, {"purpose": "比对", "to_on": "2001-01-01", "addresses": "nowhere"})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Key.objects.exists()
    assert "密钥最长12个月" in page and "“nowhere”不是IP地址或网段" in page and 'value="nowhere"' in page
    assert browser.get("/office/accounts/99999/keys/").status_code == 404
