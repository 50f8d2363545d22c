"""The README's example runs as it stands, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import av
import imageio_ffmpeg

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def make(path: Path, seconds: int, rate: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error"),
            *("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate={rate}:duration={seconds}"),
            *("-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path),
        ],
        check=True,
        capture_output=True,
    )


def test_the_example_makes_the_film(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    make(tmp_path / "footage/day1/beach.mp4", 16, "25")
    make(tmp_path / "footage/night.mov", 21, "30000/1001")
    done = subprocess.run(
        [sys.executable, "-c", example + "\nprint(film.frames)"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with av.open(str(tmp_path / "holiday.mp4")) as container:
        frames = sum(1 for _ in container.decode(video=0))
    # 5 s at 25 without the five frames that were trimmed, and 7.5 s that begin and end near a frame of 29.97
    assert frames == int(done.stdout.split()[-1])
    assert abs(frames - (125 - 5 + 187)) <= 1


def test_links_lead_to_files():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert len(links) >= 5
    missing = [link for link in links if not (ROOT / link).exists()]
    # docs/proof.md is written by `make proof`
    assert not missing
