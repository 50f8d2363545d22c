"""A film that a person makes with the public API, beginning with sound alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stoat_nb as st
from tests.support.odd_footage import ODD
from tests.truth.check import decoded_luma, decoded_sound, shift_between

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_timeline_that_begins_with_sound_has_a_black_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ODD["sound_wav"](tmp_path)
    with st.open(tmp_path / "project") as project:
        project.ingest([made.path])
        song = project[made.path.name]
        cut = project.timeline("radio")
        cut.append(song[1:2])
        assert "25 fps, 1280x720, 48000 Hz" in capsys.readouterr().out
        film = cut.render(tmp_path / "film.mp4")
    shown, heard = decoded_luma(film.path), decoded_sound(film.path)
    assert len(shown) == 25
    assert all(luma.shape == (720, 1280) and luma.max() < 40 for luma in shown)
    assert made.sound is not None
    assert shift_between(made.sound[48000:96000, 0], heard[:48000, 0]) == 0
