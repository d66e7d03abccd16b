"""A believable synthetic county: people, households, firms, spells of work, insurance, payments, gaps.

Nobody in it exists. It is drawn part by part from a seed, so that any part can be made alone and in any order,
and it is written as Parquet, one folder for each entity of the vocabulary of facts.
"""

from jiuchuang.gateways.population.plan import CountyPlan, plan_faults
from jiuchuang.gateways.population.synthesize import synthesize

__all__ = ["CountyPlan", "plan_faults", "synthesize"]
