"""The site of the demonstration: a county at work, with cases in every state and an account for every role."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIZES = ("--persons", "14000", "--employers", "500", "--seed", "3")
"""As small as a county can be in which somebody is due a subsidy that nobody applies for, whatever the day."""
LOOK = """
import json
from jiuchuang.server.start import start
start()
from django.conf import settings
from django.test import Client
from django.utils import timezone
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.models import AwaitedSeat, Case, Finding, NoticeList, NoticeObjection, SigningList
from jiuchuang.apps.casework.queries.events import events_of, state_of
from jiuchuang.apps.casework.queries.payees import pay_to
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access, office_pack
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.apps.people.models.imports import DuplicatePair, Import
from jiuchuang.apps.people.visits.queries import visits
from jiuchuang.apps.policy.models import Document
from jiuchuang.apps.screening.models import Award, ScreeningRun
from jiuchuang.gateways.demo_accounts import read_demo_accounts

def signed_in(one):
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/office/sign-in/", {"username": one.username, "password": one.password})
    page = client.get("/office/sign-in/code/").content.decode()
    client.post("/office/sign-in/code/", {"code": page.partition('name="code" value="')[2][:6]})
    return client.get("/office/").status_code

accounts = read_demo_accounts(settings.DATA)
states = {case.number: state_of(case.number) for case in Case.objects.all()}
seats = AwaitedSeat.objects.filter(is_open=True, case__status="open")
to_pay = [seat.case for seat in seats.filter(node_kind="pay").select_related("case")]
returned = [
    case.number for case in to_pay
    if [e.happening.posted for e in events_of(case.number) if type(e.happening).__name__ == "PaymentConfirmed"][-1:] == [False]
]
payees = {number: (to.is_settled, to.pay) for number, to in pay_to(to_pay).items()}
known_on = lambda one: timezone.localdate(one.at).isoformat()
print(json.dumps({
    "accounts": {one.username: signed_in(one) for one in accounts},
    "roles": sorted({one.role for one in accounts}),
    "all_roles": sorted(role.label for role in office_pack().roles.values()),
    "findings": sorted(set(Case.objects.values_list("finding_status", flat=True))),
    "outcomes": sorted(set(Case.objects.values_list("outcome", flat=True))),
    "statuses": sorted(set(Case.objects.values_list("status", flat=True))),
    "steps": sorted(set(seats.values_list("node_kind", flat=True))),
    "happened": sorted({type(event.happening).__name__ for number in states for event in events_of(number)}),
    "channels": sorted(set(Case.objects.values_list("channel", flat=True))),
    "notices": [NoticeList.objects.filter(taken_down_on=None).count(), NoticeList.objects.exclude(taken_down_on=None).count()],
    "objections": sorted({one.upheld is None for one in NoticeObjection.objects.all()}),
    "lists": sorted(set(SigningList.objects.values_list("state", flat=True))),
    "imports": sorted(Import.objects.values_list("state", "faulty")),
    "pairs": DuplicatePair.objects.count(),
    "documents": list(Document.objects.values_list("pack", flat=True)),
    "runs": [run.stage for run in ScreeningRun.objects.all()],
    "opened": Award.objects.filter(opening="opened").count(),
    "evidence": [
        [one.case.number, fact, known_on(one), source["as_of"]]
        for one in Finding.objects.select_related("case") for fact, source in one.sources.items()
        if source.get("as_of")
    ],
    "returned": returned,
    "payees": payees,
    "appeals_open": [
        number for number, state in states.items() if any(one.changed is None for one in state.appeals)
    ],
    "opted_out": list(Case.objects.filter(channel="screening", outcome="opted_out").values_list("number", flat=True)),
    "without_account": [
        model.objects.filter(account="", merged_into=None).count() / model.objects.count() for model in (Person, Employer)
    ],
    "visits": {name: visits(Access(Account.objects.get(username=name), timezone.localdate())).counts
               for name in ("chuangkou", "qiaotou")},
    "broken": [str(one) for one in broken_chains()],
}))
"""


def demo(out, site, *options, **more):
    command = [
        str(Path(sys.executable).with_name("jiuchuang")),
        "demo",
        "--out",
        str(out),
        "--site-data",
        str(site),
    ]
    surroundings = {
        key: value for key, value in os.environ.items() if not key.startswith(("JIUCHUANG", "DJANGO"))
    }
    surroundings |= {"DEMO_SERVE": "0", **more}
    return subprocess.run(
        [*command, *SIZES, *options], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    result = demo(folder / "out", folder / "data")
    assert result.returncode == 0, result.stderr
    return folder, result


@pytest.fixture(scope="module")
def found(site):
    surroundings = {
        **os.environ,
        "JIUCHUANG_DATA": str(site[0] / "data"),
        "JIUCHUANG_DEMO": "1",
        "DATABASE_URL": "",
    }
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    result = subprocess.run(
        [sys.executable, "-c", LOOK], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_every_role_has_an_account_that_signs_in(found):
    assert set(found["accounts"].values()) == {200}
    assert set(found["all_roles"]) - set(found["roles"]) == {"部门系统"}  # other systems sign with keys


def test_there_are_cases_in_every_state(found):
    assert {"open", "correcting", "ended"} == set(found["statuses"])
    assert {"eligible", "ineligible"} <= set(found["findings"])
    wanted = {"", "approved", "refused", "declined", "withdrawn", "lapsed", "opted_out"}
    assert wanted <= set(found["outcomes"])
    wanted = {"accept", "review", "co_sign", "site_visit", "notice", "confirm", "decide", "pay"}
    assert wanted <= set(found["steps"])


def test_everything_that_can_happen_to_a_case_has_happened(found):
    wanted = {
        "Accepted", "CorrectionAsked", "Supplemented", "NoticeOpened", "Objected", "ObjectionSettled",
        "Decided", "HandedOver", "PaymentConfirmed", "Archived", "Appealed", "AppealSettled",
        "Urged", "SignerAdded", "PapersBrought", "PromiseVerified", "Withdrawn", "Confirmed", "OptedOut",
    }  # fmt: skip
    assert wanted - set(found["happened"]) == set()


def test_lists_objections_imports_and_pairs_wait_for_somebody(found):
    running, ended = found["notices"]
    assert running >= 1 and ended >= 2
    assert found["objections"] == [False, True]
    assert {"drawn", "done"} <= set(found["lists"])
    assert [state for state, _ in found["imports"]] == ["checked", "written"]
    assert [faulty > 0 for _, faulty in found["imports"]] == [True, False]
    assert found["pairs"] >= 1


def test_money_waits_at_every_place_where_it_can(found):
    """A return, an account that finance has to settle, one that nobody has registered, and others to hand over."""
    assert found["returned"]
    stands = list(found["payees"].values())
    assert [True for settled, _ in stands if not settled]
    assert [True for settled, pay in stands if settled and not pay]
    assert [True for settled, pay in stands if settled and pay]


def test_somebody_has_to_decide_on_what_was_said_against_a_case(found):
    assert found["appeals_open"] and found["opted_out"] and True in found["objections"]


def test_no_finding_rests_on_a_statement_younger_than_itself(found):
    assert len(found["evidence"]) > 1_000
    assert [one for one in found["evidence"] if one[3] > one[2]] == []


def test_nearly_everybody_has_an_account_and_many_are_to_be_visited(found):
    assert all(0 <= share < 0.01 for share in found["without_account"])
    assert found["visits"]["chuangkou"]["no-contact"] > found["visits"]["qiaotou"]["no-contact"] > 0


def test_documents_are_read_and_a_screening_has_opened_cases(found):
    assert "sample/yunxi-2024-6" in found["documents"]
    assert found["runs"] == ["done", "done"] and found["opened"] >= 1
    assert {"public", "window", "screening"} <= set(found["channels"])


def test_every_chain_of_records_holds(found):
    assert found["broken"] == []


def test_a_second_run_uses_the_site_again_and_says_so(site):
    folder, first = site
    assert "http://127.0.0.1:8000/office/" in first.stdout
    before = (folder / "data" / "jiuchuang.sqlite3").stat().st_ino
    again = demo(folder / "out", folder / "data")
    assert again.returncode == 0, again.stderr
    assert "沿用" in again.stdout and "--rebuild" in again.stdout
    assert (folder / "data" / "jiuchuang.sqlite3").stat().st_ino == before


def test_a_demonstration_is_never_reached_from_other_machines(tmp_path):
    result = demo(tmp_path / "out", tmp_path / "data", JIUCHUANG_HOSTS="jiuye.example.org")
    assert result.returncode == 2
    assert "演示" in result.stderr and "jiuye.example.org" in result.stderr


def test_a_folder_with_other_data_is_left_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "jiuchuang.sqlite3").write_text("somebody's")
    result = demo(tmp_path / "out", data)
    assert result.returncode == 2 and "site-not-empty" in result.stderr
    assert (data / "jiuchuang.sqlite3").read_text() == "somebody's"
