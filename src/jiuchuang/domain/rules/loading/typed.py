"""What facts and the columns of registers have in common when they are read: name, bounds, values of a type."""

from __future__ import annotations

from typing import Any

from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.language.valuetypes import Type, parse_value
from jiuchuang.domain.rules.vocabulary import DEFAULT_RANGES


def read_name(record: Record, key: str, what: str) -> str:
    """A lower-case ASCII identifier."""
    name = record.text(key)
    if not (name.isascii() and name.isidentifier() and name == name.lower()):
        record.fault("fact-name", f"{what}“{name}”应是小写英文标识符", record.at(key))
    return name


def read_range(record: Record, type_: Type) -> tuple[int, int]:
    """`range` of a number as inclusive bounds over the type's denominator; by default those of its kind."""
    default = DEFAULT_RANGES.get(type_.kind, (0, 0))
    bounds = record.items("range")
    if not bounds:
        return default
    if len(bounds) != 2 or not type_.is_numeric:
        record.fault("fact-range", "range 应是数值事实的 [下限, 上限]", record.at("range"))
        return default
    low, high = (read_typed(record, "range", bound, type_) for bound, _ in bounds)
    if not isinstance(low, int) or not isinstance(high, int) or low > high:
        record.fault("fact-range", "range 的下限不能大于上限", record.at("range"))
        return default
    return low, high


def read_typed(record: Record, key: str, raw: Any, type_: Type) -> Any:
    """A written value of the type; None when it is not given or at fault."""
    if raw is None:
        return None
    try:
        return parse_value(raw, type_)
    except ValueError as fault:
        record.fault("bad-value", str(fault), record.at(key))
        return None
