"""What a screening is asked to leave behind; what nobody asks for is not computed."""

from __future__ import annotations

from dataclasses import dataclass

from jiuchuang.domain.kernel.problem import Problem

LISTS = ("awards", "work_list", "one_short", "paid_not_due")
"""Row files: who meets the conditions, who waits for which facts, who is one condition short, who was overpaid."""
KINDS = (*LISTS, "funnel", "report", "dump")


@dataclass(frozen=True)
class Outputs:
    """Names out of `KINDS`; the report draws on every list and on the funnel."""

    names: frozenset[str]

    def wants(self, name: str) -> bool:
        """Whether something is to be written."""
        return name in self.names or ("report" in self.names and name != "dump")

    @property
    def awards_only(self) -> bool:
        """Whether rows without a true verdict can be dropped at once."""
        return self.names == {"awards"}

    @property
    def dump_only(self) -> bool:
        """Whether nobody asks for payments and for who is one condition short."""
        return self.names == {"dump"}

    @property
    def counts(self) -> bool:
        """Whether programmes are tallied, which takes the work list too: who waits for facts is one of the counts."""
        return self.wants("work_list") or self.wants("funnel")


REPORT = Outputs(frozenset({"report"}))
"""Everything but the dump."""


def read_outputs(text: str) -> tuple[Outputs, list[Problem]]:
    """Outputs from names separated by commas; empty text is `REPORT`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    problems = [
        Problem("unknown-output", f"没有叫“{name}”的结果", suggestion=f"可选：{'、'.join(KINDS)}")
        for name in names
        if name not in KINDS
    ]
    return (Outputs(frozenset(names)) if names else REPORT), problems
