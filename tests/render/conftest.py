"""A small film to render: two media and a gap."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from stoat_nb.media import VideoMetadata, probe
from tests.support.footage import MAKERS
from tests.truth.scenes import Film, Use, scene_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.barcode import Footage


@dataclass
class Small:
    """A scene with what a render needs."""

    scene: str
    media: dict[str, tuple[Path, VideoMetadata]]
    footage: dict[str, Footage]
    folder: Path

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Footage]:
    folder = tmp_path_factory.mktemp("shelf")
    return {name: MAKERS[name](folder) for name in ("rate25", "rate29", "long25", "mono44")}


@pytest.fixture
def small(shelf: dict[str, Footage], tmp_path: Path) -> Small:
    uses = [
        Use("rate25", "first", 0, 20, Fraction(1), 0, (0, 20)),
        Use("rate29", "second", 25, 15, Fraction(0), 0, (25, 40)),
    ]
    film = Film(Fraction(25), (192, 108), 48000, 40, uses)
    media = {name: (made.path, probe(made.path)) for name, made in shelf.items()}
    folder = tmp_path / "films"
    folder.mkdir()
    return Small(json.dumps(scene_of(film)), media, shelf, folder)
