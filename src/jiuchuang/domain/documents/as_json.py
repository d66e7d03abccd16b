"""A reading as plain data for JSON: dicts, lists, strings, integers and exact decimals.

Decimals stay `Decimal` and fractions become `"2/3"`; whoever writes the file chooses the notation.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiuchuang.domain.documents.model import (
    Clause,
    Document,
    Matter,
    Number,
    Quantity,
    Reference,
    Repair,
    Span,
    Target,
    Unit,
)
from jiuchuang.domain.kernel.problem import Problem

Plain = dict[str, Any]


def document_as_json(document: Document) -> Plain:
    """The whole reading, keys as documented in `docs/how-to/check-a-reading.md`."""
    metadata = document.metadata
    return {
        "metadata": {
            "title": metadata.title,
            "issuer": metadata.issuer,
            "number": metadata.number,
            "issued_on": metadata.issued_on,
            "region": metadata.region,
        },
        "clauses": [_clause(clause) for clause in document.clauses],
        "targets": [_target(target) for target in document.targets],
        "repairs": [_repair(repair) for repair in document.repairs],
        "problems": [_problem(problem) for problem in document.problems],
        "matter": [_matter(matter) for matter in document.matter],
    }


def _clause(clause: Clause) -> Plain:
    return {
        "locator": clause.locator,
        "heading": clause.heading,
        "text": clause.text,
        "span": _span(clause.span),
        "units": [_unit(unit) for unit in clause.units],
        "units_open": clause.units_open,
        "quantities": [_quantity(quantity) for quantity in clause.quantities],
        "hedges": [{"word": hedge.word, "span": _span(hedge.span)} for hedge in clause.hedges],
        "references": [_reference(reference) for reference in clause.references],
    }


def _unit(unit: Unit) -> Plain:
    return {
        "name": unit.name,
        "as_written": unit.as_written,
        "role": unit.role.value,
        "word": unit.word,
        "span": _span(unit.span),
    }


def _quantity(quantity: Quantity) -> Plain:
    return {
        "text": quantity.text,
        "value": _number(quantity.value),
        "unit": quantity.unit,
        "kind": quantity.kind.value,
        "comparison": quantity.comparison.value,
        "bound_word": quantity.bound_word,
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "normalised": {"value": _number(quantity.base_value), "unit": quantity.base_unit},
        "about": quantity.about,
        "period": quantity.period,
        "per": quantity.per,
        "deadline": quantity.deadline,
        "span": _span(quantity.span),
    }


def _target(target: Target) -> Plain:
    return {
        "clause": target.clause,
        "indicator": target.indicator,
        "value": _number(target.value),
        "low": _number(target.low),
        "high": _number(target.high),
        "unit": target.unit,
        "comparison": target.comparison.value,
        "period": target.period,
        "deadline": target.deadline,
        "per": target.per,
        "baseline": target.baseline,
        "tentative": target.tentative,
        "text": target.text,
        "span": _span(target.span),
    }


def _reference(reference: Reference) -> Plain:
    return {
        "title": reference.title,
        "number": reference.number,
        "as_written": reference.as_written,
        "damaged": reference.damaged,
        "span": _span(reference.span),
    }


def _repair(repair: Repair) -> Plain:
    return {
        "text": repair.text,
        "proposal": repair.proposal,
        "reason": repair.reason,
        "span": _span(repair.span),
    }


def _problem(problem: Problem) -> Plain:
    return {
        "code": problem.code,
        "message": problem.message,
        "line": problem.place.line,
        "column": problem.place.column,
        "suggestion": problem.suggestion,
        "severity": problem.severity,
    }


def _matter(matter: Matter) -> Plain:
    return {"kind": matter.kind, "text": matter.text, "span": _span(matter.span)}


def _span(span: Span) -> Plain:
    return {"normalised": list(span.normalised), "original": list(span.original)}


def _number(value: Number | str | None) -> int | Decimal | str | None:
    """Fractions as `2/3`; everything else as it is."""
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value
