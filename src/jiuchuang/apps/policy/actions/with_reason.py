"""What an officer says about the law needs the right to say it, and a reason of a few words."""

from __future__ import annotations

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.queries.officers import SIGN, may_rule
from jiuchuang.domain.kernel.problem import Place, Problem

LONGEST_BASIS = 200
"""Characters of a basis or reason."""


def not_with_reason(access: Access, words: str, field: str, doing: str) -> list[Problem]:
    """Why the account may not do it so; `doing` names the act in the words of the office (裁定, 签认)."""
    problems = []
    if not may_rule(access, SIGN):
        problems.append(Problem("not-allowed", f"您没有{doing}的权限", Place(field)))
    said = " ".join(words.split())
    if not said:
        problems.append(Problem("basis-empty", "请写明依据或理由", Place(field)))
    elif len(said) > LONGEST_BASIS:
        problems.append(Problem("basis-long", f"最多{LONGEST_BASIS}字，现有{len(said)}字", Place(field)))
    return problems
