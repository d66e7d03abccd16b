"""The register of the how-to loads without a fault, and gives what the how-to says."""

import json
import re
from datetime import date

from house.test_how_to import shown
from house.tree import ROOT
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.relations.case import derive_facts
from jiuchuang.domain.rules.relations.case_in import read_relations
from jiuchuang.gateways.pack_store import read_pack_files

HOW_TO = "derive-a-fact-from-a-register"


def test_the_register_of_the_how_to_gives_its_facts():
    vocabulary, problems = load_vocabulary({**read_pack_files(), **shown(HOW_TO)})
    assert [str(problem) for problem in problems] == []
    text = (ROOT / "docs" / "how-to" / f"{HOW_TO}.md").read_text(encoding="utf-8")
    case, manifest = (json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", text, re.M | re.S))
    relations, faults = read_relations(case["relations"], ("employer",), vocabulary, "how-to")
    assert faults == []
    values, told, _ = derive_facts({}, relations, vocabulary, date(2018, 6, 30))
    assert values == {"apprentices_now": 1, "trained_year_round": 0}
    assert [item.gathered.listed for item in told] == [1, 1]
    assert set(manifest["relations"]) == {"apprenticeships"}
