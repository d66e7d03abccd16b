"""One part is in memory at a time: four times the people take hardly more room."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import re, sys
from pathlib import Path
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
library, _ = load_library(read_pack_files())
synthesize(CountyPlan(int(sys.argv[1]), 2000, 1, part_size=10_000), library, Path(sys.argv[2]))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent before exec
print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


def peak(persons: int, folder) -> int:
    """Largest resident memory of a process that makes a county, in KiB."""
    words = [sys.executable, "-c", SCRIPT, str(persons), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_does_not_grow_with_the_county(tmp_path):
    small, large = peak(10_000, tmp_path / "small"), peak(40_000, tmp_path / "large")
    assert large <= 1.3 * small, (small, large)
    assert large < 600_000
