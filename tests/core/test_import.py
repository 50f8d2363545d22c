"""Importing the package costs little: nothing heavy is loaded before it is used."""

from __future__ import annotations

import json
import subprocess
import sys

import stoat_nb

HEAVY = [
    "IPython",
    "alembic",
    "anywidget",
    "av",
    "duckdb",
    "numpy",
    "pandas",
    "prometheus_client",
    "pydantic",
    "sqlalchemy",
    "structlog",
]


def loaded(code: str) -> list[str]:
    script = f"import sys; {code}; import json; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    return json.loads(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    )


def test_the_package_loads_nothing_heavy():
    assert loaded("import stoat_nb") == []


def test_exact_time_and_errors_load_nothing_heavy():
    code = (
        "import stoat_nb as st; st.errors.catalogue(); st.merge_ranges([st.TimeRange(0, 1)]); "
        "st.Timecode('00:00:01:00', st.FrameRate(25))"
    )
    assert loaded(code) == []


def test_every_public_name_is_there_and_listed():
    for name in stoat_nb.__all__:
        assert getattr(stoat_nb, name) is not None
    assert set(stoat_nb._HOMES) <= set(stoat_nb.__all__)
    assert dir(stoat_nb) == sorted(stoat_nb.__all__)
