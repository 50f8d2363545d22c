"""A real JupyterLab on 127.0.0.1 with a folder and settings of its own, and a browser page on it."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self

CHROMIUM = os.environ.get("STOAT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]
START_SECONDS = 90
_WORKSPACES = itertools.count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A JupyterLab server of our own."""

    def __init__(self, root: Path, state: Path, *, subshells: bool = True, dark: bool = False) -> None:
        self.root = root
        self._state = state
        self._port = free_port()
        settings = state / "overrides"
        settings.mkdir(parents=True)
        chosen = {
            "@jupyterlab/apputils-extension:themes": {"theme": f"JupyterLab {'Dark' if dark else 'Light'}"},
            "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/apputils-extension:kernels-settings": {
                "commsOverSubshells": "perCommTarget" if subshells else "disabled"
            },
            "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
            "@jupyterlab/notebook-extension:tracker": {
                "windowingMode": "none",
                "autoStartDefaultKernel": True,
            },
        }
        self._write_settings(chosen)

    def _write_settings(self, chosen: dict) -> None:
        for plugin, values in chosen.items():
            name, _, part = plugin.partition(":")
            path = self._state / "settings" / name / f"{part}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        env = {
            **os.environ,
            "JUPYTERLAB_SETTINGS_DIR": str(self._state / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self._state / "workspaces"),
            "JUPYTER_CONFIG_DIR": str(self._state / "config"),
            "JUPYTER_RUNTIME_DIR": str(self._state / "runtime"),
            "JUPYTER_DATA_DIR": str(self._state / "data"),
            "IPYTHONDIR": str(self._state / "ipython"),
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        self._log = (self._state / "server.log").open("wb")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--expose-app-in-browser",
                "--allow-root",
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={self._port}",
                "--ServerApp.port_retries=0",
                "--IdentityProvider.token=",
                f"--ServerApp.root_dir={self.root}",
                "--LabApp.extension_manager=readonly",
            ],
            env=env,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/api", timeout=5):
                return self
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError((self._state / "server.log").read_text()[-3000:])
            time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()


def notebook(cells: list[str]) -> dict:
    """A notebook of code cells with stable ids."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{index}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for index, source in enumerate(cells)
        ],
    }


class Page:
    """A notebook in a JupyterLab page, and the folder that it lies in."""

    def __init__(self, page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    def open(self, lab: Lab, name: str) -> None:
        # a workspace of its own: no tabs of earlier notebooks are opened again
        workspace = f"w{next(_WORKSPACES)}"
        self.page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{name}", wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function(
            """() => {
                const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
                return context?.isReady && context.session?.kernel?.status === 'idle';
            }""",
            timeout=60_000,
        )

    def shut_down(self) -> None:
        """End this page's kernel, so that it takes no time from the next test."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    def command(self, name: str, args: dict | None = None) -> None:
        self.page.evaluate(
            "([name, args]) => { window.jupyterapp.commands.execute(name, args); }", [name, args or {}]
        )

    def run_all(self, seconds: float = 90) -> None:
        self._run("notebook:run-all-cells", seconds)

    def run_cell(self, index: int, *, wait: bool = True, seconds: float = 60) -> None:
        self.page.evaluate(
            """index => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = index;
                notebook.deselectAll();
            }""",
            index,
        )
        self._run("notebook:run-cell", seconds if wait else 0)

    def _run(self, command: str, seconds: float) -> None:
        self.page.evaluate(
            """command => {
                window.stoatRan = false;
                window.jupyterapp.commands.execute(command).finally(() => { window.stoatRan = true; });
            }""",
            command,
        )
        if seconds:
            self.wait_run(seconds)

    def wait_run(self, seconds: float = 60) -> None:
        self.page.wait_for_function("() => window.stoatRan", timeout=seconds * 1000)

    def set_source(self, index: int, source: str) -> None:
        self.page.evaluate(
            "([index, source]) => window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.setSource(source)",
            [index, source],
        )

    def sources(self) -> list[str]:
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
        )

    def output(self, index: int) -> str:
        return self.page.locator(".jp-Cell").nth(index).locator(".jp-OutputArea").inner_text()
