"""Signatures written into the text of a pack: what an officer ruled is then read like all else, with its own digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from jiuchuang.domain.kernel.yaml_source import read_yaml, scalar_span
from jiuchuang.domain.rules.loading.library import Files
from jiuchuang.domain.rules.pack import Assumption, DoubleReading, Pack, Programme, Rival

READING, ASSUMPTION = "reading", "assumption"


@dataclass(frozen=True)
class Signed:
    """What was signed: a reading with the option chosen, or an assumption (`choice` empty).

    `programme` is a full id, `words` the SHA-256 of the words signed (`words_of`), `on` an ISO day.
    """

    programme: str
    kind: str
    subject: str
    words: str
    choice: str
    basis: str
    by: str
    on: str

    def to_json(self) -> dict[str, str]:
        """Plain strings."""
        return asdict(self)


def words_of(item: DoubleReading | Assumption) -> str:
    """SHA-256 of the words that a signature rests on; a pack that changes them has to be signed anew."""
    if isinstance(item, DoubleReading):
        options = [[option.id, option.says] for option in item.options]
        said: list[object] = [item.citation.clause, item.citation.phrase, item.question, options]
    else:
        said = [item.says]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def signable(programme: Programme) -> dict[tuple[str, str], DoubleReading | Assumption]:
    """Everything of the programme that waits for an officer, by kind and id."""
    readings = {(READING, item.id): item for item in programme.readings if item.signed is None}
    return {
        **readings,
        **{(ASSUMPTION, item.id): item for item in programme.assumptions if not item.signed_by},
    }


def signed_files(
    files: Files, pack: Pack, signatures: Iterable[Signed]
) -> tuple[dict[str, str], list[Signed]]:
    """The files with every signature that fits the pack written in, and those that do.

    A signature fits where its words stand in the pack unsigned. The pack must be the one that `files` give.
    """
    changed, used = dict(files), []
    for item in sorted(signatures, key=lambda item: (item.programme, item.kind, item.subject)):
        programme = pack.programme(item.programme)
        waiting = signable(programme).get((item.kind, item.subject)) if programme else None
        if programme is None or waiting is None or words_of(waiting) != item.words:
            continue
        path = programme.place.source
        changed[path] = _written(changed[path], item)
        used.append(item)
    return changed, used


def ranked_files(files: Files, pack: Pack, told: Mapping[str, tuple[Rival, ...]]) -> dict[str, str]:
    """The files with what each programme must know of its rivals written in (`told`: by programme id).

    The pack must be the one that `files` give.
    """
    changed = dict(files)
    for programme in pack.programmes:
        around = told.get(programme.id, ())
        if around:
            path, slug = programme.place.source, programme.id.rpartition("/")[2]
            listed = isinstance(read_yaml(changed[path], path)[0], list)
            rows = ", ".join(_rival_row(one) for one in around)
            changed[path] = with_key(changed[path], (slug,) if listed else (), "rivals", f"[{rows}]")
    return changed


def _rival_row(item: Rival) -> str:
    words = ("programme", "document", "clause", "says", "ground")
    pairs = [f"{key}: {quoted(getattr(item, key))}" for key in words]
    ends = (("from", item.period.first), ("to", item.period.last))
    pairs += [f"{key}: {day.isoformat() if day else 'null'}" for key, day in ends]
    return f"{{{', '.join(pairs)}}}"


def _written(text: str, item: Signed) -> str:
    if item.kind == ASSUMPTION:
        return with_key(text, ("assumptions", item.subject), "signed_by", quoted(item.by))
    ruling: Mapping[str, str] = {
        "option": quoted(item.choice),
        "signed_by": quoted(item.by),
        "on": item.on,
        "basis": quoted(item.basis),
    }
    flow = ", ".join(f"{key}: {value}" for key, value in ruling.items())
    return with_key(text, ("readings", item.subject), "signed", f"{{{flow}}}")


def quoted(text: str) -> str:
    """A double-quoted scalar: JSON's escapes are YAML's too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def with_key(text: str, keys: tuple[str, ...], key: str, value: str) -> str:
    """The text with `key` of that mapping set; a key that is not there is put in after the id."""
    try:
        start, end = scalar_span(text, (*keys, key))
    except KeyError:
        first, _ = scalar_span(text, keys)
        _, at = scalar_span(text, (*keys, "id"))
        indent = first - (text.rfind("\n", 0, first) + 1)
        lead = ", " if text[first] == "{" else "\n" + " " * indent
        return f"{text[:at]}{lead}{key}: {value}{text[at:]}"
    return text[:start] + value + text[end:]
