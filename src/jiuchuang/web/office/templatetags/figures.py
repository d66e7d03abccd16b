"""Whole numbers and money as a page writes them."""

from __future__ import annotations

from django import template

from jiuchuang.domain.kernel.money import format_fen_grouped

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """1234567 as 1,234,567."""
    return f"{number:,}"


@register.filter
def yuan(fen: int) -> str:
    """Fen as yuan: 1,234.50元."""
    return format_fen_grouped(fen)
