"""Run every benchmark of this folder in turn: `python -m benchmarks [--short] [--json]`."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    """The benchmarks: modules without a leading underscore, but for the set-up of the peers."""
    folder = Path(__file__).parent
    return sorted(
        m.name for m in pkgutil.iter_modules([str(folder)]) if m.name[0] != "_" and m.name != "peers"
    )


def main() -> int:
    failed = []
    for name in names():
        print(f"\n== {name} ==", flush=True)
        if subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False
        ).returncode:
            failed.append(name)
    if failed:
        print("failed:", ", ".join(failed), file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
