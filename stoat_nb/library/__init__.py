"""The library of media: their records, where their files lie, how they are found and taken in."""

from stoat_nb.library.record import MediumKind, NewVideo, VideoRecord
from stoat_nb.library.repository import Sort, VideoChanges, VideoRepository
from stoat_nb.library.sqlite import MemoryVideoRepository, SqliteVideoRepository

__all__ = [
    "MediumKind",
    "MemoryVideoRepository",
    "NewVideo",
    "Sort",
    "SqliteVideoRepository",
    "VideoChanges",
    "VideoRecord",
    "VideoRepository",
]
