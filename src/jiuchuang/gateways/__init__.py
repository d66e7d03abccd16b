"""Outside machines and files: each with a working local adapter."""
