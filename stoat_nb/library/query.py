"""What a person types into the search field, as terms; every text is legal.

Words (``beach sunset``: both, each also as the beginning or a part of a name), ``"phrases"``,
``-not``, and ``field:value`` such as ``codec:h264``, ``duration:>10s``, ``fps:25`` or ``is:offline``.
What looks like a field but is none, or has an unreadable value, is taken as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

Comparison: TypeAlias = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Words:
    """A word (found as a beginning too) or a quoted phrase."""

    text: str
    phrase: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Field:
    """A condition on a column: text, or a number with its comparison."""

    name: str
    value: str
    number: float | None = None
    comparison: Comparison = "="
    negated: bool = False


Term: TypeAlias = Words | Field

TEXT_FIELDS = frozenset(
    {"codec", "ext", "id", "is", "kind", "name", "path", "recorded", "root", "tag", "title"}
)
"""Fields that are compared as text."""

NUMBER_FIELDS = frozenset(
    {"channels", "duration", "fps", "frames", "height", "rotation", "samplerate", "size", "width"}
)
"""Fields that are compared as numbers: ``duration`` in seconds, ``size`` in bytes."""

FLAGS = frozenset({"offline", "portrait", "silent", "variable"})
"""What ``is:`` may be followed by."""

_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|([^\s"]+))')
_NUMBER = re.compile(r"(<=|>=|<|>|=)?\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)")
_CLOCK = re.compile(r"(<=|>=|<|>|=)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_UNITS = {
    "duration": {"": 1.0, "s": 1.0, "sec": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0},
    "size": {"": 1.0, "b": 1.0, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9},
    "samplerate": {"": 1.0, "hz": 1.0, "k": 1e3, "khz": 1e3},
}


def parse(text: str) -> list[Term]:
    """Return the terms of `text`, all of which must hold.

    >>> parse('beach -"night shot" codec:h264')
    [Words(text='beach', phrase=False, negated=False), Words(text='night shot', phrase=True, negated=True), \
Field(name='codec', value='h264', number=None, comparison='=', negated=False)]
    >>> parse("-") == parse(" ") == []
    True
    """
    terms: list[Term] = []
    for minus, name, phrase, word in _TOKEN.findall(_clean(text)):
        quoted = not word
        value = word or phrase
        field = _field(name.lower(), value, negated=bool(minus)) if name else None
        if field is not None:
            terms.append(field)
            continue
        if name:
            value = f"{name}:{value}"
        if value.strip() and (quoted or value != "-"):
            terms.append(Words(value, phrase=quoted, negated=bool(minus)))
    return terms


def _clean(text: str) -> str:
    """Return `text` as SQLite can take it: no NUL, no half of a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _field(name: str, value: str, *, negated: bool) -> Field | None:
    if name in TEXT_FIELDS:
        if not value or (name == "is" and value.lower() not in FLAGS):
            return None
        return Field(name, value, negated=negated)
    if name not in NUMBER_FIELDS:
        return None
    clock = _CLOCK.fullmatch(value) if name == "duration" else None
    if clock:
        comparison, hours, minutes, seconds = clock.groups()
        number = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    else:
        plain = _NUMBER.fullmatch(value)
        if not plain:
            return None
        comparison, digits, unit = plain.groups()
        factor = _UNITS.get(name, {"": 1.0}).get(unit.lower())
        if factor is None:
            return None
        number = float(digits) * factor
    return Field(name, value, number, cast("Comparison", comparison or "="), negated)
