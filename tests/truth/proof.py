"""`python -m tests.truth.proof --count 200`: random timelines on every FFmpeg build, compared frame by frame."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.support.footage import make_all
from tests.truth.builds import builds
from tests.truth.check import Findings, Studio, through_timeline
from tests.truth.scenes import random_film


def prove(studio: Studio, seed: int, count: int) -> Findings:
    """Render `count` random timelines; every second one is built by edits of the real timeline."""
    findings = Findings()
    for number in range(count):
        film = random_film(random.Random(f"{seed}/{number}"), studio.footage, linked=number % 2 == 0)
        scene = through_timeline(film, studio) if number % 2 == 0 else None
        studio.check(film, findings, scene_json=scene, note=f"seed {seed}, timeline {number}")
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    rows, notes = [], []
    with tempfile.TemporaryDirectory() as home:
        footage = make_all(Path(home) / "media")
        for name, ffmpeg in builds().items():
            started = time.monotonic()
            findings = prove(Studio(footage, ffmpeg, Path(home)), options.seed, options.count)
            row = {"build": name, "seconds": round(time.monotonic() - started, 1), **asdict(findings)}
            notes += row.pop("notes")
            rows.append(row)
            print(row, flush=True)
    print("\n".join(notes[:50]))
    if options.json:
        options.json.write_text(json.dumps({"seed": options.seed, "builds": rows}, indent=1), "utf-8")
    return 1 if notes or any(row["wrong_frames"] or row["wrong_samples"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
