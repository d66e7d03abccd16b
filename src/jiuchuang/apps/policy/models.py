"""Documents, versions of packs, the days from which they hold, and what officers have signed.

Which law holds on a day follows from `Activation` and the packs that come with the product; what it says, from the
text of the version and the standing signatures, which are written into the text. `Edition` keeps enough to rebuild
exactly what a decision rested on.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from jiuchuang.apps.org.models import Account, Unit


class Document(models.Model):
    """A policy document as it was uploaded, and its reading.

    `text` is what the file says, `repairs` what an officer made of each proposed repair (in order: number of the
    proposal, the words taken or None for left as it is); both together give the confirmed text.
    """

    name = models.CharField("文件名", max_length=200)
    title = models.CharField("标题", max_length=200, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("字节数")
    text = models.TextField("文字")
    pack = models.CharField("政策包", max_length=120, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="documents")
    uploaded_at = models.DateTimeField()
    repairs = models.JSONField(default=list)
    confirmed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="confirmed_documents"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first; the same file once at a unit."""

        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "sha256"], name="document_once_at_a_unit")
        ]

    def __str__(self) -> str:
        return self.title or self.name


class Original(models.Model):
    """The file itself, apart from what lists read."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="original")
    content = models.BinaryField()


class Note(models.Model):
    """A correction of the reading in an officer's words, at a clause."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="notes")
    locator = models.CharField("条款", max_length=80)
    text = models.CharField("更正", max_length=500)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order in which they were written."""

        ordering: ClassVar = ["pk"]


class PackVersion(models.Model):
    """One version of a pack as it was uploaded or shipped: the texts of its own folder.

    `digest` is that of its rule files, as receipts name it where nothing is signed. `uploaded_by` is None for one
    that came with the product. `warnings` are what the check found that does not forbid its use.
    """

    pack = models.CharField("政策包", max_length=120, db_index=True)
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    warnings = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The same rules are the same version."""

        ordering: ClassVar = ["pack", "at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pack", "digest"], name="pack_version_once")]


class Activation(models.Model):
    """The version that holds for a pack from `from_on` to `to_on` (None: until further notice).

    `version` None: the pack does not hold in these days. Before the first activation the version that comes with
    the product holds; after an activation that has ended, none.
    """

    pack = models.CharField("政策包", max_length=120, db_index=True)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="activations")
    from_on = models.DateField("自哪天起")
    to_on = models.DateField("至哪天止", null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Ends after it begins; two that overlap are refused by the action, which locks the stamp."""

        ordering: ClassVar = ["pack", "from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "from_on"], name="activation_once_a_day"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="activation_forward"
            ),
        ]


class Signature(models.Model):
    """An officer's ruling on words that allow several readings, or on what a pack assumes where the text is silent.

    It holds for every version of the pack in which these very words stand (`words` is their SHA-256). `choice` is
    the option of a reading, empty for an assumption; `name` the officer's name at the time.
    """

    programme = models.CharField("政策项目", max_length=160, db_index=True)
    kind = models.CharField(max_length=16)  # reading or assumption
    subject = models.CharField(max_length=80)
    words = models.CharField(max_length=64)
    choice = models.CharField(max_length=80, blank=True)
    basis = models.CharField("依据", max_length=200)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    on = models.DateField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    why_withdrawn = models.CharField(max_length=200, blank=True)

    class Meta:
        """Of signatures of the same words one stands at a time."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "kind", "subject", "words"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_signature_stands",
            )
        ]


class Ruling(models.Model):
    """Which of two programmes on one matter applies from a day, where two documents conflict.

    One officer proposes, another signs; it counts from the signature on, for the days from `from_on`. `words` is the
    SHA-256 of both clauses and documents; a version that changes them has to be ruled on anew. `first` and `second`
    stand in the order of their ids.
    """

    first = models.CharField(max_length=160)
    second = models.CharField(max_length=160)
    words = models.CharField(max_length=64)
    prevails = models.CharField("适用", max_length=160)
    from_on = models.DateField("自哪天起")
    basis = models.CharField("依据", max_length=200)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    why_withdrawn = models.CharField(max_length=200, blank=True)

    class Meta:
        """Two hands; one proposal at a time waits for its signature."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(signed_at__isnull=True, withdrawn_at__isnull=True),
                name="one_ruling_proposed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")), name="ruling_two_hands"
            ),
        ]


class SharedText(models.Model):
    """The vocabulary, relations and national tables of a release of the product, by the digest in receipts."""

    digest = models.CharField(max_length=64, unique=True)
    files = models.JSONField()


class Edition(models.Model):
    """A pack as it was applied at some time; `digest` is that in receipts.

    It is a version with what was signed then, and with what its programmes had to know of other packs (`rivals`).
    """

    digest = models.CharField(max_length=64)
    pack = models.CharField("政策包", max_length=120)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="editions")
    shared = models.ForeignKey(SharedText, on_delete=models.PROTECT, related_name="editions")
    signed = models.JSONField(default=list)
    rivals = models.JSONField(default=dict)

    class Meta:
        """One for what a receipt can name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "shared"], name="edition_once")]


class Stamp(models.Model):
    """One row: another token after every change of the law, so that what was loaded before is not used again."""

    token = models.CharField(max_length=32)
