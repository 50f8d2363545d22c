"""The posters of jobs and films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.widgets.posters.markup import BORDER, MUTED, card, escape, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoat_nb.widgets.models import JobView

__all__ = ["film_html", "film_text", "job_html", "job_text"]


def job_text(job: JobView) -> str:
    """Return a job on one line; no times, so that two runs compare clean."""
    return f"Job '{one_line(job['title'])}': {job['state']}"


def job_html(job: JobView) -> str:
    """Return a job's state, and its error or result."""
    lines = []
    if job["error"]:
        lines.append(f"<div>{escape(job['error'].get('message', ''))}</div>")
        if job["error"].get("hint"):
            lines.append(f'<div style="color:{MUTED}">{escape(job["error"]["hint"])}</div>')
    if job["result"]:
        lines.append(f"<div>{escape(job['result'])}</div>")
    return card(job["title"], job["state"], "".join(lines))


def film_text(facts: Sequence[tuple[str, str]]) -> str:
    """Return a film on one line."""
    return "Film: " + " · ".join(f"{one_line(name)} {one_line(value)}" for name, value in facts)


def film_html(facts: Sequence[tuple[str, str]]) -> str:
    """Return a film's facts as a table."""
    style = f"text-align:left;padding:4px 18px 4px 0;border-top:1px solid {BORDER};vertical-align:top"
    rows = "".join(
        f'<tr><td style="{style};color:{MUTED};white-space:nowrap">{escape(name)}</td>'
        f'<td style="{style};overflow-wrap:anywhere">{escape(value)}</td></tr>'
        for name, value in facts
    )
    return card("Film", "proven", f'<table style="border-collapse:collapse;margin:0">{rows}</table>')
