"""Turns search terms into SQL over the tables and their two full-text indexes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoat_nb.library.query import Field, Words, parse

if TYPE_CHECKING:
    from stoat_nb.library.record import Cell

_RANKED = 5000
"""How many hits are ranked by bm25; beyond that ranking costs more than it tells (277 ms for 300,000)."""

_HAS_LETTER = re.compile(r"[^\W_]")

_TEXT = {
    "id": "v.id = lower(?)",
    "kind": "v.kind = lower(?)",
    "root": "v.root = lower(?)",
    "codec": "? IN (v.video_codec, v.audio_codec)",
    "ext": "v.filename LIKE '%.' || ? ESCAPE '\\'",
    "name": "v.filename LIKE '%' || ? || '%' ESCAPE '\\'",
    "path": "v.path LIKE '%' || ? || '%' ESCAPE '\\'",
    "tag": "EXISTS (SELECT 1 FROM json_each(v.tags) WHERE lower(value) = lower(?))",
    "title": "v.title LIKE '%' || ? || '%' ESCAPE '\\'",
    "recorded": "v.recorded_at LIKE ? || '%' ESCAPE '\\'",
}
_NUMBER = {
    "channels": "v.audio_channels",
    "duration": "v.duration_seconds",
    "fps": "(v.frame_rate_numerator * 1.0 / v.frame_rate_denominator)",
    "frames": "v.duration_frames",
    "height": "v.height",
    "rotation": "v.rotation",
    "samplerate": "v.audio_sample_rate",
    "size": "v.file_size",
    "width": "v.width",
}
_TOLERANCE = {"fps": 0.005, "duration": 0.0005}
"""23.98 is 24000/1001: what people write is rounded."""

_FLAG = {
    "offline": "v.offline = 1",
    "portrait": "v.height > v.width",
    "silent": "v.audio_codec IS NULL",
    "variable": "v.variable_rate = 1",
}


class Condition(NamedTuple):
    """What follows WHERE, with its values, and the full-text query that ranks the hits (may be empty)."""

    where: str
    values: list[Cell]
    ranking: str


def condition(text: str) -> Condition:
    """Return the condition that `text` states over ``videos AS v``."""
    parts: list[str] = []
    values: list[Cell] = []
    ranking: list[str] = []
    for term in parse(text):
        part, given = _words(term) if isinstance(term, Words) else _field(term)
        parts.append(f"NOT coalesce({part}, 0)" if term.negated else part)
        values += given
        if isinstance(term, Words) and not term.negated and _HAS_LETTER.search(term.text):
            ranking.append(_match(term))
    return Condition(" AND ".join(parts) or "1", values, " ".join(ranking))


def ranked(ranking: str) -> tuple[str, list[Cell]]:
    """Return the join that gives each of the best hits its ``t.rank``."""
    inner = f"SELECT rowid, rank FROM videos_text WHERE videos_text MATCH ? ORDER BY rank LIMIT {_RANKED}"
    return f"LEFT JOIN ({inner}) AS t ON t.rowid = v.rowid_", [ranking]


def _words(term: Words) -> tuple[str, list[Cell]]:
    """Look a word up in the word index and as any part of a file name; signs alone are looked for."""
    if not _HAS_LETTER.search(term.text):
        return "instr(v.filename, ?) > 0", [term.text]
    part, values = "v.rowid_ IN (SELECT rowid FROM videos_text WHERE videos_text MATCH ?)", [_match(term)]
    if len(term.text) >= 3:
        part = f"({part} OR v.rowid_ IN (SELECT rowid FROM videos_part WHERE videos_part MATCH ?))"
        values.append(_quoted(term.text))
    return part, [*values]


def _match(term: Words) -> str:
    """Return the query of one term: a word is a beginning too, but after a sign (``c++``) it is meant as it is."""
    beginning = not term.phrase and term.text[-1].isalnum()
    return _quoted(term.text) + ("*" if beginning else "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _field(term: Field) -> tuple[str, list[Cell]]:
    if term.number is None:
        return _text_field(term)
    column = _NUMBER[term.name]
    tolerance = _TOLERANCE.get(term.name, 0)
    if term.comparison == "=" and tolerance:
        return f"abs({column} - ?) < {tolerance}", [term.number]
    return f"{column} {term.comparison} ?", [term.number]


def _text_field(term: Field) -> tuple[str, list[Cell]]:
    if term.name == "is":
        return _FLAG[term.value.lower()], []
    value = term.value.lower() if term.name == "codec" else term.value
    sql = _TEXT[term.name]
    return sql, [re.sub(r"([\\%_])", r"\\\1", value) if "LIKE" in sql else value]
