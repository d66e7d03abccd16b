"""Payments follow the programmes, with the mistakes that an audit should find; the ledger remembers them."""

from datetime import date

import polars as pl
import pytest

from jiuchuang.domain.rules.engines.columns import to_column
from jiuchuang.gateways.population import CountyPlan
from jiuchuang.gateways.population.county import draw_county
from jiuchuang.gateways.population.ledger import FAMILIES, LEDGER_FACTS, Gathers
from jiuchuang.gateways.population.part import draw_part
from jiuchuang.gateways.population.part_facts import part_facts, reached, rows_of
from jiuchuang.gateways.population.payments import paying_programmes


@pytest.fixture(name="payments")
def all_payments(written):
    return written.table("payment")


def test_payments_point_to_rows_of_their_tables_and_to_programmes(payments, written, library):
    assert payments.height > 100
    assert set(payments["programme"]) <= {programme.id for programme in library.programmes()}
    for entity in payments["entity"].unique():
        ids = set(payments.filter(entity=entity)["id"])
        assert ids <= set(written.table(entity)["id"])
    assert (payments["paid_fen"] > 0).all()
    assert payments.select("id", "programme").n_unique() == payments.height


def test_payments_were_made_on_weekdays_of_the_last_year(payments):
    assert payments["paid_on"].max() <= date(2018, 6, 30)
    assert payments["paid_on"].min() > date(2017, 6, 30)
    assert payments["paid_on"].dt.weekday().max() <= 5


def test_nothing_is_paid_by_a_programme_out_of_force_or_without_a_figure(library):
    early = {item.programme.id for item in paying_programmes(library, date(2018, 6, 30))}
    late = {item.programme.id for item in paying_programmes(library, date(2025, 6, 30))}
    assert not any(name.startswith("sample/") for name in early)
    assert "sample/yunxi-2024-6/startup-subsidy" in late
    assert "hualong/2016-2/jobseeker-startup-subsidy" not in early


def test_most_of_the_paid_were_entitled_and_most_of_the_entitled_were_paid(part, facts, county, library):
    """On the facts before the payments entered the ledger: the ledger is set back to nothing drawn."""
    rows, empty = rows_of(part, county), _without_payments(facts.truth, library)
    entitled = paid = mistaken = 0
    for compiled in county.programmes:
        entity = compiled.programme.entity
        if entity not in facts.truth:
            continue
        table = reached(entity, pl.DataFrame(), {**empty, "institution": county.true_institutions}, rows)
        verdicts = [to_column(item.verdict, part.plan.on) for item in compiled.variants]
        agreed = table.select(pl.all_horizontal(verdicts)).to_series().fill_null(False)
        none = table.select(~pl.any_horizontal(verdicts)).to_series().fill_null(False)
        got = next(item.rows for item in facts.paid if item.programme == compiled.programme.id)
        entitled += agreed.sum()
        paid += agreed.gather(got.tolist()).sum()
        mistaken += none.gather(got.tolist()).sum()
    assert entitled > 60
    assert 0.45 < paid / entitled < 0.75
    assert mistaken <= 0.05 * paid


def test_the_ledger_is_the_sum_of_the_payments(facts):
    for fact in LEDGER_FACTS:
        mine = [item for item in facts.paid if item.entity == fact.entity and item.slug in fact.programmes]
        if fact.entity not in facts.truth or fact.name not in facts.truth[fact.entity].columns:
            continue
        column = facts.truth[fact.entity][fact.name]
        if fact.what is Gathers.TIMES:
            assert column.sum() == sum(len(item.rows) for item in mine), fact.name
        if fact.what is Gathers.FEN:
            assert column.sum() == sum(int(item.fen.sum()) for item in mine), fact.name
        if fact.what is Gathers.EVER:
            assert set(column.arg_true().to_list()) == {row for item in mine for row in item.rows}, fact.name


def _without_payments(truth, library):
    """True facts with our ledger as it was before anything was paid."""
    facts = library.vocabulary.facts
    return {
        entity: table.with_columns(
            pl.lit(facts[name].absent_means, dtype=table.schema[name]).alias(name)
            for name in table.columns
            if facts[name].source == "本系统台账" and facts[name].absent_means is not None
        )
        for entity, table in truth.items()
    }


def test_what_may_be_paid_once_is_paid_once_whatever_document_pays_it(library):
    """Two documents have a programme of the same kind in force in 2025; nobody is paid by both."""
    plan = CountyPlan(6000, 600, 4, date(2025, 6, 30))
    paid = part_facts(draw_part(plan, 0), draw_county(plan, library), library).paid
    rows = [row for item in paid if FAMILIES.get(item.slug) == "startup_subsidies_drawn" for row in item.rows]
    documents = [item.programme for item in paid if item.slug == "startup-subsidy" and len(item.rows)]
    assert len(documents) == 2
    assert len(rows) > 10
    assert len(rows) == len(set(rows))
