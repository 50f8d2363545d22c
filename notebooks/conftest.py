"""nbval tells the kernel which cell runs, as JupyterLab does: each cell's edits are then its own."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    cell = getattr(item, "cell", None)
    client = getattr(getattr(item.parent, "kernel", None), "kc", None)
    if cell is not None and client is not None:
        client.session.metadata = {"cellId": cell["id"]}
