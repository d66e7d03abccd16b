"""Every promise in one table: `python -m benchmarks.all [--quick | --fifty]`, or `make bench`.

Leaves with 1 when a bar is not reached, with 2 when a rival's results differ from ours.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from benchmarks import (
    against_openfisca,
    clusters,
    document_reading,
    guide,
    one_case,
    register,
    registers_screened,
    screening,
)
from benchmarks.agreement import DisagreementError
from benchmarks.promise import Promise, show
from benchmarks.sizes import FULL, MILLION, QUICK, Sizes

PARTS = {
    "screening": screening.promises,
    "memory": screening.memory,
    "rivals": against_openfisca.promises,
    "case": one_case.promises,
    "reading": document_reading.promises,
    "clusters": clusters.promises,
    "guide": guide.promises,
    "register": register.promises,
    "registers-screened": registers_screened.promises,
}


def main() -> int:
    """Run the parts and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.all", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1M persons in place of 10M, fewer repeats")
    parser.add_argument("--fifty", action="store_true", help="peak memory at 50M persons too (3 GB of files)")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="only these parts")
    options = parser.parse_args()
    sizes: Sizes = QUICK if options.quick else FULL
    if options.fifty:
        sizes = replace(sizes, memory_rows=(MILLION, 10 * MILLION, 50 * MILLION))
    found: list[Promise] = []
    for name in options.parts or PARTS:
        sys.stderr.write(f"{name} …\n")
        try:
            found += PARTS[name](sizes)
        except DisagreementError as fault:
            sys.stderr.write(f"{fault}\n")
            return 2
    return 0 if show(found, "Benchmarks") else 1


if __name__ == "__main__":
    sys.exit(main())
