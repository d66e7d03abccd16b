"""The door for residents and firms: what they may get, applying, following; on a phone, without script."""
