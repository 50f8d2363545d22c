"""What a query may be, and what DuckDB's errors mean to a person."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUESTIONS = ("SELECT", "EXPLAIN")


def refuse_unless_question(sql: str) -> None:
    """Raise unless `sql` is exactly one SELECT (or EXPLAIN, DESCRIBE, SHOW, SUMMARIZE).

    Raises
    ------
    ValidationError
        ``sql.refused``, or ``sql.failed`` when it cannot be parsed.
    """
    import duckdb

    with faults():
        statements = duckdb.extract_statements(sql)
    kinds = [str(statement.type).rpartition(".")[2] for statement in statements]
    if len(kinds) != 1:
        raise from_code("sql.refused", {"reason": f"it has {len(kinds)} statements instead of one"})
    if kinds[0] not in _QUESTIONS:
        raise from_code("sql.refused", {"reason": f"{kinds[0]} is not a question"})


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """Turn DuckDB's errors inside the block into errors of the catalogue."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException as error:
        raise from_code("sql.interrupted", {}) from error
    except duckdb.PermissionException as error:
        raise from_code("sql.refused", {"reason": error}) from error
    except duckdb.TransactionException as error:
        raise from_code("sql.refused", {"reason": "a query changes nothing"}) from error
    except duckdb.Error as error:
        raise from_code("sql.failed", {"reason": error}) from error
