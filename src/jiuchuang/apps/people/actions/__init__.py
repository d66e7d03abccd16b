"""Writing the registers; one verb a file."""
