"""What is done to the organisation, one verb a file."""
