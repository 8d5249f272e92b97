"""Alembic's way in: runs migrations on the connection that `crm_core.database.migrate` hands over."""

from alembic import context

from crm_core.database.tables import METADATA


def run() -> None:
    """Applies migrations; each in its own transaction, in batch mode so that SQLite can alter tables."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
