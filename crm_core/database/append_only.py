"""Makes the database itself refuse to change or delete lines of the log and of the ledger (ARCHITECTURE §4)."""

from __future__ import annotations

APPEND_ONLY = ("audit_entries", "points_entries")


def statements(dialect: str) -> list[str]:
    """The DDL that guards the tables, for a migration."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in APPEND_ONLY
            for act in ("UPDATE", "DELETE")
        ]
    function = (
        "CREATE FUNCTION ceji_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ceji_append_only()"
            for table in APPEND_ONLY
        ),
    ]
