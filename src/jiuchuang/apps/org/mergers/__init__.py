"""Units that were merged into others or will be."""
