"""Made footage and one studio for each FFmpeg build, shared by the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.footage import make_all
from tests.truth.builds import builds
from tests.truth.check import Studio

if TYPE_CHECKING:
    from tests.support.barcode import Footage


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Footage]:
    return make_all(tmp_path_factory.mktemp("footage"))


@pytest.fixture(scope="session", params=builds(), ids=lambda name: name.replace(" ", "-")[:12])
def studio(
    request: pytest.FixtureRequest, footage: dict[str, Footage], tmp_path_factory: pytest.TempPathFactory
) -> Studio:
    return Studio(footage, builds()[request.param], tmp_path_factory.mktemp("films"))
