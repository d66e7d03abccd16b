"""Sound facts of a population kept as uncompressed Arrow files, for repeated runs over the same people."""
