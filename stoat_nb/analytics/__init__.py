"""Analytical questions about a project, answered by DuckDB from a mirror in memory."""

from stoat_nb.analytics.clips import ClipRow, ClipSource
from stoat_nb.analytics.mirror import Mirror
from stoat_nb.analytics.result import Result

__all__ = ["ClipRow", "ClipSource", "Mirror", "Result"]
