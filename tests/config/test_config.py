"""Settings: where they come from, which source wins, and how faults are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from stoat_nb.config import Settings, load_settings
from stoat_nb.errors import ValidationError


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    import os

    for name in list(os.environ):
        if name.startswith("STOAT_"):
            monkeypatch.delenv(name)


def test_defaults_need_no_project():
    settings = load_settings()
    assert settings.log_level == "warning"
    assert settings.ffmpeg is None
    assert settings.roots == {}
    assert isinstance(settings, Settings)


def test_the_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / "stoat.toml").write_text(
        'log_level = "debug"\ningest_workers = 3\n[roots]\nday = "/mnt/day"\n'
    )
    monkeypatch.setenv("STOAT_INGEST_WORKERS", "2")
    settings = load_settings(tmp_path)
    assert settings.log_level == "debug"
    assert settings.ingest_workers == 2
    assert settings.roots == {"day": Path("/mnt/day")}


def test_what_code_gives_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("STOAT_INGEST_WORKERS", "3")
    assert load_settings(tmp_path, ingest_workers=2).ingest_workers == 2


def test_roots_are_bound_by_variables(monkeypatch, tmp_path):
    (tmp_path / "stoat.toml").write_text('[roots]\nfootage = "/elsewhere"\n')
    monkeypatch.setenv("STOAT_ROOT_FOOTAGE", "~/footage")
    assert load_settings(tmp_path).roots == {"footage": Path.home() / "footage"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('log_level = "loud"', "log_level"),
        ("unknown_key = 1", "unknown_key"),
        ("ingest_workers = 0", "ingest_workers"),
        ("this is not toml", "stoat.toml"),
        ('[roots]\n"Bad Name" = "/x"', "Bad Name"),
    ],
)
def test_faults_name_the_key_and_the_file(tmp_path, text, named):
    (tmp_path / "stoat.toml").write_text(text)
    with pytest.raises(ValidationError) as caught:
        load_settings(tmp_path)
    assert caught.value.code == "config.invalid"
    assert named in str(caught.value)
    assert "stoat.toml" in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path):
    (tmp_path / "stoat.toml").write_text('log_level = "loud"\ningest_workers = 0\n')
    with pytest.raises(ValidationError) as caught:
        load_settings(tmp_path)
    assert "log_level" in caught.value.message
    assert "ingest_workers" in caught.value.message


def test_importing_the_package_loads_no_settings_library():
    code = "import stoat_nb, sys; sys.exit(any(n.split('.')[0] in ('pydantic', 'sqlalchemy', 'duckdb') for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
