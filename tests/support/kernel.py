"""A real IPython kernel that is told which cell runs, as JupyterLab tells it."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

from jupyter_client.manager import KernelManager

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class CellError(Exception):
    """A cell ended in an error: its name and its text."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.text = text


class Notebook:
    """A kernel, and the cells that are run in it."""

    def __init__(self, manager: KernelManager) -> None:
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, cell: str | None, code: str) -> str:
        """Run `code` as the cell with this id; return what it printed and its last value as text."""
        message = self.start(cell, code)
        return self.finish(message)

    def start(self, cell: str | None, code: str) -> str:
        metadata = {} if cell is None else {"cellId": cell}
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": True,
        }
        request = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(request)
        return request["header"]["msg_id"]

    def finish(self, message: str) -> str:
        texts = []
        while True:
            found = self.client.get_iopub_msg(timeout=60)
            if found["parent_header"].get("msg_id") != message:
                continue
            content = found["content"]
            if found["msg_type"] == "stream":
                texts.append(content["text"])
            elif found["msg_type"] == "execute_result":
                texts.append(content["data"]["text/plain"])
            elif found["msg_type"] == "status" and content["execution_state"] == "idle":
                break
        while True:
            reply = self.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == message:
                break
        if reply["content"]["status"] != "ok":
            raise CellError(reply["content"]["ename"], reply["content"]["evalue"])
        return "".join(texts).strip()

    def value(self, expression: str) -> object:
        """Return the value of an expression outside of any cell, over JSON."""
        request = self.client.session.msg(
            "execute_request",
            {"code": "", "silent": True, "store_history": False, "user_expressions": {"x": expression}},
        )
        self.client.shell_channel.send(request)
        while True:
            with contextlib.suppress(Empty):
                found = self.client.get_shell_msg(timeout=60)
                if found["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                    break
        result = found["content"]["user_expressions"]["x"]
        if result["status"] != "ok":
            raise CellError(result["ename"], result["evalue"])
        return json.loads(eval(result["data"]["text/plain"]))  # the repr of the JSON text


@contextlib.contextmanager
def kernel(folder: Path, **environment: str) -> Iterator[Notebook]:
    """Start a kernel in `folder`."""
    manager = KernelManager(kernel_name="python3")
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    given = {
        **os.environ,
        "PYTHONPATH": paths,
        "JPY_SESSION_NAME": str(folder / "first.ipynb"),
        **environment,
    }
    manager.start_kernel(cwd=str(folder), env=given)
    notebook = None
    try:
        notebook = Notebook(manager)
        yield notebook
    finally:
        if notebook is not None:
            notebook.client.stop_channels()
        manager.shutdown_kernel(now=True)
