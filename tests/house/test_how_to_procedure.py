"""The procedure shown in the how-to is real: it is read without a fault, and its how-to names what there is."""

from house.test_how_to import shown
from house.tree import ROOT
from jiuchuang.domain.casework.procedure import JOIN_LABELS, KIND_LABELS, SILENCE_LABELS
from jiuchuang.domain.casework.procedure_file import read_procedures


def test_the_procedure_of_the_how_to_has_no_fault():
    read, problems = read_procedures(shown("define-a-procedure"))
    assert problems == []
    assert [procedure.id for procedure in read] == ["training-subsidy"]


def test_the_how_to_names_every_kind_of_step_of_join_and_of_silence():
    text = (ROOT / "docs" / "how-to" / "define-a-procedure.md").read_text(encoding="utf-8")
    assert [word for word in (*KIND_LABELS, *JOIN_LABELS, *SILENCE_LABELS) if word not in text] == []
