"""Runs the schema's migrations: all of them or none, after a backup, and never from a newer schema down."""

from __future__ import annotations

import contextlib
import functools
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from stoat_nb.errors import StoatError, from_code
from stoat_nb.store import connection as rules
from stoat_nb.store import triggers
from stoat_nb.store.backup import automatic

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from alembic.config import Config
    from sqlalchemy import Connection as SqlConnection

    from stoat_nb.store.database import Database


class MigrationStatus(NamedTuple):
    """Where a database stands: its revision (``None`` when empty), and those that this package knows."""

    revision: str | None
    head: str
    known: tuple[str, ...]

    @property
    def pending(self) -> tuple[str, ...]:
        """The revisions that an upgrade would run, in order."""
        if self.revision is None:
            return self.known
        return self.known[self.known.index(self.revision) + 1 :]


@functools.cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this package ships, oldest first.

    They are the numbers that their file names begin with, so that opening a current library loads
    neither Alembic nor SQLAlchemy (0.3 s); a test holds the names to Alembic's own order.
    """
    folder = resources.files("stoat_nb") / "migrations" / "versions"
    names = (entry.name for entry in folder.iterdir())
    return tuple(
        sorted(name.partition("_")[0] for name in names if name[0].isdigit() and name.endswith(".py"))
    )


def status(database: Database) -> MigrationStatus:
    """Return where `database` stands.

    Raises
    ------
    StorageError
        ``store.newer_database`` when its revision is not one that this package knows.
    """
    known = known_revisions()
    with database.read() as connection:
        revision = _revision(connection)
    if revision is not None and revision not in known:
        raise from_code(
            "store.newer_database", {"path": database.path, "found": revision, "known": known[-1]}
        )
    return MigrationStatus(revision, known[-1], known)


def _revision(connection: sqlite3.Connection) -> str | None:
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name='alembic_version'").fetchone()[
        0
    ]
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if tables else None
    return None if row is None else str(row[0])


def upgrade(database: Database, revision: str = "head") -> str:
    """Migrate up to `revision` and return it.

    Raises
    ------
    StorageError
        ``store.newer_database``, ``store.migration_failed``.
    """
    before = status(database)
    target = _target(before, revision)
    if before.revision is not None and before.known.index(before.revision) >= before.known.index(target):
        return before.revision
    if database.in_memory and target == before.head and _is_blank(database):
        _from_template(database)
        return target
    _run(database, before, target, "upgrade")
    return target


def downgrade(database: Database, revision: str) -> str:
    """Migrate down to `revision` (``"base"`` for an empty schema) and return it; data are kept where they can be.

    Raises
    ------
    StorageError
        ``store.migration_failed``.
    """
    before = status(database)
    target = revision if revision == "base" else _target(before, revision)
    if before.revision is None or target == before.revision:
        return before.revision or "base"
    _run(database, before, target, "downgrade")
    return target


def _target(before: MigrationStatus, revision: str) -> str:
    target = before.head if revision == "head" else revision
    if target not in before.known:
        raise from_code("store.revision_unknown", {"revision": revision, "known": ", ".join(before.known)})
    return target


def _run(database: Database, before: MigrationStatus, target: str, direction: str) -> None:
    saved: Path | None = None
    if before.revision is not None and not database.in_memory:
        saved = automatic(database, f"before-{direction}-to-{target}")
    with database.alone() as connection:
        # Inside a transaction this pragma does nothing; with it on, rebuilding a table cascades deletes.
        connection.execute("PRAGMA foreign_keys=OFF")
        try:
            _in_one_transaction(connection, database, target, direction)
        except StoatError:
            raise
        except Exception as error:
            context = {"revision": target, "reason": error, "backup": saved or "not needed: it was empty"}
            raise from_code("store.migration_failed", context) from error
        finally:
            connection.execute("PRAGMA foreign_keys=ON")


def _in_one_transaction(
    connection: sqlite3.Connection, database: Database, target: str, direction: str
) -> None:
    from alembic import command

    with _lent_to_sqlalchemy(connection) as sql, sql.begin():
        if _revision(connection) == target:  # another kernel was faster
            return
        config = _config()
        config.attributes["connection"] = sql
        getattr(command, direction)(config, target)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise from_code(
                "store.damaged", {"path": database.path, "reason": f"dangling references {broken[:3]}"}
            )
        if target != "base":
            triggers.assert_complete(connection, database.path)
            connection.execute("UPDATE schema_state SET epoch = lower(hex(randomblob(8)))")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "stoat_nb:migrations")
    return config


@contextlib.contextmanager
def _lent_to_sqlalchemy(connection: sqlite3.Connection) -> Iterator[SqlConnection]:
    """Lend our connection to Alembic: BEGIN is sent by us, since the driver would commit before DDL."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", lambda _: connection.execute("BEGIN IMMEDIATE"))
    with engine.connect() as sql:
        yield sql


@functools.cache
def _template() -> bytes:
    """Return an image of the empty schema: made once a process (0.1 s), copied in 0.03 ms."""
    from stoat_nb.store.database import Database

    with Database(None) as fresh:
        before = status(fresh)
        _run(fresh, before, before.head, "upgrade")
        with fresh.alone() as connection:
            return connection.serialize()


def _is_blank(database: Database) -> bool:
    with database.read() as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _from_template(database: Database) -> None:
    with database.alone() as connection:
        connection.deserialize(_template())
        rules.apply_rules(connection)
