"""The posters of a library and of one medium: tables of facts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.widgets.posters.markup import (
    BORDER,
    MUTED,
    NOTHING,
    TIMES,
    card,
    clock,
    escape,
    one_line,
    shorten,
)

if TYPE_CHECKING:
    from stoat_nb.widgets.models import LibraryItem, LibraryPage, OpenedMedium

__all__ = ["LIBRARY_ROWS", "library_html", "library_text", "video_html", "video_text"]

LIBRARY_ROWS = 12


def _size(width: int | None, height: int | None) -> str:
    return f"{width}{TIMES}{height}" if width and height else NOTHING


def _rate(rate: str | None, kind: str) -> str:
    if kind != "video":
        return NOTHING
    return f"{rate} fps" if rate else "variable"


def library_text(name: str, page: LibraryPage) -> str:
    """Return the library on one line."""
    return f"Library of '{one_line(name)}': {page['total']} media"


def _row(item: LibraryItem) -> str:
    cells = (
        escape(shorten(item["name"], 60)) + (" (offline)" if item["offline"] else ""),
        escape(item["kind"]),
        clock(Fraction(item["duration"])),
        _size(item["width"], item["height"]),
        escape(_rate(item["rate"], item["kind"])),
        escape(item["codec"] or NOTHING),
    )
    style = f"text-align:left;padding:4px 14px 4px 0;border-top:1px solid {BORDER}"
    return "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"


def library_html(name: str, page: LibraryPage) -> str:
    """Return the first rows of a library as a table."""
    head = "".join(
        f'<th style="text-align:left;font-weight:500;color:{MUTED};padding:0 14px 4px 0">{title}</th>'
        for title in ("Name", "Kind", "Duration", "Size", "Rate", "Codec")
    )
    rows = "".join(_row(item) for item in page["items"][:LIBRARY_ROWS])
    more = page["total"] - min(len(page["items"]), LIBRARY_ROWS)
    note = f'<div style="color:{MUTED};margin-top:6px">and {more} more</div>' if more > 0 else ""
    table = f'<table style="border-collapse:collapse;width:100%;margin:0"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return card(name, f"{page['total']} media", table + note)


def _video_facts(opened: OpenedMedium) -> str:
    if opened["kind"] == "audio":
        return f"audio · {opened['size']:,} bytes"
    return (
        f"{_size(opened['width'], opened['height'])} · {_rate(opened['rate'], 'video')} · {opened['frames']} frames"
        f" · {opened['size']:,} bytes"
    )


def video_text(opened: OpenedMedium) -> str:
    """Return a medium on one line."""
    return f"Video '{one_line(opened['name'])}': {_video_facts(opened)}"


def video_html(opened: OpenedMedium) -> str:
    """Return the poster of a medium: an empty frame of its shape, and its facts."""
    width, height = max(1, opened["width"] or 16), max(1, opened["height"] or 9)
    scale = min(320 / width, 180 / height)
    w, h = round(width * scale), round(height * scale)
    svg = (
        f'<svg role="img" aria-label="{escape(video_text(opened))}" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        f' xmlns="http://www.w3.org/2000/svg"><rect width="{w}" height="{h}" rx="6" fill="{MUTED}" opacity="0.15"/>'
        f'<path d="M{w / 2 - 12:.0f} {h / 2 - 16:.0f} l28 16 l-28 16 z" fill="{MUTED}" opacity="0.7"/></svg>'
    )
    return card(opened["name"], _video_facts(opened), svg)
