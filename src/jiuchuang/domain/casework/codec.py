"""Commands, events and other frozen values as plain JSON values and back, exactly.

The class stands under `type`, each field under its name; days and moments in ISO form, sets as sorted lists. Reading
back needs no guess, because every field has a declared type.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from jiuchuang.domain.casework import events
from jiuchuang.domain.casework.commands import Command
from jiuchuang.domain.casework.events import Event, Happening
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256

Json = dict[str, Any]
Value = TypeVar("Value")

HAPPENINGS: dict[str, type[Happening]] = {
    name: one
    for name, one in vars(events).items()
    if isinstance(one, type) and issubclass(one, Happening) and one not in (Happening, events.AtRound)
}
"""Every kind of happening by the name under which logs hold it."""


def to_plain(value: Any) -> Any:
    """A frozen value as text, whole numbers, truth values, None, lists and mappings."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple() | list():
            return [to_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in fields(value) if one.compare}
    raise TypeError(f"{type(value).__name__} has no plain form: {value!r}")


def event_to_json(event: Event) -> Json:
    """An event as it is stored and hashed."""
    plain = cast(Json, to_plain(event))
    return {**plain, "happening": {"type": type(event.happening).__name__, **plain["happening"]}}


def event_from_json(plain: Json) -> Event:
    """An event as it was stored. Raises ValueError when it is none (a damaged log, never people's input)."""
    try:
        rest = dict(plain["happening"])
        happening = _read(HAPPENINGS[rest.pop("type")], rest)
        hints = _hints(Event)
        header = {
            name: _read(hints[name], plain[name]) for name in ("number", "at", "actor", "key", "request")
        }
        return Event(**header, happening=happening)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not a stored event: {fault!r}") from fault


def read_plain(kind: type[Value], plain: Json) -> Value:
    """A frozen value as `to_plain` gave it. Raises ValueError when it is none."""
    try:
        return cast(Value, _read(kind, plain))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not a stored {kind.__name__}: {fault!r}") from fault


def command_digest(command: Command) -> str:
    """SHA-256 of what is asked, whatever the moment: two commands with one key must agree in it."""
    return sha256(canonical_json({"type": type(command).__name__, **to_plain(command)}).encode())


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, plain: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if plain is None and type(None) in arguments:
            return None
        (kind,) = (one for one in arguments if one is not type(None))
        return _read(kind, plain)
    if origin is Literal:
        return _checked(plain, plain in arguments)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in _checked(plain, isinstance(plain, list)))
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if kind is date:
        return date.fromisoformat(plain)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        unknown = set(plain) - set(hints)
        _checked(plain, not unknown)
        return kind(**{name: _read(hints[name], item) for name, item in plain.items()})
    return _checked(plain, type(plain) is kind)


def _checked(plain: Any, holds: bool) -> Any:
    if not holds:
        raise TypeError(f"unexpected {plain!r}")
    return plain
