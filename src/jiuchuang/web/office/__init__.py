"""The door of the staff: sign in, see what is theirs to do, keep the organisation."""
