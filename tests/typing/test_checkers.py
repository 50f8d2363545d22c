"""The type checkers' own verdicts: stubtest, the completeness of the types, and the asserted cases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted((HERE / "cases").glob("*.py"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_stubtest_finds_nothing():
    done = run("mypy.stubtest", "stoat_nb._core", "--allowlist", str(HERE / "stubtest-allowlist.txt"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_public_types_are_complete():
    done = run(
        "pyright",
        "--pythonpath",
        sys.executable,
        "--verifytypes",
        "stoat_nb",
        "--ignoreexternal",
        "--outputjson",
    )
    verdict = json.loads(done.stdout)["typeCompleteness"]
    unknown = [
        f"{symbol['name']}: {fault['message']}"
        for symbol in verdict["symbols"]
        if symbol["isExported"] and not symbol["isTypeKnown"]
        for fault in symbol["diagnostics"]
    ]
    assert unknown == []
    assert verdict["completenessScore"] == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_mypy_agrees_with_the_asserted_types(case):
    done = run("mypy", "--strict", "--no-error-summary", str(case))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_pyright_agrees_with_the_asserted_types(case):
    done = run("pyright", "--outputjson", str(case))
    faults = json.loads(done.stdout)["generalDiagnostics"]
    assert [(fault["range"]["start"]["line"] + 1, fault["message"]) for fault in faults] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_asserted_cases_run(case):
    done = subprocess.run([sys.executable, str(case)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
