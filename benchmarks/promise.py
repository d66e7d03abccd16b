"""A promise with its bar and what was measured, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks import machine


@dataclass(frozen=True)
class Promise:
    """`measured` must be at most (or at least) `bar`, both in `unit`; without a bar it is there to compare.

    What this machine cannot measure is None, and `detail` says why.
    """

    name: str
    measured: float | None
    unit: str
    bar: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def kept(self) -> bool | None:
        """None without a bar or a measurement."""
        if self.bar is None or self.measured is None:
            return None
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    @property
    def words(self) -> tuple[str, ...]:
        """The row of the table."""
        sign = "≥" if self.at_least else "≤"
        bar = f"{sign} {_number(self.bar)} {self.unit}" if self.bar is not None else ""
        if self.measured is None:
            return (self.name, bar, "not measured", "", "", self.detail)
        verdict = {None: "", True: "met", False: "MISSED"}[self.kept]
        share = f"{self.measured / self.bar:.0%}" if self.bar else ""
        return (self.name, bar, f"{_number(self.measured)} {self.unit}", share, verdict, self.detail)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(promises: Iterable[Promise], title: str) -> bool:
    """Print them with the machine they were seen on; whether all bars were reached."""
    table = Table(title=title, caption=machine.describe(), title_justify="left", caption_justify="left")
    for heading in ("promise", "bar", "measured", "of the bar", "", "detail"):
        table.add_column(heading, overflow="fold")
    listed = list(promises)
    for promise in listed:
        style = "bold red" if promise.kept is False else "green" if promise.kept else ""
        table.add_row(*promise.words, style=style)
    Console(width=None if Console().is_terminal else 160).print(table)
    return all(promise.kept is not False for promise in listed)
