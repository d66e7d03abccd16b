"""A backup as one file that needs no database to be read and proved."""
