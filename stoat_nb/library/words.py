"""The words inside a file name that the index would not see: camelCase, and digits joined to letters."""

from __future__ import annotations

import re

_PART = re.compile(r"\d+|[^\W\d_]+")
_HUMP = re.compile(r"[A-ZÀ-ÖØ-Þ]+(?![a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[^\W\d_]+")


def split_words(name: str) -> str:
    """Return the words of `name`, separated by blanks.

    >>> split_words("day1/CatSunset_IMG2034.MOV")
    'day 1 Cat Sunset IMG 2034 MOV'
    """
    words: list[str] = []
    for part in _PART.findall(name):
        words += [part] if part.isdecimal() else _HUMP.findall(part)
    return " ".join(words)
