"""Units of government and what they are to each other over time; accounts and what they may do where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """A county, township, village, department or park as an office; it lives from `opened_on` to `closed_on`.

    `kind` is a key of `packs/organisation/unit-kinds.yaml`, since kinds differ from place to place; `region_code` the
    administrative division it serves (GB/T 2260, 6 to 12 digits).
    """

    code = models.CharField("单位代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=32)
    region_code = models.CharField("行政区划代码", max_length=12, db_index=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        """Order and what the database itself refuses."""

        ordering: ClassVar = ["region_code", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="unit_lives_forward",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitLink(models.Model):
    """`unit` stood directly below `parent` from `from_on` to `to_on`, both days included."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="links")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_links")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        """What the database itself refuses."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="link_not_to_itself"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="link_forward"
            ),
            models.UniqueConstraint(fields=["unit"], condition=Q(to_on__isnull=True), name="one_open_link"),
        ]


class UnitClosure(models.Model):
    """`descendant` lay below `ancestor` (or is it, at depth 0) on each day from `from_on` to `to_on`.

    Drawn from the links by `actions.close_tree`; nobody writes it by hand.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="below")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="above")
    depth = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        """Found from either end."""

        indexes: ClassVar = [
            models.Index(fields=["ancestor", "descendant"]),
            models.Index(fields=["descendant", "depth"]),
        ]


class Succession(models.Model):
    """A closed unit's work went on in another (merger, renaming, a township made a street)."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()

    class Meta:
        """Once for a pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_a_pair")
        ]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; a name in another case or width is the same name."""

    def create_user(self, username: str, name: str, password: str | None = None) -> Account:
        """A new account; without a password nobody can sign in to it."""
        account = self.model(username=self.model.normalize_username(username).lower(), name=name)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name."""
        return self.get(username=self.model.normalize_username(username or "").lower())


class Account(AbstractBaseUser):
    """A member of staff who can sign in. What the account may do stands in its grants, nowhere else.

    `person_number` is who this is in the register of persons, where that is known: nobody takes a step of their own
    case.
    """

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    is_active = models.BooleanField("启用", default=True)
    password_is_temporary = models.BooleanField("密码只用一次", default=False)
    person_number = models.CharField("本人的登记编号", max_length=32, blank=True, default="", db_index=True)
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """`account` holds `role` at `unit` and everything below it, from `from_on` to `to_on`.

    `role` is a key of `packs/organisation/roles.yaml`; `matter` narrows it to one programme or procedure (empty: all);
    `limit_fen` is the most that one decision under it may pay (None: the role's own limit). A delegated grant names
    the one that it stems from and can never reach further.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    matter = models.CharField("事项", max_length=120, blank=True, default="")
    limit_fen = models.BigIntegerField("单笔限额（分）", null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    delegated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="delegations"
    )

    class Meta:
        """What the database itself refuses."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="grant_forward"
            ),
            models.CheckConstraint(
                condition=Q(limit_fen__isnull=True) | Q(limit_fen__gte=0), name="grant_limit_not_negative"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "role"])]


class Key(models.Model):
    """What another department's system signs in with: it acts as `account`, with the grants of that account.

    Only a digest of the key is kept; `shown` are its first letters, to tell keys apart. `addresses` are those from
    which it may come, separated by spaces (empty: any).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    purpose = models.CharField("用途", max_length=200)
    shown = models.CharField("开头", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    addresses = models.CharField("来源地址", max_length=400, blank=True)
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        """What the database itself refuses."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="key_forward"),
        ]
