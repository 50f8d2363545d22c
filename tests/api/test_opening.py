"""Opening a project: one object for a folder, and errors that say what to do."""

from __future__ import annotations

import pytest

import stoat_nb as st
from stoat_nb.errors import StoatError


def test_a_folder_is_one_project_however_often_it_is_opened(tmp_path, monkeypatch):
    project = st.open(tmp_path / "holiday")
    monkeypatch.chdir(tmp_path)
    assert st.open("holiday") is project
    assert (tmp_path / "holiday" / "stoat.toml").is_file()
    assert project.timeline("x") is project.timeline("x")
    project.close()
    project.close()
    with pytest.raises(StoatError, match="project.closed"):
        project.timeline("x")
    with st.open("holiday", create=False) as again:
        assert again is not project


def test_a_project_that_is_not_there_is_not_made_unasked(tmp_path):
    with pytest.raises(StoatError) as caught:
        st.open(tmp_path / "nothing", create=False)
    assert caught.value.code == "project.not_found"
    assert not (tmp_path / "nothing").exists()


def test_a_file_is_no_project(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoatError) as caught:
        st.open(tmp_path / "file")
    assert caught.value.code == "project.path_invalid"


def test_a_timeline_is_stored_at_its_first_edit_and_found_again(tmp_path):
    with st.open(tmp_path / "holiday") as project:
        cut = project.timeline("rough cut")
        assert project.timeline_names() == []
        cut.set_format(rate=25)
        assert project.timeline_names() == ["rough cut"]
    with st.open(tmp_path / "holiday") as project:
        assert project.timeline("rough cut").rate == 25


def test_the_setting_names_the_ffprobe_that_is_asked(tmp_path):
    program = tmp_path / "my-ffprobe"
    program.write_text(
        '#!/bin/sh\necho \'{"streams": [], "format": {"format_name": "mov,mp4,m4a,3gp,3g2,mj2", "asked": 1}}\'\n'
    )
    program.chmod(0o755)
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday/stoat.toml").write_text(f'ffprobe = "{program}"\n')
    medium = tmp_path / "a.mp4"
    medium.write_bytes(b"x")
    with st.open(tmp_path / "holiday") as project:
        assert project.executor.binary.ffprobe == program.resolve()
        assert project.executor.probe(medium)["format"]["asked"] == 1
