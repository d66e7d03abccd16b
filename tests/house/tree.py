"""What the house tests look at: the files of this checkout, and the official texts when they are at hand."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "jiuchuang"
DOMAIN = SOURCE / "domain"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        named = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
        return tuple(sorted(path for path in named if path.is_file()))
    own = [path for top in ("src", "tests", "docs") for path in (ROOT / top).rglob("*")]
    unpacked = [path for path in [*own, *ROOT.glob("*")] if "__pycache__" not in path.parts]
    return tuple(sorted(path for path in unpacked if path.is_file()))  # an archive, not a clone


def python_files(under: Path) -> list[Path]:
    """The Python files of one part of the house."""
    return [path for path in files() if path.suffix == ".py" and path.is_relative_to(under)]


def text_files() -> list[tuple[Path, str]]:
    """Every file that is readable as UTF-8, with its text."""
    readable = []
    for path in files():
        try:
            readable.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # an office file
    return readable


def name(path: Path) -> str:
    """A path as people write it, from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def official_texts() -> dict[str, str]:
    """The official documents by file stem; without them the calling test is skipped, and says so."""
    folder = Path(os.environ.get("JIUCHUANG_SEEDS", ROOT.parent / "shared" / "seeds"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
    if not texts:
        pytest.skip(
            "NOT CHECKED against the official documents: set JIUCHUANG_SEEDS or provide ../shared/seeds"
        )
    return texts
