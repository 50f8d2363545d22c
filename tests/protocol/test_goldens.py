"""The golden messages, from the kernel's side; vitest reads the same files from the page's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stoat_nb.errors import StoatError, from_code
from stoat_nb.widgets import protocol

GOLDENS = [json.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.json"))]


def requests():
    return [(golden["widget"], entry) for golden in GOLDENS for entry in golden["requests"]]


@pytest.mark.parametrize(("widget", "entry"), requests())
def test_the_kernel_reads_what_the_page_writes(widget, entry):
    read = protocol.parse(entry["message"], widget)
    assert read.operation.name == entry["op"]
    assert dict(read.arguments) == entry["args"]
    assert read.id == entry["message"]["id"]
    assert read.base == entry.get("base")


def test_the_kernel_writes_what_the_page_reads():
    answers = [entry for golden in GOLDENS for entry in golden.get("answers", [])]
    for entry in answers:
        message, read = entry["message"], entry["read"]
        if read["kind"] == "answer":
            assert protocol.answer(read["id"], read["result"], read["revision"]) == message
        elif read["kind"] == "event":
            assert protocol.event(read["event"], **read["payload"]) == message
        else:
            context = {"name": "rough cut", "actual": 9, "expected": 8}
            error = from_code(read["error"]["code"], context)
            written = protocol.failure(
                read["id"], error, read["revision"], snapshot=read["error"]["snapshot"]
            )
            assert written == message


def test_every_operation_has_a_golden_message():
    shown = {entry["op"] for _, entry in requests()}
    assert shown == set(protocol.OPS)


GOOD = {"v": 1, "id": 1, "op": "media.read", "args": {"medium": "m", "start": 0, "end": 5}}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "protocol.malformed"),
        ([], "protocol.malformed"),
        ({}, "protocol.version"),
        ({**GOOD, "v": 2}, "protocol.version"),
        ({**GOOD, "id": "1"}, "protocol.malformed"),
        ({**GOOD, "id": -1}, "protocol.malformed"),
        ({**GOOD, "id": True}, "protocol.malformed"),
        ({**GOOD, "id": 2**60}, "protocol.malformed"),
        ({**GOOD, "more": 1}, "protocol.malformed"),
        ({**GOOD, "args": []}, "protocol.malformed"),
        ({**GOOD, "op": "eval"}, "protocol.unknown_op"),
        ({**GOOD, "op": ["hello"]}, "protocol.unknown_op"),
        ({**GOOD, "op": "edit.apply"}, "protocol.unknown_op"),
        ({**GOOD, "base": 3}, "protocol.bad_argument"),
        ({**GOOD, "args": {"medium": "m", "start": 0}}, "protocol.bad_argument"),
        (
            {**GOOD, "args": {"medium": "m", "start": 0, "end": 5, "path": "/etc/passwd"}},
            "protocol.bad_argument",
        ),
        ({**GOOD, "args": {"medium": "m", "start": -1, "end": 5}}, "protocol.bad_argument"),
        ({**GOOD, "args": {"medium": "m", "start": 0.5, "end": 5}}, "protocol.bad_argument"),
        ({**GOOD, "args": {"medium": "", "start": 0, "end": 5}}, "protocol.bad_argument"),
        ({**GOOD, "args": {"medium": "a\nb", "start": 0, "end": 5}}, "protocol.bad_argument"),
        ({**GOOD, "args": {"medium": "m" * 201, "start": 0, "end": 5}}, "protocol.bad_argument"),
        ({**GOOD, "op": "asset.get", "args": {"name": "../secrets"}}, "protocol.bad_argument"),
    ],
)
def test_what_is_not_in_the_table_is_refused(content, code):
    with pytest.raises(StoatError) as caught:
        protocol.parse(content, "media")
    assert caught.value.code == code


EDIT = {"v": 1, "op": "trim", "target": "b1/m/1v", "head": "1/25", "ripple": True}


@pytest.mark.parametrize(
    "edit",
    [
        None,
        {},
        {**EDIT, "v": 2},
        {**EDIT, "op": "drop"},
        {**EDIT, "head": 0.04},
        {**EDIT, "head": "0.04"},
        {**EDIT, "head": "1/25; drop table"},
        {**EDIT, "head": "9" * 19},
        {**EDIT, "ripple": 1},
        {**EDIT, "sql": "x"},
        {"v": 1, "op": "split"},
        {"v": 1, "op": "rename", "target": "x", "name": "n" * 2001},
    ],
)
def test_an_edit_that_is_not_of_version_1_is_refused(edit):
    message = {"v": 1, "id": 1, "op": "edit.apply", "args": {"edit": edit}, "base": 1}
    with pytest.raises(StoatError) as caught:
        protocol.parse(message, "timeline")
    assert caught.value.code == "protocol.bad_argument"


@pytest.mark.parametrize("base", [None, "1", -1, 1.0, True])
def test_an_edit_needs_the_revision_it_is_based_on(base):
    message = {"v": 1, "id": 1, "op": "edit.apply", "args": {"edit": EDIT}, "base": base}
    with pytest.raises(StoatError) as caught:
        protocol.parse(message, "timeline")
    assert caught.value.context["argument"] == "base"
