"""The person's own tables, brought beside the library's for one query."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GIVEN = "stoat_given"


def give(cursor: DuckDBPyConnection, name: str, table: object, taken: Sequence[str] = ()) -> None:
    """Copy `table` into the cursor's own temporary schema as `name`; later changes of it are not seen.

    Parameters
    ----------
    table
        A pandas or polars frame, anything of Arrow, the path of a Parquet file, or a list of dicts.

    Raises
    ------
    ValidationError
        ``sql.table_invalid``.
    """
    import duckdb

    if not _NAME.fullmatch(name) or name.lower() == _GIVEN:
        raise from_code("sql.table_invalid", {"name": repr(name), "reason": "it is not a plain name"})
    if name.lower() in taken:
        raise from_code("sql.table_invalid", {"name": name, "reason": "the project has a table of that name"})
    try:
        if isinstance(table, (list, tuple)):
            _rows(cursor, name, table)
            return
        cursor.register(_GIVEN, _parquet(table) if isinstance(table, (str, os.PathLike)) else table)
        cursor.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM {_GIVEN}')
        cursor.unregister(_GIVEN)
    except (duckdb.Error, TypeError, ValueError, OSError, ImportError) as error:
        raise from_code("sql.table_invalid", {"name": name, "reason": error}) from error


def _rows(cursor: DuckDBPyConnection, name: str, rows: Sequence[object]) -> None:
    """Make a table of dicts; DuckDB finds the types out."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise TypeError("a list must hold dicts, and at least one")
    text = json.dumps(rows)
    shape = cursor.execute("SELECT json_structure(?::JSON)", [text]).fetchone()
    assert shape is not None
    cursor.execute(
        f"CREATE TEMP TABLE \"{name}\" AS SELECT unnest(from_json(?::JSON, '{shape[0].replace(chr(39), chr(39) * 2)}'), "
        "recursive := true)",
        [text],
    )


def _parquet(path: str | os.PathLike[str]) -> object:
    """Read a Parquet file ourselves: queries may not open files."""
    import pyarrow.parquet

    table: object = pyarrow.parquet.read_table(Path(path).expanduser())
    return table
