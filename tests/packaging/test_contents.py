"""What must be in the wheel and in the sdist, and what must not."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]


def names_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def names_in_sdist(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def package_files(pattern: str) -> set[str]:
    package = ROOT / "stoat_nb"
    return {
        str(path.relative_to(ROOT))
        for path in package.rglob(pattern)
        if "frontend" not in path.parts and "__pycache__" not in path.parts
    }


def test_wheel_holds_every_module_migration_stub_and_the_bundle(wheel: Path) -> None:
    names = names_in_wheel(wheel)
    assert wheel.name.split("-")[2:4] == ["cp311", "abi3"]
    assert "stoat_nb/_core.abi3.so" in names or any(n.startswith("stoat_nb/_core.") for n in names)
    assert {"stoat_nb/_core.pyi", "stoat_nb/py.typed", "stoat_nb/static/stoat.js"} <= names
    missing = (package_files("*.py") | package_files("*.mako")) - names
    assert not missing, f"left out of the wheel: {sorted(missing)}"
    assert any(name.startswith("stoat_nb/migrations/versions/") for name in names)


def test_wheel_holds_no_sources_of_the_front_end_and_nothing_else(wheel: Path) -> None:
    names = names_in_wheel(wheel)
    assert not [
        n for n in names if "node_modules" in n or "/frontend/" in n or n.endswith((".rs", ".ts", ".map"))
    ]
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"stoat_nb"}


def test_sdist_can_build_without_node(sdist: Path) -> None:
    names = names_in_sdist(sdist)
    assert {
        "pyproject.toml",
        "build_backend.py",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "stoat_nb/static/stoat.js",
        "stoat_nb/_core.pyi",
        "stoat_nb/py.typed",
        "rust_core/Cargo.toml",
        "rust_core/src/lib.rs",
        "rust_core/python/src/lib.rs",
    } <= {n.removeprefix("./") for n in names}
    assert any(n.startswith("stoat_nb/migrations/versions/") for n in names)
    assert not [n for n in names if "node_modules" in n or n.startswith(("tests/artefacts", "target/"))]


def test_versions_agree(wheel: Path) -> None:
    import stoat_nb

    assert wheel.name.split("-")[1] == stoat_nb.__version__
