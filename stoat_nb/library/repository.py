"""What the library of media can be asked, whatever holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Sequence
    from typing import Unpack

    from stoat_nb.library.record import NewVideo, VideoRecord
    from stoat_nb.media.metadata import VideoMetadata

Sort: TypeAlias = Literal["relevance", "path", "filename", "created", "duration", "size", "recorded"]


class VideoChanges(TypedDict, total=False):
    """What :meth:`VideoRepository.update` may change."""

    root: str
    path: str
    metadata: VideoMetadata
    file_size: int
    modified_ns: int
    fingerprint: str | None
    thumbnail_path: str | None
    offline: bool
    title: str
    notes: str
    tags: Sequence[str]


class Stamp(NamedTuple):
    """By what a file is recognised as unchanged."""

    id: str
    file_size: int
    modified_ns: int
    offline: bool


class VideoRepository(Protocol):
    """The media of a project. All methods may be called from any thread; a returned record never changes."""

    def add(self, video: NewVideo) -> VideoRecord:
        """Add one medium and return its record with its new id.

        Raises
        ------
        ConflictError
            ``library.already_there``: that path is known.
        ValidationError
            ``library.record_invalid``.
        """

    def add_many(self, videos: Iterable[NewVideo]) -> list[VideoRecord]:
        """Add all of `videos` in one transaction, or none; errors as for :meth:`add`."""

    def get(self, video_id: str) -> VideoRecord:
        """Return the medium with this id.

        Raises
        ------
        NotFoundError
            ``library.not_found``.
        """

    def get_by_path(self, root: str, path: str) -> VideoRecord | None:
        """Return the medium at this path, or ``None``."""

    def stamps(self, root: str) -> dict[str, Stamp]:
        """Return size and modification time of all media under a root, by path."""

    def find(self, key: str) -> VideoRecord:
        """Return the medium that a person means by `key`: an id, or the end of a path (whole folders).

        Raises
        ------
        NotFoundError
            ``library.not_found``.
        ConflictError
            ``library.ambiguous_name``, with the candidates.
        """

    def list(
        self, *, sort: Sort = "path", descending: bool = False, offset: int = 0, limit: int | None = None
    ) -> list[VideoRecord]:
        """Return media in order; equal ones in the order in which they were added."""

    def count(self, text: str = "") -> int:
        """Return how many media a search finds; all of them for an empty text."""

    def search(
        self,
        text: str,
        *,
        sort: Sort = "relevance",
        descending: bool = False,
        offset: int = 0,
        limit: int | None = 100,
    ) -> builtins.list[VideoRecord]:
        """Return what a person's text finds (``stoat_nb.library.query``); no text is an error."""

    def update(self, video_id: str, **changes: Unpack[VideoChanges]) -> VideoRecord:
        """Change a medium and return it.

        Raises
        ------
        NotFoundError
            ``library.not_found``.
        ConflictError
            ``library.already_there``: the new path belongs to another medium.
        ValidationError
            ``library.field_unknown`` or ``library.record_invalid``.
        """

    def delete(self, video_id: str) -> None:
        """Forget a medium (its file stays).

        Raises
        ------
        NotFoundError
            ``library.not_found``.
        """
