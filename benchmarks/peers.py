"""Set up the engines that benchmarks compare with, outside the product's own environment.

`.peers` gets MoviePy, OpenTimelineIO and PyAV; on Debian as root also MLT's `melt` and GStreamer
Editing Services come from apt. What cannot be had is named, and the benchmarks then say that it is absent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks._measure import PEERS, PEERS_PYTHON, peer_has

PACKAGES = ["moviepy>=2.2,<2.3", "opentimelineio>=0.18,<0.19", "av>=17,<19"]
MODULES = ["moviepy", "opentimelineio", "av"]
DEBIAN = [
    "melt",
    "gir1.2-ges-1.0",
    "python3-gi",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-plugins-ugly",
    "gstreamer1.0-libav",
    "gstreamer1.0-tools",
]
GES = "import gi; gi.require_version('GES', '1.0'); from gi.repository import GES"


def install_python_peers() -> None:
    if not PEERS_PYTHON.exists():
        venv.create(PEERS, with_pip=True)
    subprocess.run([str(PEERS_PYTHON), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)


def install_debian_peers() -> str | None:
    """Install the peers that only Debian packages; return why not, if not."""
    if not (Path("/etc/debian_version").exists() and shutil.which("apt-get")):
        return "this is not Debian"
    if os.geteuid() != 0:
        return "that takes root"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN],
    ):
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return f"{' '.join(command[:2])} ended with code {done.returncode}"
    return None


def has_melt() -> bool:
    return shutil.which("melt") is not None


def has_ges() -> bool:
    """Whether the system's own Python can load GStreamer Editing Services."""
    python = "/usr/bin/python3"
    return (
        Path(python).exists()
        and not subprocess.run([python, "-c", GES], capture_output=True, check=False).returncode
    )


def main() -> int:
    install_python_peers()
    reason = install_debian_peers()
    if reason:
        print(f"melt and GStreamer Editing Services were not installed: {reason}")
    present = {module: peer_has(module) for module in MODULES} | {"melt": has_melt(), "ges": has_ges()}
    for name, there in present.items():
        print(f"{name:16}{'ready' if there else 'absent'}")
    return 0 if all(present[module] for module in MODULES) else 1


if __name__ == "__main__":
    sys.exit(main())
