"""Screening from the registers: who is due what and has not got it, who got what is not due, who is one short."""
