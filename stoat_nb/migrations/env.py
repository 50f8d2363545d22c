"""Alembic's environment: runs the revisions on the connection that the caller gives, in its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], target_metadata=None, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
