"""Floor 1: pure Python. No disk, clock, network, randomness or floating-point money; usable as a library."""
