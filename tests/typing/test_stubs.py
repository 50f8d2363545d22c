"""The hand-written stub against the built module: names, parameters, kinds, defaults, annotations, docs.

`mypy.stubtest` compares names and kinds too, but takes any default for `...` and never reads an
annotation; this file closes that, and asks that nothing public is `Any` or undocumented.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import stoat_nb
from stoat_nb import _core

if TYPE_CHECKING:
    from collections.abc import Iterator

STUB = Path(_core.__file__).with_name("_core.pyi")
TREE = ast.parse(STUB.read_text(encoding="utf-8"))
UNTYPED = {"Any", "Incomplete", "Unknown"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Item(NamedTuple):
    """One function or method of the stub and its owner in the built module."""

    name: str
    node: ast.FunctionDef
    owner: object
    in_class: bool


def top_level() -> dict[str, ast.AST]:
    """Return the public names that the stub defines (its type aliases are private)."""
    found: dict[str, ast.AST] = {}
    for node in TREE.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return {name: node for name, node in found.items() if not name.startswith("_")}


def items() -> Iterator[Item]:
    for name, node in top_level().items():
        if isinstance(node, ast.FunctionDef):
            yield Item(name, node, _core, in_class=False)
        elif isinstance(node, ast.ClassDef):
            owner = getattr(_core, name, None)
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield Item(f"{name}.{part.name}", part, owner, in_class=True)


ITEMS = list(items())


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(decorator) for decorator in node.decorator_list}


def is_special(node: ast.FunctionDef) -> bool:
    return node.name.startswith("__") and node.name not in {"__new__", "__init__"}


def written_parameters(item: Item) -> list[tuple[str, str, object]]:
    """Return (name, kind, default) of each parameter in the stub, without self or cls."""
    arguments = item.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [inspect.Parameter.empty] * (len(positional) - len(arguments.defaults)) + [
        ast.literal_eval(value) for value in arguments.defaults
    ]
    found = []
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = "POSITIONAL_ONLY" if index < len(arguments.posonlyargs) else "POSITIONAL_OR_KEYWORD"
        found.append((argument.arg, kind, default))
    if item.in_class and "staticmethod" not in decorators(item.node):
        found = found[1:]
    if arguments.vararg:
        found.append((arguments.vararg.arg, "VAR_POSITIONAL", inspect.Parameter.empty))
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(
            (
                argument.arg,
                "KEYWORD_ONLY",
                inspect.Parameter.empty if value is None else ast.literal_eval(value),
            )
        )
    if arguments.kwarg:
        found.append((arguments.kwarg.arg, "VAR_KEYWORD", inspect.Parameter.empty))
    return found


def built_parameters(item: Item) -> list[tuple[str, str, object]]:
    if item.node.name in {"__new__", "__init__"}:
        parameters = list(inspect.signature(item.owner).parameters.values())
    else:
        parameters = list(inspect.signature(getattr(item.owner, item.node.name)).parameters.values())
        bound = decorators(item.node) & {"staticmethod", "classmethod"}
        if item.in_class and not bound:
            parameters = parameters[1:]
    return [(parameter.name, parameter.kind.name, parameter.default) for parameter in parameters]


def test_the_stub_and_the_module_have_the_same_names():
    built = {name for name in dir(_core) if not name.startswith("_")}
    assert set(top_level()) == built
    for name, node in top_level().items():
        if isinstance(node, ast.ClassDef):
            written = {
                part.name if isinstance(part, ast.FunctionDef) else part.target.id
                for part in node.body
                if isinstance(part, ast.FunctionDef)
                or (isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name))
            }
            built = {part for part in vars(getattr(_core, name)) if not part.startswith("__")}
            assert {part for part in written if not part.startswith("__")} == built, name


@pytest.mark.parametrize(
    "item",
    [item for item in ITEMS if not is_special(item.node) and "property" not in decorators(item.node)],
    ids=lambda item: item.name,
)
def test_parameters_are_as_built(item):
    assert written_parameters(item) == built_parameters(item)


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if "property" in decorators(item.node)], ids=lambda item: item.name
)
def test_properties_are_properties(item):
    assert inspect.isgetsetdescriptor(vars(item.owner)[item.node.name])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_everything_is_annotated_and_nothing_is_any(item):
    arguments = item.node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if item.in_class and "staticmethod" not in decorators(item.node):
        every = every[1:]
    every += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    annotations = [argument.annotation for argument in every] + [item.node.returns]
    assert all(annotation is not None for annotation in annotations)
    names = {
        part.id if isinstance(part, ast.Name) else part.attr
        for annotation in annotations
        for part in ast.walk(annotation)
        if isinstance(part, ast.Name | ast.Attribute)
    }
    assert not names & UNTYPED


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if not item.node.name.startswith("_")], ids=lambda item: item.name
)
def test_everything_public_is_documented(item):
    assert ast.get_docstring(item.node)
    if stoat_nb._HOMES.get(item.name.split(".")[0]) == "stoat_nb._core":  # what a person asks about in a cell
        built = vars(item.owner)[item.node.name]
        assert inspect.getdoc(getattr(built, "__func__", built)) == ast.get_docstring(item.node)


@pytest.mark.parametrize(
    "name", [name for name, node in top_level().items() if isinstance(node, ast.ClassDef)]
)
def test_every_class_is_documented_and_says_where_it_lives(name):
    assert ast.get_docstring(top_level()[name])
    if stoat_nb._HOMES.get(name) == "stoat_nb._core":
        assert inspect.getdoc(getattr(_core, name)) == ast.get_docstring(top_level()[name])
    assert getattr(_core, name).__module__ == "stoat_nb._core"
