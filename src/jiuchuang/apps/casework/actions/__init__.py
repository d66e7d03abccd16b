"""What is done to cases: opened, and taken further by commands."""
