"""What was done and what was looked at, by whom and when: kept in hash chains that nobody can rewrite unseen."""
