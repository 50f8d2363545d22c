"""A timeline's picture alone, as a person shows it in a cell of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoat_nb.api.timeline import Timeline

__all__ = ["Player"]


class Player:
    """A large view of what a timeline shows under the playhead that all widgets of this timeline share."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    def __repr__(self) -> str:
        return f"Player({self.timeline!r})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_player

        project = self.timeline.project
        bundle = display_player(project.timeline_model(self.timeline), project.media_model)
        return {**bundle, "text/plain": repr(self)}
