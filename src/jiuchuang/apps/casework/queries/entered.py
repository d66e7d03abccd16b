"""What a case has entered into the registers, in words: by its own chain of records."""

from __future__ import annotations

from datetime import date

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.people.queries import vocabulary
from jiuchuang.apps.people.queries.hardship import hardship_categories
from jiuchuang.domain.kernel.day import format_day


def entered_by(number: str) -> list[str]:
    """One sentence for each entry, and one where they were taken back."""
    found = []
    for one in contents_of(chain_of(number)):
        content = one["content"]
        if one["kind"] == "RegisterTakenBack":
            found.append("决定撤销后，登记库里的记载已随之结束。")
        if one["kind"] != "RegisterEntered":
            continue
        if content["register"] == "hardship":
            category = hardship_categories().get(content["category"], content["category"])
            last = content["valid_to"]
            term = f"，有效期至{format_day(date.fromisoformat(last))}" if last else "，没有规定期限"
            found.append(f"已记入登记库：就业困难人员（{category}）{term}（{content['number']}）。")
        else:
            fact = vocabulary().facts.get(content["fact"])
            label = fact.label if fact else content["fact"]
            found.append(f"已记入登记库：“{label}”为是（{content['number']}）。")
    return found
