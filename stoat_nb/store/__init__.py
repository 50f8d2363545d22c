"""The project's storage: one SQLite file under strict rules, its migrations, audit and backups."""

from stoat_nb.store.actor import acting_as, current_actor
from stoat_nb.store.backup import backup, restore
from stoat_nb.store.database import Database
from stoat_nb.store.project import (
    AuditRow,
    Change,
    MemoryProjectStorage,
    Position,
    ProjectStorage,
    RenderRow,
    SqliteProjectStorage,
)

__all__ = [
    "AuditRow",
    "Change",
    "Database",
    "MemoryProjectStorage",
    "Position",
    "ProjectStorage",
    "RenderRow",
    "SqliteProjectStorage",
    "acting_as",
    "backup",
    "current_actor",
    "restore",
]
