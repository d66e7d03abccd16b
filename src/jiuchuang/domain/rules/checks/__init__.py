"""What `packs check` checks: words, figures, cases, money, logic, versions."""
