"""Policy packs and the rules engine: from dated, cited data to explained decisions.

The main path: `load` reads packs → `compile` turns each programme into one typed expression tree per reading →
`decide` answers for one case with reasons, `columns`/`screen` for a population, `smt` checks and explains why not.
"""
