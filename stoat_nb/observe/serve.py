"""The metrics over HTTP, for a Prometheus on this machine."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from stoat_nb.observe.metrics import exposition

__all__ = ["MetricsServer", "serve_metrics"]

_HOST = "127.0.0.1"
# A page of another site that had its name point here would send that name.
_OWN_NAMES = frozenset({"127.0.0.1", "localhost"})


class MetricsServer:
    """A running server; `close` it, or use it in a ``with`` block.

    Attributes
    ----------
    port : int
        The port that it listens on.
    url : str
        Where the metrics are.
    """

    def __init__(self, port: int) -> None:
        self._server = ThreadingHTTPServer((_HOST, port), _Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url: str = f"http://{_HOST}:{self.port}/metrics"
        self._thread = threading.Thread(target=self._server.serve_forever, name="stoat-metrics", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<metrics at {self.url}>"

    def close(self) -> None:
        """Stop listening; may be called twice."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()


def serve_metrics(port: int = 0) -> MetricsServer:
    """Serve the metrics at ``/metrics`` on 127.0.0.1, to this machine only.

    Parameters
    ----------
    port
        0 takes a free one; the server's `url` says which.

    Raises
    ------
    OSError
        The port is taken.

    Examples
    --------
    >>> import urllib.request
    >>> with serve_metrics() as server:
    ...     b"stoat_nb_ffmpeg_active_processes" in urllib.request.urlopen(server.url).read()
    True
    """
    return MetricsServer(port)


class _Handler(BaseHTTPRequestHandler):
    server_version = "stoat-nb"
    sys_version = ""

    def do_GET(self) -> None:
        name = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if name not in _OWN_NAMES:
            self.send_error(403)
        elif self.path.partition("?")[0] != "/metrics":
            self.send_error(404)
        else:
            body = exposition()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: a scrape every few seconds is no event."""
