"""What is done to the audit: records are added, never changed."""
