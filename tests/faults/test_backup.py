"""Backups and moves (O-rows of operation): what is written comes back whole, or nothing is touched."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands.process_lock import lock_file
from tests.databases import empty_database, fresh_database
from tests.faults.filled import KEY, contents, execute, fill
from tests.typed import Typed

WRITER = """
import sys, time
from sqlalchemy import text
from crm_core.database.engine import create_writing_engine
engine = create_writing_engine(sys.argv[1])
number = 0
while True:
    with engine.begin() as connection:
        for half in ("a", "b"):
            connection.execute(text("INSERT INTO conversations (key, leased_by, dialog, updated_at) "
                                    "VALUES (:key, '', '{}', CURRENT_TIMESTAMP)"), {"key": f"{number}{half}"})
    number += 1
    print(number, flush=True)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_brings_everything_back(kind: str, ceji: Typed, tmp_path: Path) -> None:
    """Backup and restore on both databases: every row of every table, and the next record gets a fresh number."""
    with fresh_database(kind, tmp_path) as url, empty_database(kind, tmp_path) as other:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url)
        before = contents(url)
        status, out, _ = ceji("database", "backup", "today.backup")
        assert status == 0
        assert "密钥" in out
        assert KEY not in out
        if kind == "sqlite":
            execute(url, "DELETE FROM conversations")
            execute(url, "UPDATE leads SET stage = '已流失'")
        else:
            ceji.set(database_url=other)
            url = other
        status, out, err = ceji("database", "restore", "today.backup")
        assert (status, err) == (0, "")
        assert contents(url) == before
        fill(url, companies=1, first=900)
        assert contents(url)["leads"][0] == before["leads"][0] + 1


