"""Steps that are taken only in some cases: asked once when a case comes to them, and recorded with what was known.

What is not known lets no step out: a case without an amount goes the long way.
"""

from __future__ import annotations

from dataclasses import dataclass

from jiuchuang.domain.kernel.money import format_fen


@dataclass(frozen=True)
class When:
    """All that is given must hold: the claimed amount above `over_fen`, at most `up_to_fen`; the applicant's first.

    `first_time` True: nothing of the same programme was approved for the applicant before on this platform.
    """

    over_fen: int | None = None
    up_to_fen: int | None = None
    first_time: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no amount can be above the one and within the other."""
        return self.over_fen is not None and self.up_to_fen is not None and self.over_fen >= self.up_to_fen

    def holds(self, claimed_fen: int | None, first_time: bool | None) -> bool | None:
        """Whether the step is to be taken; None where what is not known could change it."""
        answers: list[bool | None] = []
        if self.over_fen is not None:
            answers.append(None if claimed_fen is None else claimed_fen > self.over_fen)
        if self.up_to_fen is not None:
            answers.append(None if claimed_fen is None else claimed_fen <= self.up_to_fen)
        if self.first_time is not None:
            answers.append(None if first_time is None else first_time is self.first_time)
        return False if False in answers else None if None in answers else True


def when_words(when: When) -> str:
    """The condition in a few words."""
    said = []
    if when.over_fen is not None:
        said.append(f"申请金额超过{format_fen(when.over_fen)}")
    if when.up_to_fen is not None:
        said.append(f"申请金额不超过{format_fen(when.up_to_fen)}")
    if when.first_time is not None:
        said.append("首次申领" if when.first_time else "不是首次申领")
    return "且".join(said)


def known_words(claimed_fen: int | None, first_time: bool | None) -> str:
    """What was known of a case when it was asked."""
    amount = f"申请金额{format_fen(claimed_fen)}" if claimed_fen is not None else "申请金额不详"
    first = {True: "首次申领", False: "不是首次申领", None: ""}[first_time]
    return f"{amount}，{first}" if first else amount
