"""The answer to a query: a table that pandas, polars and Arrow can take, of the moment it was asked."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, TypeVar

from stoat_nb.analytics.computing import compute
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.store import Position

_T = TypeVar("_T")

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

        def ask() -> Result:
            relation = cursor.sql(sql, params=params) if params is not None else cursor.sql(sql)
            if relation is None:
                raise from_code("sql.refused", {"reason": "it has no answer"})
            return cls(cursor, _plain_integers(relation), position, cancel)

        return compute(cursor, cancel, ask)

    def df(self) -> pd.DataFrame:
        """Return a pandas frame."""
        frame: pd.DataFrame = self._compute(self._relation.df)
        return frame

    def pl(self) -> pl.DataFrame:
        """Return a polars frame."""
        frame: pl.DataFrame = self._compute(self._relation.pl)
        return frame

    def arrow(self) -> pa.Table:
        """Return an Arrow table."""
        table: pa.Table = self._compute(self._relation.to_arrow_table)
        return table

    def fetchall(self) -> list[tuple[object, ...]]:
        """Return all rows as tuples."""
        return list(self._compute(self._relation.fetchall))

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the first row, or ``None``."""
        rows = self._first(1)
        return rows[0] if rows else None

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return iter(self.fetchall())

    def __len__(self) -> int:
        found = self._compute(lambda: self._relation.aggregate("count(*)").fetchall())
        return int(found[0][0])

    def __repr__(self) -> str:
        return self._compute(lambda: str(self._relation.limit(_SHOWN_ROWS)))

    def _repr_html_(self) -> str:
        """Return a table for a cell; all text in it is escaped."""
        rows = self._first(_SHOWN_ROWS + 1)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{'' if value is None else html.escape(str(value))}</td>" for value in row)
            + "</tr>"
            for row in rows[:_SHOWN_ROWS]
        )
        more = f"<caption>the first {_SHOWN_ROWS} rows</caption>" if len(rows) > _SHOWN_ROWS else ""
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _first(self, count: int) -> list[tuple[object, ...]]:
        return list(self._compute(lambda: self._relation.limit(count).fetchall()))

    def _compute(self, work: Callable[[], _T]) -> _T:
        return compute(self._cursor, self._cancel, work)


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
