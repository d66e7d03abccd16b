"""What the how-tos of the office name exists: variables, files of `deploy/`, units, extras, roles, pages."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.urls import resolve

from house.test_deploy import DEPLOY, VARIABLE, known_variables
from house.tree import ROOT
from jiuchuang.server import environment

HOW_TO = ROOT / "docs" / "how-to"
OFFICE = [
    "install-the-office",
    "upgrade-the-office",
    "back-up-and-restore",
    "add-staff",
    "merge-offices",
    "define-a-procedure",
]


def text(name: str) -> str:
    return (HOW_TO / f"{name}.md").read_text(encoding="utf-8")


def test_every_variable_named_is_read_and_the_installer_is_told_of_all_that_matter():
    named = {name for how_to in OFFICE for name in VARIABLE.findall(text(how_to))}
    assert named - known_variables() == set()
    told = set(VARIABLE.findall(text("install-the-office")))
    assert told >= {
        environment.DATA,
        environment.DATABASE,
        environment.HOSTS,
        environment.PROXIES,
        environment.SECRET,
        environment.PLAIN_HTTP,
    }


def test_every_file_of_deploy_that_is_named_is_there_and_each_is_named():
    named = {path for how_to in OFFICE for path in re.findall(r"deploy/[\w./*-]+", text(how_to))}
    assert [path for path in named if not list(ROOT.glob(path))] == []
    installed = {file.name for path in named for file in ROOT.glob(path)}
    assert {file.name for file in DEPLOY.rglob("*") if file.is_file()} - installed == {"Caddyfile"}


def test_every_unit_that_is_started_is_there():
    units = {unit for how_to in OFFICE for unit in re.findall(r"[\w-]+\.(?:service|timer)", text(how_to))}
    assert units == {file.name for file in (DEPLOY / "systemd").iterdir()}


def test_the_extras_that_are_installed_are_there():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    asked = {
        extra
        for how_to in OFFICE
        for words in re.findall(r'"\.\[([\w,]+)\]"', text(how_to))
        for extra in words.split(",")
    }
    assert asked == {"office", "smt"}
    assert asked <= set(extras)


def test_add_staff_names_every_role_of_people_by_its_label():
    from jiuchuang.apps.org.queries import office_pack

    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", text("add-staff"), re.MULTILINE)
    named = {label for row in rows[1:] for label in row.split(", ")}
    labels = {role.label for key, role in office_pack().roles.items() if key != "exchange"}
    assert named == labels


@pytest.mark.parametrize("address", ["/", "/office/"])
def test_the_pages_that_are_named_open(address):
    assert f"{address}" in text("install-the-office")
    assert resolve(address)
