"""Bringing a database to the tables that this version needs. Migrations go forward only."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The revision that this version of the product needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migrations are shipped")
    return head


def is_known(revision: str) -> bool:
    """Whether this version of the product can bring a database of that revision up to date."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def current_revision(engine: Engine) -> str | None:
    """The revision of a database; None when it is new."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_new(engine: Engine) -> bool:
    """Whether the database holds no table of ours."""
    return current_revision(engine) is None and not inspect(engine).get_table_names()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Applies every migration that is missing up to this revision; one process at a time."""
    config = _config()
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_lock(727001)"))
            connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            if connection.in_transaction():
                connection.commit()
        finally:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_unlock(727001)"))
                connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
