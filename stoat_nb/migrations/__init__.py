"""The schema of the library, as Alembic revisions; ``stoat-nb db`` runs them."""
