"""Floor 2: what is kept. Each room has models, queries (reads), actions (one verb a file) and migrations."""
