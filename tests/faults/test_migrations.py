"""A database of an earlier version keeps what is in it (ARCHITECTURE §4, STYLE habit 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_core.database.engine import create_writing_engine
from crm_core.database.migrate import upgrade
from crm_core.rules.queries import rules_in_force
from tests.databases import empty_database

SET_AT = "2026-03-02 01:00:00"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_rule_that_was_set_before_rules_had_versions_still_counts(kind: str, tmp_path: Path) -> None:
    """O4: from the instant at which it was set, and before that the default."""
    with empty_database(kind, tmp_path) as url:
        engine = create_writing_engine(url)
        upgrade(engine, "0001")
        with engine.begin() as connection:
            rule = f"VALUES ('overdue_hours', '48', 1, '{SET_AT}')"
            connection.execute(text(f"INSERT INTO company_rules (name, value, set_by, set_at) {rule}"))
        upgrade(engine)
        with Session(engine) as session:
            assert rules_in_force(session, datetime(2026, 3, 2, 1, 0, tzinfo=UTC)).overdue_hours == 48
            assert rules_in_force(session, datetime(2026, 3, 2, 0, 59, tzinfo=UTC)).overdue_hours == 24
        engine.dispose()
