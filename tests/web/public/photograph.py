"""A picture as a phone takes it, for tests of uploads."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photograph() -> SimpleUploadedFile:
    """A small picture."""
    kept = BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "JPEG")
    return SimpleUploadedFile("证件.jpg", kept.getvalue())
