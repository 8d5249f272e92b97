"""`ceji export …`: what people made of our understanding, as labelled data."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from sqlalchemy.orm import Session

from bot.commands.failure import CommandFailed
from bot.commands.progress import progress_line
from bot.settings import load_settings
from crm_core.database import migrate
from crm_core.database.copying import reading_engine
from crm_core.follow_ups.queries import corrections


def export_corrections() -> None:
    """Corrections as JSON Lines on standard output, oldest first (A2). Raises CommandFailed."""
    engine = reading_engine(load_settings().database_url)
    if migrate.current_revision(engine) != migrate.newest_revision():
        raise CommandFailed("数据库要先升级：ceji database upgrade")
    count, last_id = 0, 0
    with Session(engine) as session, progress_line() as show:
        while page := corrections(session, after_id=last_id):
            for correction in page:
                line = asdict(correction) | {"at": correction.at.isoformat()}
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            last_id = page[-1].id
            count += len(page)
            show("纠正", count)
    engine.dispose()
