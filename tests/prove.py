"""`make proof`: the long properties at full counts; writes docs/proof.md.

`python -m tests.prove [--quick]`; `--quick` runs each once, small, and writes nothing (to try the script itself).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMELINES = 200
RUST_CASES = 4_000
EXAMPLES = 400


def run(command: list[str], **environment: str) -> tuple[float, str]:
    """Run `command` in the clone; return its seconds and its output, or end the proof when it fails."""
    started = time.monotonic()
    print("$", " ".join(command), flush=True)
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        print(result.stdout[-20_000:])
        sys.exit(f"failed: {' '.join(command)}")
    return time.monotonic() - started, result.stdout


def commit() -> str:
    """The commit that is proven, with a mark when files differ from it."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", ":!docs/proof.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return head.stdout.strip() + (" with uncommitted changes" if changed.stdout.strip() else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    timelines, cases, examples = (4, 64, 20) if options.quick else (TIMELINES, RUST_CASES, EXAMPLES)
    rows: list[tuple[str, str, str, str]] = []

    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "truth.json"
        seconds, _ = run(
            [
                sys.executable,
                "-m",
                "tests.truth.proof",
                "--count",
                str(timelines),
                "--seed",
                str(options.seed),
                "--json",
                str(report),
            ]
        )
        rows += [
            (
                f"Random timelines, {figures['build']}",
                str(options.seed),
                " ".join(
                    [
                        f"{figures['timelines']} timelines,",
                        f"{figures['frames']} frames of which {figures['wrong_frames']} wrong,",
                        f"{figures['samples']} samples of which {figures['wrong_samples']} out of place",
                    ]
                ),
                f"{seconds:.0f} s for all builds",
            )
            for figures in json.loads(report.read_text("utf-8"))["builds"]
        ]

    seconds, _ = run(["cargo", "test", "-q", "--locked"], PROPTEST_CASES=str(cases))
    rows.append(
        (
            "Rust properties (time, range, ffmpeg, timeline, blocks)",
            "per test, kept in proptest-regressions",
            f"{cases} cases a property, none failed",
            f"{seconds:.0f} s",
        )
    )

    seconds, output = run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-m",
            "not browser and not packaging",
            "--hypothesis-seed",
            str(options.seed),
            "--timeout",
            "3600",
            "tests/core",
            "tests/timeline",
            "tests/script",
        ],
        STOAT_EXAMPLES=str(examples),
        STOAT_TEST_SEED=str(options.seed),
    )
    rows.append(
        (
            "Python properties (time, range, timeline, the law of the notebook)",
            str(options.seed),
            f"up to {examples} examples a property: {output.strip().splitlines()[-1].strip('= ')}",
            f"{seconds:.0f} s",
        )
    )

    table = "\n".join(f"| {name} | {seed} | {figures} | {took} |" for name, seed, figures, took in rows)
    text = (
        "# Proof\n\nThe long properties, run by `make proof`. `make test` runs a freshly seeded sample of them.\n\n"
        f"- date: {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC\n- commit: {commit()}\n"
        f"- machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n"
        f"| property | seed | result | took |\n|---|---|---|---|\n{table}\n"
    )
    print(text)
    if not options.quick:
        (ROOT / "docs" / "proof.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
