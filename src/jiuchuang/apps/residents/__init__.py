"""Residents and firms who come by themselves: proving who they are, and how long that holds."""
