"""Escaping, colours and times for posters."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = [
    "BORDER",
    "FONT",
    "MUTED",
    "NOTHING",
    "SURFACE",
    "TEXT",
    "TIMES",
    "card",
    "clock",
    "escape",
    "one_line",
    "shorten",
]

TIMES = "\N{MULTIPLICATION SIGN}"
NOTHING = "\N{EN DASH}"
TEXT = "var(--jp-content-font-color1, currentColor)"
MUTED = "var(--jp-content-font-color2, #6b7280)"
BORDER = "var(--jp-border-color2, #d4d8de)"
SURFACE = "var(--jp-layout-color1, transparent)"
FONT = "var(--jp-ui-font-family, system-ui, -apple-system, 'Segoe UI', sans-serif)"

# Control characters, and the marks that reorder text on screen (a name can pose as another file).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return `text` with everything invisible made visible, on one line."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters of `text` on one line."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def escape(text: object) -> str:
    """Return `text` safe inside HTML and SVG, also inside a quoted attribute."""
    return html.escape(one_line(str(text)), quote=True)


def clock(seconds: Fraction) -> str:
    """Return `HH:MM:SS.mmm`, rounded down."""
    thousandths = int(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def card(title: str, subtitle: str, body: str) -> str:
    """Return the frame that all posters share; `body` is finished markup."""
    return (
        f'<div class="stoat-poster" style="font-family:{FONT};font-size:13px;line-height:1.45;color:{TEXT};'
        f'background:{SURFACE};border:1px solid {BORDER};border-radius:8px;padding:12px 14px;max-width:960px">'
        f'<div style="display:flex;gap:10px;align-items:baseline;margin-bottom:8px">'
        f'<strong style="font-weight:600">{escape(title)}</strong>'
        f'<span style="color:{MUTED}">{escape(subtitle)}</span></div>{body}</div>'
    )
