"""stoat-nb: video editing in Jupyter, where the notebook is the edit script.

Names are loaded when they are first used, so that importing the package costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from stoat_nb._core import __version__

if TYPE_CHECKING:
    from stoat_nb import errors as errors
    from stoat_nb import observe as observe
    from stoat_nb._core import BeyondDay as BeyondDay
    from stoat_nb._core import Clip as Clip
    from stoat_nb._core import ClipValidationError as ClipValidationError
    from stoat_nb._core import FrameRate as FrameRate
    from stoat_nb._core import Presentation as Presentation
    from stoat_nb._core import Rounding as Rounding
    from stoat_nb._core import Time as Time
    from stoat_nb._core import Timebase as Timebase
    from stoat_nb._core import Timecode as Timecode
    from stoat_nb._core import TimeRange as TimeRange
    from stoat_nb._core import find_gaps as find_gaps
    from stoat_nb._core import fit_frame_rate as fit_frame_rate
    from stoat_nb._core import merge_ranges as merge_ranges
    from stoat_nb._core import total_coverage as total_coverage
    from stoat_nb._core import validate_clip as validate_clip
    from stoat_nb._core import validate_clips as validate_clips
    from stoat_nb.api.film import Film as Film
    from stoat_nb.api.library import Library as Library
    from stoat_nb.api.project import Project as Project
    from stoat_nb.api.timeline import Timeline as Timeline
    from stoat_nb.api.times import frames as frames
    from stoat_nb.api.times import tc as tc
    from stoat_nb.api.video import SourceRange as SourceRange
    from stoat_nb.api.video import Video as Video
    from stoat_nb.render.sample_footage import sample_footage as sample_footage
    from stoat_nb.script.start import open as open  # noqa: A004 - the name a person writes is st.open

_HOMES: dict[str, str] = {
    "Film": "stoat_nb.api.film",
    "Library": "stoat_nb.api.library",
    "Project": "stoat_nb.api.project",
    "SourceRange": "stoat_nb.api.video",
    "Timeline": "stoat_nb.api.timeline",
    "Video": "stoat_nb.api.video",
    "frames": "stoat_nb.api.times",
    "open": "stoat_nb.script.start",
    "sample_footage": "stoat_nb.render.sample_footage",
    "tc": "stoat_nb.api.times",
    "BeyondDay": "stoat_nb._core",
    "Clip": "stoat_nb._core",
    "ClipValidationError": "stoat_nb._core",
    "FrameRate": "stoat_nb._core",
    "Presentation": "stoat_nb._core",
    "Rounding": "stoat_nb._core",
    "Time": "stoat_nb._core",
    "TimeRange": "stoat_nb._core",
    "Timebase": "stoat_nb._core",
    "Timecode": "stoat_nb._core",
    "find_gaps": "stoat_nb._core",
    "fit_frame_rate": "stoat_nb._core",
    "merge_ranges": "stoat_nb._core",
    "total_coverage": "stoat_nb._core",
    "validate_clip": "stoat_nb._core",
    "validate_clips": "stoat_nb._core",
    "errors": "stoat_nb.errors",
    "observe": "stoat_nb.observe",
}

__all__ = [
    "BeyondDay",
    "Clip",
    "ClipValidationError",
    "Film",
    "FrameRate",
    "Library",
    "Presentation",
    "Project",
    "Rounding",
    "SourceRange",
    "Time",
    "TimeRange",
    "Timebase",
    "Timecode",
    "Timeline",
    "Video",
    "__version__",
    "errors",
    "find_gaps",
    "fit_frame_rate",
    "frames",
    "merge_ranges",
    "observe",
    "open",
    "sample_footage",
    "tc",
    "total_coverage",
    "validate_clip",
    "validate_clips",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'stoat_nb' has no attribute {name!r}"
        raise AttributeError(msg)
    module = importlib.import_module(home)
    value: object = getattr(module, name, module)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
