"""Registers of related rows beside a population: opened, gathered into facts, laid beside its tables."""
