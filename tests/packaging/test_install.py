"""A clean environment without Rust and Node installs the wheel, which was built from the sdist, and renders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]

FILM = """
import shutil, sys
from pathlib import Path
assert not any(shutil.which(tool) for tool in ("cargo", "rustc", "node", "npm")), "not a clean environment"
import stoat_nb as st
assert "site-packages" in st.__file__, st.__file__
footage = st.sample_footage(Path("footage"))
project = st.open("project")
project.ingest("footage")
cut = project.timeline("film")
for video in [v for v in project.library if v.kind == "video"][:3]:
    cut.append(video[0:1])
film = cut.render("film.mp4")
import av
with av.open(str(film.path)) as container:
    frames = sum(1 for _ in container.decode(video=0))
assert frames == film.frames > 20, (frames, film.frames)
print("frames", frames)
"""


def test_wheel_renders_a_film_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": f"{tmp_path / 'venv/bin'}:/usr/bin:/bin",
        **{k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "UV_", "REQUESTS_"))},
    }
    tools = tmp_path / "bin"
    tools.mkdir()
    # Only the few programs that an installation may lean on; no compiler, no Node.
    environment["PATH"] = f"{tmp_path / 'venv/bin'}:{tools}"
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "venv", "-q", "--python", sys.executable, tmp_path / "venv"], check=True, env={**os.environ}
    )
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run(
        [uv, "pip", "install", "-q", "--python", python, "-c", ROOT / "constraints.txt", wheel],
        check=True,
        env={**os.environ},
    )
    result = subprocess.run(
        [python, "-P", "-c", FILM], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "frames" in result.stdout


def test_binder_steps_build_the_same_environment(tmp_path: Path) -> None:
    """Runs binder/postBuild as Binder does: in a fresh environment, from the root of the repository."""
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "-q", "--seed", "--python", sys.executable, tmp_path / "venv"], check=True)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'venv/bin'}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(tmp_path / "venv"),
        "CARGO_TARGET_DIR": str(ROOT / "target"),
        "MATURIN_PEP517_ARGS": "--profile dev",
    }
    subprocess.run(
        ["pip", "install", "-q", "-r", ROOT / "binder" / "requirements.txt"],
        check=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
    )
    subprocess.run(
        ["bash", ROOT / "binder" / "postBuild"], check=True, cwd=ROOT, env=environment, capture_output=True
    )
    found = subprocess.run(
        [
            tmp_path / "venv/bin/python",
            "-P",
            "-c",
            "import stoat_nb, jupyterlab, anywidget; print(stoat_nb.__file__); print(stoat_nb.__version__)",
        ],
        check=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert str(tmp_path) in found.stdout
