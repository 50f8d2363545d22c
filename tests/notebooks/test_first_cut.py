"""The first-cut notebook: under nbval, and as the demo on made and on difficult footage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from stoat_nb import sample_footage
from stoat_nb.cli import main
from stoat_nb.media import probe
from tests.support.kernel import ROOT

NOTEBOOK = ROOT / "notebooks" / "01_first_cut.ipynb"


@pytest.fixture(scope="module")
def footage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("footage")
    sample_footage(folder)
    return folder


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_the_notebook_is_saved_without_outputs():
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 10
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert len({cell["id"] for cell in cells}) == len(cells)


def test_nbval_runs_the_notebook(tmp_path, footage):
    for name in ("01_first_cut.ipynb", "conftest.py"):
        shutil.copy(NOTEBOOK.with_name(name), tmp_path)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval-lax",
        "-p",
        "no:cacheprovider",
        "01_first_cut.ipynb",
    ]
    environment = {**os.environ, "STOAT_FOOTAGE": str(footage)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert probe(tmp_path / "first-cut" / "first-cut.mp4").video is not None


def test_the_demo_prints_the_films_path_last_and_can_be_repeated(tmp_path, footage, capsys):
    films = []
    for _ in range(2):
        assert main(["demo", "--footage", str(footage), "--out", str(tmp_path)]) == 0
        films.append(capsys.readouterr().out.splitlines()[-1])
    assert films[0] == films[1] == str(tmp_path / "first-cut" / "first-cut.mp4")
    assert probe(films[0]).video.frame_count > 200


def test_the_demo_takes_few_short_and_soundless_files(tmp_path, footage, capsys):
    own = tmp_path / "own"
    own.mkdir()
    with wave.open(str(own / "voice.wav"), "wb") as sound:
        sound.setparams((1, 2, 22050, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 22050 * 3))
    (own / "notes.mp4").write_text("this is no film")
    assert main(["demo", "--footage", str(own), "--out", str(tmp_path / "a")]) == 0
    film = Path(capsys.readouterr().out.splitlines()[-1])
    assert probe(film).audio is not None
    one = next(path for path in sorted(footage.iterdir()) if probe(path).audio is None)
    shutil.copy(one, own)
    assert main(["demo", "--footage", str(own), "--out", str(tmp_path / "b")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("first-cut.mp4")
