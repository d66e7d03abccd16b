"""Policy packs and the rules engine: from dated, cited data to explained decisions.

The main path: `loading` reads packs → `engines.compile` turns each programme into one typed tree a reading →
`answers.decide` answers for one case with reasons, `population.screen` for a whole table of them, `solver` says
what would change an answer, `checks` finds what is wrong with a pack.
"""
