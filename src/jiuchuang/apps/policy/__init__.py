"""The law as the office applies it: documents confirmed, packs activated from a day, what officers have signed."""
