"""Where a project's library lies: in the project, or on a local disk when the project is on a network.

SQLite's write-ahead log needs memory that all programs share, which no network file system gives.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA_FOLDER = "stoat-data"
LIBRARY_NAME = "library.sqlite3"

_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "9p",
        "vboxsf",
        "prl_fs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "beegfs",
        "orangefs",
        "ocfs2",
        "gfs2",
        "fuse.sshfs",
        "fuse.s3fs",
        "fuse.rclone",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.davfs2",
        "fuse.goofys",
        "fuse.cephfs",
        "fuse.vmhgfs-fuse",
        "fuse.juicefs",
    ]
)


def library_path(project: str | os.PathLike[str], state_dir: Path | None = None) -> Path:
    """Return where the library of a project is, or will be made.

    A library that a project brought onto a network file system is read over once, through SQLite.

    Raises
    ------
    StorageError
        ``store.network_filesystem``: the state folder is on a network too.
    """
    folder = Path(project).expanduser().resolve()
    inside = folder / DATA_FOLDER / LIBRARY_NAME
    if network_kind(folder) is None:
        return inside
    state = (state_dir or default_state_dir()).expanduser().resolve()
    kind = network_kind(state)
    if kind is not None:
        raise from_code("store.network_filesystem", {"path": state, "kind": kind})
    name = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    local = state / "libraries" / f"{folder.name or 'root'}-{name}" / LIBRARY_NAME
    if inside.is_file() and not local.exists():
        _bring_over(inside, local)
    return local


def _bring_over(inside: Path, local: Path) -> None:
    local.parent.mkdir(parents=True, exist_ok=True)
    part = local.with_name(local.name + ".part")
    source = sqlite3.connect(f"{inside.as_uri()}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    part.replace(local)


def default_state_dir() -> Path:
    """Return the user's folder for state of programs on this machine."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "stoat-nb"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "stoat-nb"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "stoat-nb"


def network_kind(path: Path) -> str | None:
    """Return the kind of network file system that `path` is on, or ``None`` for a local one."""
    if sys.platform == "linux":
        mounts = _linux_mounts(
            Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        )
    elif sys.platform == "darwin":
        mounts = _mac_mounts(
            subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        )
    else:
        return "share" if str(path).startswith("\\\\") else None
    kind = _kind_of(path, mounts)
    return kind if kind in _NETWORK else None


def _kind_of(path: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """Return the type of the file system whose mount point is the longest above `path`; later mounts hide earlier."""
    best, kind = -1, ""
    for point, found in mounts:
        if path.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), found
    return kind


def _linux_mounts(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Read mountinfo: ``id parent major:minor root MOUNTPOINT options [tags] - TYPE source options``."""
    mounts: list[tuple[str, str]] = []
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        if len(fields) > 4 and rest[0]:
            point = (
                fields[4]
                .replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\")
            )
            mounts.append((point, rest[0]))
    return mounts


def _mac_mounts(text: str) -> list[tuple[str, str]]:
    """Read the output of mount: ``source on MOUNTPOINT (TYPE, options)``."""
    mounts: list[tuple[str, str]] = []
    for line in text.splitlines():
        before, _, options = line.rpartition(" (")
        mounts.append((before.partition(" on ")[2], options.partition(",")[0].rstrip(")")))
    return mounts
