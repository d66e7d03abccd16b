"""An employer's size with the year, the industry and the figures that it follows from."""

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.people.actions.class_employer import EmployerClassed, Figures, class_employer
from jiuchuang.apps.people.queries import facts_of
from people_world import AT, BY, TODAY, codes, employer, places


def test_figures_and_row_are_kept_with_the_class(township):
    firm = employer(township, 1)
    given = {"employer": firm, "by": BY, "on": TODAY, "at": AT}
    done = class_employer(**given, industry="industry", year=2025, figures=Figures(25, 350_0000_00))
    assert done == EmployerClassed("small")
    sheet = facts_of("employer", firm.number, TODAY)
    assert sheet.values["employer_size"] == "small"
    assert sheet.sources["employer_size"].register == "工业2025年度指标"
    kept = contents_of(f"register/employer/{firm.number}")[-1]
    assert "2025" in str(kept) and "35000000" in str(kept)
    refused = class_employer(**given, industry="construction", year=2030, figures=Figures(assets=-1))
    assert codes(refused) == {"fact-range"} and places(refused) == {"year", "assets"}
    assert places(class_employer(**given, industry="leasing", year=2025, figures=Figures(staff=50))) == {
        "assets"
    }
    assert codes(class_employer(**given, industry="sky", year=2025, figures=Figures())) == {"bad-choice"}
