"""The answer to a query: a table that pandas, polars and Arrow can take, of the moment it was asked."""

from __future__ import annotations

import contextlib
import html
from typing import TYPE_CHECKING

from stoat_nb.analytics.guard import faults
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.store import Position

_SHOWN_ROWS = 50


class Result:
    """The rows of one query, computed when they are asked for, always of the snapshot of the query.

    Attributes
    ----------
    columns : list of str
        The names of the columns.
    types : list of str
        DuckDB's names of their types.
    position : Position
        The point of the library's history that it shows.
    """

    def __init__(
        self,
        cursor: DuckDBPyConnection,
        relation: DuckDBPyRelation,
        position: Position,
        cancel: CancelToken | None,
    ) -> None:
        self._cursor = cursor
        self._relation = relation
        self._cancel = cancel
        self.position = position
        self.columns: list[str] = list(relation.columns)
        self.types: list[str] = [str(kind) for kind in relation.types]

    @classmethod
    def of(
        cls,
        cursor: DuckDBPyConnection,
        sql: str,
        params: Sequence[object] | Mapping[str, object] | None,
        position: Position,
        cancel: CancelToken | None = None,
    ) -> Result:
        """Ask `sql` in the transaction that `cursor` has open."""
        with _stoppable(cursor, cancel), faults():
            relation = cursor.sql(sql, params=params) if params is not None else cursor.sql(sql)
            if relation is None:
                raise from_code("sql.refused", {"reason": "it has no answer"})
            return cls(cursor, _plain_integers(relation), position, cancel)

    def df(self) -> pd.DataFrame:
        """Return a pandas frame."""
        with self._asking():
            frame: pd.DataFrame = self._relation.df()
            return frame

    def pl(self) -> pl.DataFrame:
        """Return a polars frame."""
        with self._asking():
            frame: pl.DataFrame = self._relation.pl()
            return frame

    def arrow(self) -> pa.Table:
        """Return an Arrow table."""
        with self._asking():
            table: pa.Table = self._relation.to_arrow_table()
            return table

    def fetchall(self) -> list[tuple[object, ...]]:
        """Return all rows as tuples."""
        with self._asking():
            return list(self._relation.fetchall())

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the first row, or ``None``."""
        with self._asking():
            rows = self._relation.limit(1).fetchall()
            return rows[0] if rows else None

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return iter(self.fetchall())

    def __len__(self) -> int:
        with self._asking():
            found = self._relation.aggregate("count(*)").fetchall()
            return int(found[0][0])

    def __repr__(self) -> str:
        with self._asking():
            return str(self._relation.limit(_SHOWN_ROWS))

    def _repr_html_(self) -> str:
        """Return a table for a cell; all text in it is escaped."""
        with self._asking():
            rows = self._relation.limit(_SHOWN_ROWS + 1).fetchall()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{'' if value is None else html.escape(str(value))}</td>" for value in row)
            + "</tr>"
            for row in rows[:_SHOWN_ROWS]
        )
        more = f"<caption>the first {_SHOWN_ROWS} rows</caption>" if len(rows) > _SHOWN_ROWS else ""
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        """Enclose a computation: cancellable, with DuckDB's errors made ours."""
        from stoat_nb.observe.metrics import time_query

        with time_query("sql"), _stoppable(self._cursor, self._cancel), faults():
            yield


@contextlib.contextmanager
def _stoppable(cursor: DuckDBPyConnection, cancel: CancelToken | None) -> Iterator[None]:
    """Interrupt what `cursor` computes inside the block when `cancel` is set."""
    if cancel is None:
        yield
        return
    if cancel.cancelled:
        raise from_code("sql.interrupted", {})
    forget = cancel.on_cancel(cursor.interrupt)
    try:
        yield
    finally:
        forget()


def _plain_integers(relation: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return the relation with sums of integers as 64-bit integers: 128 bits become floats in pandas."""
    kinds = [str(kind) for kind in relation.types]
    if "HUGEINT" not in kinds:
        return relation
    columns = (
        f'{f"CAST(#{number} AS BIGINT)" if kind == "HUGEINT" else f"#{number}"} AS "{name.replace(chr(34), chr(34) * 2)}"'
        for number, (name, kind) in enumerate(zip(relation.columns, kinds, strict=True), start=1)
    )
    return relation.project(", ".join(columns))
