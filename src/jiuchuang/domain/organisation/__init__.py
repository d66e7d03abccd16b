"""How offices hang together over time, and who may do what in them."""
