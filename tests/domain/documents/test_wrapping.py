"""However a document was wrapped, spaced or bracketed, the reading is the same."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.documents.corpus import FICTIONAL, REAL, text_of
from jiuchuang.domain.documents import Document, read_document

SPACES = [" ", "\u3000", "\u00a0", "\t", "  "]
WIDTHS = str.maketrans("()（）", "（）()")


def essence(document: Document) -> list[object]:
    """What must not change: metadata, clauses with their words, units, figures, hedges, targets, repairs."""
    clauses = [
        (
            clause.locator,
            clause.heading,
            clause.text,
            clause.units_open,
            [(unit.name, unit.as_written, unit.role, unit.word) for unit in clause.units],
            [
                (q.text, q.value, q.unit, q.kind, q.comparison, q.period, q.deadline, q.about)
                for q in clause.quantities
            ],
            [hedge.word for hedge in clause.hedges],
            [(reference.title, reference.number) for reference in clause.references],
        )
        for clause in document.clauses
    ]
    targets = [
        (target.clause, target.indicator, target.value, target.deadline) for target in document.targets
    ]
    repairs = [(repair.text, repair.proposal) for repair in document.repairs]
    return [document.metadata, clauses, targets, repairs, document.text]


def disturbed(text: str, seed: int, *, keep_lines: bool) -> str:
    """The same words re-wrapped at random, with stray spaces and brackets of the other width."""
    dice = random.Random(seed)
    words = text if keep_lines else text.replace("\n", "")
    out = []
    for character in words:
        roll = dice.random()
        if roll < 0.02:
            out.append("\n")
        elif roll < 0.06:
            out.append(dice.choice(SPACES))
        swap = character in "()（）" and dice.random() < 0.5
        out.append(character.translate(WIDTHS) if swap else character)
    return "".join(out)


@pytest.mark.parametrize("keep_lines", [True, False], ids=["more-breaks", "new-breaks"])
@pytest.mark.parametrize("stem", [*REAL, *FICTIONAL])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_wrapping_spaces_and_bracket_widths_change_nothing(stem: str, keep_lines: bool, seed: int) -> None:
    text = text_of(stem)
    assert essence(read_document(disturbed(text, seed, keep_lines=keep_lines))) == essence(
        read_document(text)
    )


@pytest.mark.parametrize("stem", [*REAL, *FICTIONAL])
def test_one_long_line_reads_the_same(stem: str) -> None:
    text = text_of(stem)
    assert essence(read_document("".join(text.split()))) == essence(read_document(text))
