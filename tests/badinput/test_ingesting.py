"""Bad files among good ones: the good are taken in, each bad one is a row, and the library stays whole."""

from __future__ import annotations

import pytest

from stoat_nb.errors import StoatError
from stoat_nb.library.ingest import PartialError, ingest
from tests.badinput.specimens import NAMES, SPECIMENS, copies, make_film, make_sound


def test_each_bad_file_is_a_row_and_the_rest_is_in(library, bad_folder, film):
    report = ingest(bad_folder, library.videos, library.roots, on_error="record")
    failed = {row.path.rsplit("/", 1)[-1]: row.code for row in report.failures}
    assert failed == {specimen.name: specimen.code for specimen in SPECIMENS}
    assert all(row.message for row in report.failures)
    assert [record.filename for record in library.videos.list()] == [film.name]
    assert library.is_intact()


def test_bulk_work_ends_in_an_error_that_has_every_row(library, bad_folder, film):
    with pytest.raises(PartialError) as caught:
        ingest(bad_folder, library.videos, library.roots)
    assert caught.value.code == "bulk.partial"
    assert len(caught.value.report.failures) == len(SPECIMENS)
    assert library.videos.count() == 1
    assert library.is_intact()


def test_a_missing_file_is_a_row(library, film, tmp_path):
    report = ingest([film, tmp_path / "gone.mp4"], library.videos, library.roots, on_error="record")
    assert [row.outcome for row in report.rows] == ["added", "failed"]
    assert report.failures[0].code == "library.path_missing"


def test_strange_names_are_taken_in_and_found(library, film, tmp_path):
    folder = tmp_path / "footage"
    folder.mkdir()
    copies(film, folder)
    report = ingest(folder, library.videos, library.roots)
    assert {record.filename for record in library.videos.list()} == set(NAMES)
    again = ingest(folder, library.videos, library.roots)
    assert again.count("unchanged") == len(NAMES)
    assert again.ids == report.ids
    for name in NAMES:
        assert library.videos.find(name).filename == name
        # in quotation marks, for a leading dash means "not" in a query
        query = '"' + name.replace('"', " ") + '"'
        assert name in {record.filename for record in library.videos.search(query)}, name
        library.videos.search(name)  # any text is a legal query


def test_one_frame_and_sound_alone_are_media(library, tmp_path):
    folder = tmp_path / "footage"
    folder.mkdir()
    make_film(folder / "one.mp4", frames=1, sound=False)
    make_sound(folder / "tone.wav")
    ingest(folder, library.videos, library.roots)
    kinds = {record.filename: (record.kind, record.duration_frames) for record in library.videos.list()}
    assert kinds == {"one.mp4": ("video", 1), "tone.wav": ("audio", None)}


def test_a_file_that_went_bad_keeps_its_row(library, tmp_path):
    folder = tmp_path / "footage"
    folder.mkdir()
    path = make_film(folder / "film.mp4", frames=5)
    (kept,) = ingest(folder, library.videos, library.roots).ids
    before = library.videos.get(kept)
    path.write_bytes(path.read_bytes()[:2000])
    report = ingest(folder, library.videos, library.roots, on_error="record")
    assert [row.code for row in report.rows] == ["media.truncated"]
    assert library.videos.get(kept).metadata.to_json() == before.metadata.to_json()


def test_the_librarys_own_files_are_never_footage(library, tmp_path):
    with pytest.raises(StoatError) as caught:
        ingest(library.storage.database.path, library.videos, library.roots)
    assert caught.value.code in {"library.own_file", "bulk.partial", "library.root_invalid"}
    report = ingest(tmp_path / "project", library.videos, library.roots, on_error="record")
    assert library.videos.count() == 0
    assert all(row.outcome == "failed" for row in report.rows)
    assert library.is_intact()
