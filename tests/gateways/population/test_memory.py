"""One part is in memory at a time: four times the people take hardly more room."""

import subprocess
import sys

SCRIPT = """
import resource, sys
from pathlib import Path
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
library, _ = load_library(read_pack_files())
synthesize(CountyPlan(int(sys.argv[1]), 2000, 1, part_size=10_000), library, Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(persons: int, folder) -> int:
    """Largest resident memory of a process that makes a county, in KiB."""
    words = [sys.executable, "-c", SCRIPT, str(persons), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_memory_does_not_grow_with_the_county(tmp_path):
    small, large = peak(10_000, tmp_path / "small"), peak(40_000, tmp_path / "large")
    assert large <= 1.3 * small
    assert large < 600_000
