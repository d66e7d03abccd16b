"""Pages of the office, one module a matter."""
