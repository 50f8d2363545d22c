"""The catalogue: in order, fillable, raised somewhere, and met by some test."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import stoat_nb as st
from stoat_nb.errors import StoatError, ValidationError, catalogue, from_code

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"""["']([a-z_]+\.[a-z_]+)["']""")


def texts(*patterns: str) -> dict[Path, str]:
    """The source files of the patterns, without comments and docstring lines that only mention a code."""
    found = {}
    for pattern in patterns:
        for path in ROOT.glob(pattern):
            if "node_modules" not in path.parts:
                lines = path.read_text(encoding="utf-8").splitlines()
                found[path] = "\n".join(line for line in lines if not line.lstrip().startswith(("//", "#")))
    return found


def codes_in(files: dict[Path, str]) -> set[str]:
    return {code for text in files.values() for code in CODE.findall(text)}


def sources() -> dict[Path, str]:
    files = texts("rust_core/src/**/*.rs", "rust_core/python/src/**/*.rs", "stoat_nb/**/*.py")
    return {
        path: text
        for path, text in files.items()
        if path.name not in {"catalogue.rs", "tests.rs", "errors.py"}
    }


def test_codes_are_unique_and_rooms_stand_together():
    codes = [entry.code for entry in catalogue()]
    assert len(codes) == len(set(codes))
    rooms = list(dict.fromkeys(code.split(".")[0] for code in codes))
    assert [code.split(".")[0] for code in codes] == [
        c.split(".")[0] for r in rooms for c in codes if c.startswith(f"{r}.")
    ]


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.code)
def test_every_row_makes_an_error_of_its_class(entry):
    names = set(re.findall(r"\{(\w+)\}", entry.message + entry.hint))
    error = from_code(entry.code, {name: f"<{name}>" for name in names})
    assert type(error) is entry.error
    assert error.code == entry.code
    assert all(f"<{name}>" in error.message + error.hint for name in names)
    assert "{" not in error.message + error.hint
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.context) == (type(error), str(error), error.context)


def test_every_row_is_raised_somewhere():
    raised = codes_in(sources())
    idle = [entry.code for entry in catalogue() if entry.code not in raised]
    assert not idle, f"no source raises {', '.join(idle)}: raise it, or take the row out of the catalogue"


def test_every_row_is_met_by_a_test():
    met = codes_in(
        texts("tests/**/*.py", "tests/**/*.ts", "rust_core/tests/**/*.rs", "stoat_nb/frontend/**/*.ts")
    )
    for text in sources().values():
        met |= set(CODE.findall(text.partition("#[cfg(test)]")[2]))
    for text in texts("rust_core/src/**/tests.rs", "rust_core/src/**/tests/*.rs").values():
        met |= set(CODE.findall(text))
    unmet = [entry.code for entry in catalogue() if entry.code not in met]
    assert not unmet, f"no test meets {', '.join(unmet)}: write one that makes it happen"


def test_every_code_that_is_raised_has_a_row():
    known = {entry.code for entry in catalogue()}
    raising = re.compile(r'(?:StoatError::new|from_code|\b[A-Z]\w*Error)\(\s*"([a-z_]+\.[a-z_]+)"')
    unknown = {
        code: path.name
        for path, text in sources().items()
        for code in raising.findall(text)
        if code not in known
    }
    assert unknown == {}


def test_the_sentence_names_values_way_out_and_code():
    error = from_code("time.rate_needed", {"text": "'00:00:00:01'"})
    assert str(error) == (
        "'00:00:00:01' counts frames, so it needs a frame rate (give the rate, or write seconds) [time.rate_needed]"
    )
    assert isinstance(error, ValidationError)
    assert isinstance(error, ValueError)
    assert isinstance(error, StoatError)


def test_values_that_look_like_places_are_not_filled_again():
    error = from_code("time.timecode_invalid", {"text": "{rate}", "rate": "25", "reason": "{text}"})
    assert error.message == "{rate} is not a timecode at 25"
    assert error.hint == "{text}"


def test_an_unknown_code_is_a_programming_error():
    with pytest.raises(KeyError):
        from_code("no.such_code", {})


def test_errors_from_the_core_are_the_public_classes():
    with pytest.raises(ValidationError) as caught:
        st.TimeRange(2, 1)
    assert caught.value.code == "range.reversed"
    assert caught.value.context == {"start": "2", "end": "1"}