@pytest.mark.parametrize(("made_on", "restored_on"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_backup_of_one_database_restores_on_the_other(
    made_on: str, restored_on: str, ceji: Typed, tmp_path: Path
) -> None:
    """One portable file, whatever the database."""
    with fresh_database(made_on, tmp_path) as url, empty_database(restored_on, tmp_path) as other:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url, companies=5)
        assert ceji("database", "backup", "x.backup")[0] == 0
        ceji.set(database_url=other)
        assert ceji("database", "restore", "x.backup")[0] == 0
        assert contents(other) == contents(url)


def test_a_backup_is_one_moment_while_others_write(ceji: Typed, tmp_path: Path) -> None:
    """The product goes on writing: each transaction is in the backup wholly or not at all."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(20):
                writer.stdout.readline()
            statuses = [ceji("database", "backup", f"{number}.backup")[0] for number in range(3)]
            writer.kill()
        assert statuses == [0, 0, 0]
        for number in range(3):
            with closing(sqlite3.connect(f"{number}.backup")) as connection:
                keys = [row[0] for row in connection.execute("SELECT key FROM conversations")]
            assert len(keys) >= 40
            assert {key[:-1] for key in keys if key.endswith("a")} == {key[:-1] for key in keys if key.endswith("b")}


def test_another_key_restores_nothing(ceji: Typed, tmp_path: Path) -> None:
    """A wrong key is refused before anything is touched; a missing one is asked for and never made up."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url, companies=2)
        ceji("database", "backup", "x.backup")
        execute(url, "DELETE FROM conversations")
        before = contents(url)
        ceji.set(secret_key="another-key-0123456789")
        status, _, err = ceji("database", "restore", "x.backup")
        assert status == 1
        assert "密钥不对" in err
        ceji.set(secret_key="")
        status, _, err = ceji("database", "restore", "x.backup")
        assert status == 1
        assert "找不到密钥" in err
        assert not (tmp_path / "ceji.key").exists()
        assert contents(url) == before


@pytest.mark.parametrize("damage", ["cut", "no backup", "missing"])
def test_a_broken_backup_restores_nothing(damage: str, ceji: Typed, tmp_path: Path) -> None:
    """A file that is cut, is something else or is not there: one sentence, nothing touched."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url, companies=2)
        before = contents(url)
        ceji("database", "backup", "x.backup")
        file = tmp_path / "x.backup"
        if damage == "cut":
            file.write_bytes(file.read_bytes()[:100_000])
        elif damage == "no backup":
            file.write_text("订单号,金额\n", encoding="utf-8")
        else:
            file.unlink()
        status, _, err = ceji("database", "restore", "x.backup")
        assert status == 1
        assert err.count("\n") == 1
        assert "备份" in err
        assert contents(url) == before


def test_a_running_product_is_not_replaced(ceji: Typed, tmp_path: Path) -> None:
    """Restore, upgrade and copy refuse while a process holds the database; a backup does not mind."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        assert ceji("database", "backup", "x.backup")[0] == 0
        with lock_file(Path(url.removeprefix("sqlite:///"))).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            for words in (("restore", "x.backup"), ("upgrade",), ("copy", "sqlite:///other.db")):
                status, _, err = ceji("database", *words)
                assert status == 1
                assert "另一个 ceji" in err
            assert ceji("database", "backup", "y.backup")[0] == 0
        assert ceji("database", "restore", "x.backup")[0] == 0


def test_what_was_there_is_kept(ceji: Typed, tmp_path: Path) -> None:
    """A restore by mistake can be taken back: the replaced database lies beside the new one."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        ceji("database", "backup", "empty.backup")
        fill(url, companies=2)
        before = contents(url)
        status, out, _ = ceji("database", "restore", "empty.backup")
        assert status == 0
        # The new database's own name is the beginning of the other's.
        named = [path for path in tmp_path.iterdir() if path.name in out and not url.endswith(path.name)]
        (kept,) = named
        assert contents(f"sqlite:///{kept}") == before
        assert contents(url)["leads"][0] == 0


def test_a_database_damaged_beyond_opening_is_replaced(ceji: Typed, tmp_path: Path) -> None:
    """The day for which backups are made: the old file is rubbish, and its log must not leak into the new one."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url, companies=2)
        before = contents(url)
        ceji("database", "backup", "x.backup")
        file = Path(url.removeprefix("sqlite:///"))
        file.write_bytes(b"rubbish" * 10_000)
        Path(f"{file}-wal").write_bytes(b"more rubbish" * 1_000)
        assert ceji("database", "restore", "x.backup")[0] == 0
        assert contents(url) == before


def test_a_backup_is_for_its_owner_and_never_written_over(ceji: Typed, tmp_path: Path) -> None:
    """It holds customers' numbers: mode 600; a file that is there is left alone."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        assert ceji("database", "backup", "x.backup")[0] == 0
        assert (tmp_path / "x.backup").stat().st_mode & 0o077 == 0
        status, _, err = ceji("database", "backup", "x.backup")
        assert status == 1
        assert "已经存在" in err


def test_what_an_interrupted_run_left_is_no_obstacle(ceji: Typed, tmp_path: Path) -> None:
    """A backup or restore that was killed leaves half a file under another name; the next one goes through."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        database = Path(url.removeprefix("sqlite:///"))
        for name in ("x.backup", database.name):
            (tmp_path / f".{name}.part").write_bytes(b"half")
        assert ceji("database", "backup", "x.backup")[0] == 0
        assert ceji("database", "restore", "x.backup")[0] == 0
        assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_move_to_another_database_is_proved(source: str, target: str, ceji: Typed, tmp_path: Path) -> None:
    """`database copy`: every table with its rows and checksum; what is written next gets a fresh number."""
    with fresh_database(source, tmp_path) as url, empty_database(target, tmp_path) as other:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url)
        status, out, err = ceji("database", "copy", other)
        assert (status, err) == (0, "")
        assert "leads" in out
        assert contents(other) == contents(url)
        fill(other, companies=1, first=900)
        assert contents(other)["leads"][0] == contents(url)["leads"][0] + 1
        status, _, err = ceji("database", "copy", other)
        assert status == 1
        assert "不是空的" in err


def test_a_move_that_breaks_leaves_the_target_empty(ceji: Typed, tmp_path: Path) -> None:
    """PostgreSQL takes no NUL in a text: one sentence, and not half of the records."""
    with fresh_database("sqlite", tmp_path) as url, empty_database("postgresql", tmp_path) as other:
        ceji.set(database_url=url, secret_key=KEY)
        fill(url, companies=2)
        execute(url, "UPDATE follow_ups SET words = 'x'")
        execute(url, "UPDATE contacts SET name = 'a' || char(0) || 'b' WHERE id = (SELECT min(id) FROM contacts)")
        status, _, err = ceji("database", "copy", other)
        assert status == 1
        assert err.count("\n") == 1
        assert all(rows == 0 for rows, _ in contents(other).values())


def test_a_backup_of_a_newer_version_is_refused(ceji: Typed, tmp_path: Path) -> None:
    """An old program would not understand its tables."""
    with fresh_database("sqlite", tmp_path) as url:
        ceji.set(database_url=url, secret_key=KEY)
        ceji("database", "backup", "x.backup")
        with closing(sqlite3.connect("x.backup")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        status, _, err = ceji("database", "restore", "x.backup")
        assert status == 1
        assert "更新的版本" in err
