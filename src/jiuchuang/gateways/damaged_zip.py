"""What reading a zip raises that is damaged, encrypted or packed in a way that nobody here unpacks."""

from __future__ import annotations

import zipfile
import zlib

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""A part that ends too soon is an EOFError, packed bytes that are none a zlib.error, an unknown packing or a password a
RuntimeError, a directory that makes no sense a BadZipFile, ValueError or OSError.
"""
