"""The door of the desks: worklists, cases, opinions, notices, signed lists, and what administrators keep for them."""
