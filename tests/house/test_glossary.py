"""Every term of the glossary has one identifier that is in use, and stands in the clause that it cites."""

import re
from collections import defaultdict

from house.tree import ROOT, SOURCE, official_texts, text_files
from jiuchuang.domain.documents.read import read_document

ROW = re.compile(r"^\| ([^|]+) \| `([\w./-]+)` \| ([^|]+) \|$", re.MULTILINE)
CLAUSE = re.compile(r"([a-z]+) (\S+)")
OUR_OWN = "本系统"
SYNONYMS = {"support"}  # 配合 and 协办 are one role


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_every_row_is_well_formed():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|") and "`" in line]
    assert len(rows()) == len(lines) >= 60


def test_no_term_and_no_identifier_stands_twice():
    terms = [term for term, _, _ in rows()]
    identifiers = [identifier for _, identifier, _ in rows() if identifier not in SYNONYMS]
    assert sorted(terms) == sorted(set(terms))
    assert sorted(identifiers) == sorted(set(identifiers))


def test_every_identifier_is_in_use():
    source = "\n".join(text for path, text in text_files() if path.is_relative_to(SOURCE))
    words = set(re.findall(r"[A-Za-z_][\w-]*", source)) | set(re.findall(r"\w+", source))
    assert [identifier for _, identifier, _ in rows() if identifier not in words] == []


def test_every_term_stands_in_the_clause_that_it_cites():
    clauses = defaultdict(str)
    for stem, text in official_texts().items():
        for clause in read_document(text).clauses:
            clauses[stem.partition("-")[0], clause.locator] += (clause.heading or "") + clause.text
    cited = [(term, source) for term, _, source in rows() if CLAUSE.fullmatch(source)]
    astray = [row for row in cited if row[0] not in clauses.get(CLAUSE.fullmatch(row[1]).groups(), "")]
    assert astray == []
    assert len(cited) >= 40


def test_every_source_is_a_clause_a_law_or_ourselves():
    known = re.compile(rf"{CLAUSE.pattern}|GB(/T)? \d+|民法典 .+|.+(办法|条例|法)|{OUR_OWN}")
    assert [source for _, _, source in rows() if not known.fullmatch(source)] == []
