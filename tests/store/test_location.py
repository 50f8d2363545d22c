"""Where the library of a project goes, on local and network file systems."""

import sys

import pytest

from stoat_nb.errors import StorageError
from stoat_nb.store import Database, SqliteProjectStorage, location

MOUNTINFO = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw,relatime shared:9 - nfs4 server:/home rw,vers=4.2
31 30 8:2 / /home/local\\040disk rw shared:10 - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/share rw - cifs //host/share rw
33 22 0:42 / /mnt/remote rw - fuse.sshfs host: rw
34 22 0:43 / /mnt/plain rw - fuse.ntfs-3g /dev/sdc1 rw
35 22 0:44 / /mnt/over rw - nfs server:/over rw
36 22 0:45 / /mnt/over rw - tmpfs tmpfs rw
"""
MAC = """\
/dev/disk3s1 on / (apfs, sealed, local)
//me@host/share on /Volumes/My (odd) share (smbfs, nodev)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/project", "ext4"),
        ("/home/me/project", "nfs4"),
        ("/homestead", "ext4"),
        ("/home/local disk/project", "xfs"),
        ("/mnt/share/a", "cifs"),
        ("/mnt/remote", "fuse.sshfs"),
        ("/mnt/plain/x", "fuse.ntfs-3g"),
        ("/mnt/over/x", "tmpfs"),
    ],
)
def test_the_nearest_mount_says_the_kind(path, kind):
    from pathlib import PurePosixPath

    assert location._kind_of(PurePosixPath(path), location._linux_mounts(MOUNTINFO.splitlines())) == kind


def test_mount_output_of_a_mac_is_read():
    assert location._mac_mounts(MAC) == [("/", "apfs"), ("/Volumes/My (odd) share", "smbfs")]


def test_a_local_project_keeps_its_library(tmp_path):
    assert location.library_path(tmp_path) == tmp_path.resolve() / "stoat-data" / "library.sqlite3"


def _network_under(monkeypatch, folder):
    monkeypatch.setattr(
        location, "network_kind", lambda path: "nfs4" if path.is_relative_to(folder) else None
    )


def test_a_project_on_a_network_keeps_its_library_on_this_machine(tmp_path, monkeypatch):
    share, state = tmp_path / "share", tmp_path / "state"
    (share / "holiday").mkdir(parents=True)
    (share / "other").mkdir()
    _network_under(monkeypatch, share)
    path = location.library_path(share / "holiday", state)
    assert path.is_relative_to(state)
    assert path.name == "library.sqlite3"
    assert path == location.library_path(share / "holiday", state)
    assert path != location.library_path(share / "other", state)


def test_a_library_that_came_along_is_read_over_once(tmp_path, monkeypatch):
    share, state = tmp_path / "share", tmp_path / "state"
    inside = share / "holiday" / "stoat-data" / "library.sqlite3"
    inside.parent.mkdir(parents=True)
    with Database(inside) as database:
        SqliteProjectStorage(database).set_setting("posters", "pictures")
    _network_under(monkeypatch, share)
    path = location.library_path(share / "holiday", state)
    storage = SqliteProjectStorage(path)
    assert storage.setting("posters") == "pictures"
    storage.set_setting("posters", "schematic")
    storage.close()
    assert (
        SqliteProjectStorage(location.library_path(share / "holiday", state)).setting("posters")
        == "schematic"
    )


def test_a_state_folder_on_a_network_is_refused(tmp_path, monkeypatch):
    _network_under(monkeypatch, tmp_path)
    with pytest.raises(StorageError) as caught:
        location.library_path(tmp_path / "project", tmp_path / "state")
    assert caught.value.code == "store.network_filesystem"
    assert "STOAT_STATE_DIR" in caught.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="reads this machine's mounts")
def test_this_machine_can_be_asked(tmp_path):
    assert location.network_kind(tmp_path) is None
