"""Cases: every step is a record of the case's own chain, and a case is what its records say."""
