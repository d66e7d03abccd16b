"""Actions on documents and packs: one verb a file."""
