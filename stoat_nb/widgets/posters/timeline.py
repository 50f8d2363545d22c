"""The poster of a timeline: its tracks as one inline SVG."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.widgets.posters.markup import FONT, MUTED, TEXT, TIMES, card, clock, escape, one_line, shorten

if TYPE_CHECKING:
    from stoat_nb.widgets.models import ItemView, TimelineView, TrackView

__all__ = ["timeline_html", "timeline_text"]

WIDTH = 920
HEADER = 36
ROW = 34
GAP = 4
RULER = 20
MOST_ITEMS = 400  # a poster stays small; what is left out is said
_FILL = {"video": "#5b84b1", "audio": "#6a9a78"}
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 36000)


def _rate(view: TimelineView) -> Fraction:
    return Fraction(view["format"]["rate"]) if view["format"] else Fraction(25)


def _length(view: TimelineView) -> Fraction:
    return Fraction(view["duration_frames"]) / _rate(view)


def _clips(view: TimelineView) -> int:
    links = {
        item.get("link", item.get("id", ""))
        for track in view["tracks"]
        for item in track["items"]
        if item["kind"] == "clip"
    }
    return len(links)


def _summary(view: TimelineView) -> str:
    count = _clips(view)
    parts = [f"{count} clip{'' if count == 1 else 's'}", clock(_length(view))]
    if view["format"]:
        parts.append(f"{view['format']['width']}{TIMES}{view['format']['height']}")
        parts.append(f"{view['format']['rate']} fps")
    parts.append(view["state"].replace("_", " "))
    return " · ".join(parts)


def timeline_text(view: TimelineView) -> str:
    """Return the timeline on one line, such as `Timeline 'rough cut': 6 clips · 00:00:12.000 · ...`."""
    return f"Timeline '{one_line(view['name'])}': {_summary(view)}"


def _item(item: ItemView, track: TrackView, top: int, scale: Fraction) -> str:
    left = HEADER + float(item["start"] * scale)
    width = max(1.0, float(item["frames"] * scale) - 1)
    label = item.get("label", "")
    room = int((width - 10) / 6.4)
    text = (
        f'<text x="{left + 6:.1f}" y="{top + 20}" font-size="11" fill="#fff">{escape(shorten(label, room))}</text>'
        if room >= 3
        else ""
    )
    return (
        f'<g><title>{escape(label)}</title><rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW - GAP}"'
        f' rx="4" fill="{_FILL[track["kind"]]}"/>{text}</g>'
    )


def _ruler(length: Fraction, scale_seconds: float) -> list[str]:
    step = next((step for step in _STEPS if step * scale_seconds >= 80), _STEPS[-1])
    marks = []
    for index in range(int(length // step) + 1):
        x = HEADER + index * step * scale_seconds
        marks.append(f'<line x1="{x:.1f}" y1="12" x2="{x:.1f}" y2="{RULER - 2}" stroke="{MUTED}"/>')
        if x < WIDTH - 50:
            name = clock(Fraction(index * step))[:-4]
            marks.append(f'<text x="{x + 4:.1f}" y="14" font-size="10" fill="{MUTED}">{name}</text>')
    return marks


def timeline_html(view: TimelineView) -> str:
    """Return the poster of a timeline: inline, escaped, without script."""
    tracks = sorted(view["tracks"], key=lambda track: (track["kind"] == "audio", 0))
    video = [track for track in tracks if track["kind"] == "video"]
    rows = list(reversed(video)) + [track for track in tracks if track["kind"] == "audio"]
    frames = max(1, view["duration_frames"])
    scale = Fraction(WIDTH - HEADER - 2, frames)
    parts = _ruler(_length(view), float(scale * _rate(view)))
    shown = hidden = 0
    for index, track in enumerate(rows):
        top = RULER + index * ROW
        parts.append(
            f'<text x="2" y="{top + 20}" font-size="11" fill="{MUTED}">{escape(shorten(track["name"], 4))}</text>'
            f'<rect x="{HEADER}" y="{top}" width="{WIDTH - HEADER}" height="{ROW - GAP}" rx="4" fill="{MUTED}" opacity="0.12"/>'
        )
        for item in track["items"]:
            if item["kind"] != "clip":
                continue
            if shown >= MOST_ITEMS:
                hidden += 1
                continue
            shown += 1
            parts.append(_item(item, track, top, scale))
    height = RULER + max(1, len(rows)) * ROW
    label = escape(timeline_text(view))
    svg = (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" width="100%"'
        f' style="display:block;font-family:{FONT};color:{TEXT}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
    note = f'<div style="color:{MUTED}">and {hidden} more</div>' if hidden else ""
    return card(view["name"], _summary(view), svg + note)
