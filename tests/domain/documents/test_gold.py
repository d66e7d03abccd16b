"""The readings against a careful official's lists (gold/) and against documents in other styles (unseen/)."""

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from domain.documents.corpus import text_of
from jiuchuang.domain.documents import document_as_json, read_document

HERE = Path(__file__).parent
LISTS = sorted((HERE / "gold").glob("*.json")) + sorted((HERE / "unseen").glob("*.json"))
FLOORS = {
    "clauses": Fraction(98, 100),
    "units": Fraction(98, 100),
    "quantities": Fraction(95, 100),
    "comparisons": Fraction(95, 100),
}


def scoring() -> ModuleType:
    """The comparison kept beside the lists."""
    spec = importlib.util.spec_from_file_location("gold_scoring", HERE / "gold" / "scoring.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_reading_finds_what_the_official_found(path: Path) -> None:
    compare = scoring()
    gold = compare.load_gold(path)
    reading = document_as_json(read_document(text_of(path.stem)))
    assert compare.clauses_in_order(reading, gold)
    for kind, floor in FLOORS.items():
        score = getattr(compare, f"score_{kind}")(reading, gold)
        message = f"{kind}: invented {score.invented}, missed {score.missed}"
        assert score.precision >= floor, message
        assert score.recall >= floor, message
    assert compare.metadata_differences(reading, gold) == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_character_belongs_to_one_clause_or_to_the_frame(path: Path) -> None:
    document = read_document(text_of(path.stem))
    stretches = sorted(
        [clause.span.normalised for clause in document.clauses]
        + [matter.span.normalised for matter in document.matter]
    )
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(document.text)]
    assert edges[0::2] == edges[1::2]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_spans_point_at_the_very_words_of_the_original(path: Path) -> None:
    original = text_of(path.stem)
    widths = str.maketrans("（），；：！？％［］０１２３４５６７８９．", "(),;:!?%[]0123456789.")

    def bare(words: str) -> str:
        return "".join(words.split()).translate(widths).replace("。", ".")

    document = read_document(original)
    for clause in document.clauses:
        for found in (*clause.units, *clause.quantities, *clause.hedges, *clause.references):
            start, end = found.span.original
            first, last = found.span.normalised
            assert bare(original[start:end]) == bare(document.text[first:last])
