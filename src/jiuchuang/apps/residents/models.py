"""Signing in of those who have no account: a code by phone, then a session; both end by themselves.

Kept apart from the sessions of the staff: another cookie, another table, never Django's user of a request.
"""

from __future__ import annotations

from django.db import models


class SignInTry(models.Model):
    """A code that was sent to a phone, and what its owner claims to be; gone as soon as it is used or too old.

    `token` is the digest of what the browser carries, `code` the digest of token and code together. `person` is the
    number in the register that the claim fits, empty for somebody who is not in it.
    """

    token = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    resident_id = models.CharField(max_length=18)
    phone = models.CharField(max_length=20)
    person = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(db_index=True)
    wrong = models.PositiveSmallIntegerField(default=0)


class ResidentSession(models.Model):
    """Somebody who has signed in. `token` is the digest of what the browser carries.

    `person` is the number in the register of persons; `stands_for` that of the employer for which he acts now, empty
    for himself. `is_proved` only where the phone is the one that the register holds: nobody else is shown what the
    registers know of the person. `resident_id` and `phone` are kept only until somebody new has entered himself.
    """

    token = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=32, db_index=True)
    name = models.CharField(max_length=64)
    stands_for = models.CharField(max_length=32, blank=True)
    firm_name = models.CharField(max_length=120, blank=True)
    resident_id = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_proved = models.BooleanField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
