"""Wire protocol v1 between widgets and kernel: one table (`protocol.json`), read by both sides.

A request is `{v, id, op, args, base?}`; its answer is `{v, id, ok: true, result, revision}` or
`{v, id, ok: false, error: {code, message, hint}, revision}`; an event has `event` and no `id`. Ids are
integers: ipykernel 7.4 routes the answers of requests with text ids by itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import StoatError, from_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["EDITS", "LIMITS", "OPS", "VERSION", "Operation", "Request", "answer", "event", "failure", "parse"]

_TABLE: dict[str, object] = json.loads(
    resources.files("stoat_nb.widgets").joinpath("protocol.json").read_text("utf-8")
)
VERSION = cast("int", _TABLE["version"])
LIMITS = cast("dict[str, int]", _TABLE["limits"])
EDITS = cast("dict[str, dict[str, str]]", _TABLE["edits"])

_TIME = re.compile(r"-?[0-9]{1,18}(/[0-9]{1,10})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table: which widgets take it, where it runs, and its arguments."""

    name: str
    widgets: tuple[str, ...]
    lane: str  # "now": in the handler; "serial": in order; "pool": side by side
    needs_base: bool
    arguments: Mapping[str, str]


def _operation(name: str, row: Mapping[str, object]) -> Operation:
    return Operation(
        name=name,
        widgets=tuple(cast("list[str]", row["on"])),
        lane=cast("str", row["lane"]),
        needs_base=bool(row.get("base", False)),
        arguments=cast("dict[str, str]", row["args"]),
    )


OPS: Mapping[str, Operation] = {
    name: _operation(name, row) for name, row in cast("dict[str, dict[str, object]]", _TABLE["ops"]).items()
}


@dataclass(frozen=True, slots=True)
class Request:
    """A request that has passed the checks."""

    id: int
    operation: Operation
    arguments: Mapping[str, object]
    base: int | None


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= LIMITS["count"]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LIMITS["id"] and not _CONTROL.search(value)


def _is_edit(value: object) -> bool:
    if not isinstance(value, dict) or value.get("v") != 1 or value.get("op") not in EDITS:
        return False
    fields = {name: item for name, item in value.items() if name not in ("v", "op")}
    return _fault(EDITS[cast("str", value["op"])], fields) is None


_KINDS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "count": ("a whole number from 0", _is_count),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "text": (
        f"text of at most {LIMITS['text']} characters",
        lambda value: isinstance(value, str) and len(value) <= LIMITS["text"],
    ),
    "id": ("an id", _is_id),
    "ids": (
        f"at most {LIMITS['ids']} ids",
        lambda value: (
            isinstance(value, list) and len(value) <= LIMITS["ids"] and all(_is_id(item) for item in value)
        ),
    ),
    "time": ("an exact time", lambda value: isinstance(value, str) and bool(_TIME.fullmatch(value))),
    "sort": ("a known order", lambda value: value in cast("list[str]", _TABLE["sorts"])),
    "asset": ("a known asset", lambda value: value in cast("list[str]", _TABLE["assets"])),
    "edit": ("an edit of version 1", _is_edit),
}


def _fault(schema: Mapping[str, str], arguments: Mapping[object, object]) -> tuple[str, str] | None:
    """Return (argument, what was expected) of the first fault, or None."""
    for name in arguments:
        if name not in schema:
            return str(name)[:80], "nothing of that name"
    for name, kind in schema.items():
        if name not in arguments:
            if kind.endswith("?"):
                continue
            return name, "a value"
        expected, check = _KINDS[kind.removesuffix("?")]
        if not check(arguments[name]):
            return name, expected
    return None


def parse(content: object, widget: str) -> Request:
    """Check a message of the front end that reached a widget of the kind `widget`.

    Raises
    ------
    StoatError
        `protocol.malformed`, `protocol.version`, `protocol.unknown_op` or `protocol.bad_argument`.
    """
    if not isinstance(content, dict):
        raise from_code("protocol.malformed", {"reason": "it is not an object"})
    if content.get("v") != VERSION:
        raise from_code("protocol.version", {"version": str(content.get("v"))[:20], "expected": VERSION})
    unknown = set(content) - {"v", "id", "op", "args", "base"}
    if unknown or not _is_count(content.get("id")):
        raise from_code("protocol.malformed", {"reason": "its id or its fields are not those of version 1"})
    name = content.get("op")
    operation = OPS.get(name) if isinstance(name, str) else None
    if operation is None or widget not in operation.widgets:
        raise from_code("protocol.unknown_op", {"op": str(name)[:80], "widget": widget})
    arguments = content.get("args", {})
    if not isinstance(arguments, dict):
        raise from_code("protocol.malformed", {"reason": "args is not an object"})
    fault = _fault(operation.arguments, arguments)
    if fault is not None:
        raise from_code(
            "protocol.bad_argument", {"op": operation.name, "argument": fault[0], "expected": fault[1]}
        )
    base = content.get("base")
    if operation.needs_base != _is_count(base) or (base is not None and not operation.needs_base):
        raise from_code(
            "protocol.bad_argument",
            {
                "op": operation.name,
                "argument": "base",
                "expected": "a revision" if operation.needs_base else "no base",
            },
        )
    return Request(cast("int", content["id"]), operation, arguments, cast("int | None", base))


def request_id(content: object) -> int | None:
    """Return the id of a message, however broken the rest of it is."""
    value = content.get("id") if isinstance(content, dict) else None
    return cast("int", value) if _is_count(value) else None


def answer(request: int, result: object, revision: int | None) -> dict[str, object]:
    """Return the envelope of a success."""
    return {"v": VERSION, "id": request, "ok": True, "result": result, "revision": revision}


def failure(
    request: int | None, error: StoatError, revision: int | None, **more: object
) -> dict[str, object]:
    """Return the envelope of an error; `more` travels inside `error` (a fresh snapshot)."""
    body: dict[str, object] = {"code": error.code, "message": error.message, "hint": error.hint, **more}
    return {"v": VERSION, "id": request, "ok": False, "error": body, "revision": revision}


def event(name: str, **payload: object) -> dict[str, object]:
    """Return the envelope of an event, which nobody asked for and nobody answers."""
    return {"v": VERSION, "event": name, **payload}
