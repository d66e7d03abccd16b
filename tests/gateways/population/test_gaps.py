"""Gaps of the registers: as large as promised, where promised, never in our own ledger."""

import polars as pl

from gateways.population.conftest import PLAN
from jiuchuang.gateways.population.gaps import LEDGER, lost_uploads, missing_per_mille
from jiuchuang.gateways.population.tables import hide
from jiuchuang.gateways.population.townships import TOWNSHIPS


def test_rates_are_between_one_and_eight_in_a_hundred_and_lower_for_guards(library):
    facts = library.vocabulary.facts.values()
    rates = {
        fact.name: missing_per_mille(fact, library.vocabulary) for fact in facts if fact.source != LEDGER
    }
    assert min(rates.values()) >= 10
    assert max(rates.values()) <= 80
    assert len(set(rates.values())) > 40
    assert max(rates[guard] for guard in library.vocabulary.guards.values() if guard in rates) <= 15


def test_our_own_ledger_has_no_gaps(part, facts, library):
    for entity, table in facts.shown.items():
        for fact in library.vocabulary.facts.values():
            if fact.entity == entity and fact.source == LEDGER and not fact.guard:
                assert table[fact.name].equals(facts.truth[entity][fact.name]), fact.name


def test_facts_are_missing_at_their_rate_and_otherwise_as_they_truly_are(part, facts, library):
    lost = {register for register, _ in lost_uploads(library.vocabulary, PLAN.seed)}
    truth, shown = facts.truth["person"], facts.shown["person"]
    for fact in library.vocabulary.facts.values():
        if fact.entity != "person" or fact.guard or fact.source in lost or truth[fact.name].null_count():
            continue
        missing = shown[fact.name].is_null()
        rate = missing_per_mille(fact, library.vocabulary)
        assert abs(int(missing.sum()) - rate * 3) <= 5 * (rate * 3) ** 0.5, fact.name
        assert shown[fact.name].filter(~missing).equals(truth[fact.name].filter(~missing)), fact.name


def test_a_lost_upload_leaves_nothing_of_the_register_in_that_township(library, part):
    lost = lost_uploads(library.vocabulary, PLAN.seed)
    assert len(lost) == 6
    assert len({register for register, _ in lost}) == 6
    assert all("街道" not in TOWNSHIPS[place].name for _, place in lost)
    seen = 0
    for register, place in lost:
        names = [
            f.name for f in library.vocabulary.facts.values() if f.source == register and f.entity == "person"
        ]
        here = pl.Series(part.people.township == place)
        if not names:
            continue
        truth = pl.DataFrame({name: [True] * len(here) for name in names})
        shown = hide("person", truth, part.people.township, library.vocabulary, PLAN.seed, 0)
        for name in names:
            seen += 1
            assert shown[name].filter(here).is_null().all()
            assert shown[name].filter(~here).is_not_null().mean() > 0.9
    assert seen > 0
