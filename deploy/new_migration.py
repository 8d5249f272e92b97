"""Writes the next migration from the difference between the tables and the shipped migrations.

Run it as `python deploy/new_migration.py 0002 "what changes"`, then read and mend what it wrote.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from crm_core.database.engine import create_writing_engine
from crm_core.database.migrate import MIGRATIONS, upgrade


def main() -> None:
    revision, message = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        engine = create_writing_engine(f"sqlite:///{Path(folder) / 'scratch.db'}")
        upgrade(engine)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    main()
