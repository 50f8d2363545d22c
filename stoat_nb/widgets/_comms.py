"""The Jupyter side of a widget: one comm for requests, others for what must not disturb it.

A comm on which a person's controls arrive is never published to from cell code (see `routing`), so
events have a comm of their own, and so do the media's bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anywidget
import traitlets

from stoat_nb.widgets import bundle
from stoat_nb.widgets.routing import outside_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from stoat_nb.widgets.dispatch import Dispatcher

__all__ = ["Channel", "View", "open_channel", "open_view"]

_SILENT = "export default { render() {} };"


class Channel(anywidget.AnyWidget):
    """A comm without a view: events, or the bytes of media."""

    _esm = traitlets.Unicode(_SILENT).tag(sync=True)
    dispatcher: Dispatcher | None = None  # the receiving end, if there is one; ended by widgets.close

    def publish(self, content: dict[str, object], buffers: Sequence[bytes] = ()) -> None:
        """Send one message to the page, from any thread."""
        if self.comm is not None:
            self.send(content, list(buffers))


class View(Channel):
    """A widget that is shown; written once when it is made, then only spoken with by messages."""

    # written by the kernel, once: kind, the ids of the other comms, and a key for state in the page
    setup = traitlets.Dict().tag(sync=True, echo_update=False)


def _attach(channel: Channel, dispatcher: Callable[[Channel], Dispatcher]) -> None:
    receiver = dispatcher(channel)
    channel.on_msg(lambda _widget, content, _buffers: receiver.receive(content))
    channel.dispatcher = receiver


def open_channel(dispatcher: Callable[[Channel], Dispatcher] | None = None) -> Channel:
    """Open a comm; `dispatcher` makes its receiving end, if it has one."""
    with outside_requests():
        channel = Channel()
    if dispatcher is not None:
        _attach(channel, dispatcher)
    return channel


def open_view(setup: Mapping[str, object], dispatcher: Callable[[Channel], Dispatcher]) -> View:
    """Open a widget of the kind that `setup` names."""
    with outside_requests():
        view = View(setup=dict(setup), _esm=bundle.script())
    _attach(view, dispatcher)
    return view
