"""Nodes as keys: equal trees are equal keys, in this process and in another."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from base64 import b64encode

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import BOOL

HOLDS = """
import pickle, sys
from base64 import b64decode
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import BOOL
known = {tree.Not(BOOL, tree.Fact(BOOL, "is_student")): "found"}
print(known[pickle.loads(b64decode(sys.argv[1]))])
"""


def test_a_node_is_the_same_key_in_another_process():
    node = tree.Not(BOOL, tree.Fact(BOOL, "is_student"))
    assert {node: 1}[tree.Not(BOOL, tree.Fact(BOOL, "is_student"))] == 1
    done = subprocess.run(
        [sys.executable, "-c", HOLDS, b64encode(pickle.dumps(node)).decode()],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "found"
