"""Which entry of the menu is the current one."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("page", "current"),
    [
        ("/window/", ["待办"]),
        ("/window/take/", ["受理新申请"]),
        ("/window/take/person/P0000001/", ["受理新申请"]),
        ("/window/cases/{case}/", ["全部办件"]),
        ("/window/applications/{application}/", []),
        ("/office/", ["我的工作"]),
    ],
)
def test_a_page_is_below_its_own_entry_and_an_application_below_none(sit, county, taken, page, current):
    from jiuchuang.apps.casework.models import Case

    case = Case.objects.get(number=taken)
    shown = sit("window").get(page.format(case=taken, application=case.application))
    assert shown.status_code == 200
    assert [one.label for group in shown.context["menu"] for one in group.entries if one.current] == current
