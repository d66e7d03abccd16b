"""Screening a population on disk: tables in, awards, work list, funnel and reports out."""
