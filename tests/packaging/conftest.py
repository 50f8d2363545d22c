"""The wheel and the sdist, built once, outside the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build_environment() -> dict[str, str]:
    """The light profile and the shared target folder, so that dependencies are not compiled again."""
    return {
        **os.environ,
        "CARGO_TARGET_DIR": str(ROOT / "target"),
        "MATURIN_PEP517_ARGS": "--profile dev",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    out = tmp_path_factory.mktemp("sdist")
    subprocess.run(
        [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        env=build_environment(),
        capture_output=True,
        text=True,
    )
    (path,) = out.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the unpacked sdist, not from the clone."""
    source = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extractall(source, filter="data")
    (unpacked,) = source.iterdir()
    out = tmp_path_factory.mktemp("wheel")
    # The bundle is in the sdist: a call of npm would be a fault, so here it is one.
    tools = tmp_path_factory.mktemp("tools")
    (tools / "npm").write_text("#!/bin/sh\necho 'npm was called' >&2\nexit 1\n")
    (tools / "npm").chmod(0o755)
    environment = build_environment()
    environment["PATH"] = os.pathsep.join([str(tools), environment["PATH"]])
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, unpacked],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    )
    (path,) = out.glob("*.whl")
    return path
