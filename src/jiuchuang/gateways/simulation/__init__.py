"""What-if over a population: two versions of the law over the same table, and a fund against its pledges."""
