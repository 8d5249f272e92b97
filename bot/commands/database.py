"""`ceji database …`: upgrade, backup, restore, copy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.commands.failure import CommandFailed
from bot.commands.process_lock import sole_process
from bot.commands.progress import progress_line
from bot.secret_key import fingerprint, secret_key
from bot.settings import Settings, key_file, load_settings
from crm_core.database import backup, migrate
from crm_core.database.copying import CopyDiffers, copy_everything, holds_rows, reading_engine
from crm_core.database.engine import create_writing_engine, sqlite_file


def upgrade() -> None:
    """Applies the missing migrations."""
    settings = load_settings()
    with sole_process(settings.database_url):
        engine = create_writing_engine(settings.database_url)
        before = migrate.current_revision(engine)
        migrate.upgrade(engine)
        after = migrate.current_revision(engine)
        engine.dispose()
    print("数据库已经是最新的" if before == after else f"数据库已升级到 {after}")


def back_up(file: Path) -> None:
    """Writes a backup while the product may go on serving. Raises CommandFailed."""
    settings = load_settings()
    key = _present_key(settings)
    with progress_line() as show:
        try:
            backup.back_up(settings.database_url, file, fingerprint(key), datetime.now(UTC), show)
        except backup.BackupError as error:
            raise CommandFailed(_sentence(error)) from error
    size = file.stat().st_size / 1024 / 1024
    print(f"已备份到 {file}（{size:.1f} MB，密钥指纹 {fingerprint(key)}）")
    print(f"备份里没有密钥。{_where_the_key_is(settings)}，请另外存一份：没有它，这份备份恢复不了")


def restore(file: Path) -> None:
    """Puts a backup in the database's place. Raises CommandFailed before anything is touched."""
    settings = load_settings()
    key = _present_key(settings)
    with sole_process(settings.database_url), progress_line() as show:
        try:
            done = backup.restore(settings.database_url, file, fingerprint(key), datetime.now(UTC), show)
        except backup.BackupError as error:
            raise CommandFailed(_sentence(error)) from error
        except CopyDiffers as error:
            raise CommandFailed(f"恢复后核对不一致（表 {error.table}），数据库没有改动") from error
    print(f"已恢复到 {done.note.made_at} 的备份")
    if done.replaced is not None:
        print(f"恢复前的数据库留在 {done.replaced}，确认无误后可以删掉")
    if sqlite_file(settings.database_url) is not None and done.note.revision != migrate.newest_revision():
        print("这份备份来自旧版本，接着运行 ceji database upgrade")


def copy(url: str) -> None:
    """Moves everything to another, empty database and compares both. Raises CommandFailed."""
    settings = load_settings()
    if make_url(url) == make_url(settings.database_url):
        raise CommandFailed("这就是现在用的数据库，复制的目标要是另一个")
    with sole_process(settings.database_url), sole_process(url):
        source, target = reading_engine(settings.database_url), create_writing_engine(url)
        try:
            if migrate.current_revision(source) != migrate.newest_revision():
                raise CommandFailed("现在的数据库要先升级：ceji database upgrade")
            if holds_rows(target):
                raise CommandFailed("目标数据库不是空的，换一个新建的库")
            migrate.upgrade(target)
            with progress_line() as show, source.connect() as read, target.begin() as write:
                contents = copy_everything(read, write, show)
        except CopyDiffers as error:
            raise CommandFailed(f"复制后核对不一致（表 {error.table}），目标数据库没有写入任何记录") from error
        finally:
            source.dispose()
            target.dispose()
    width = max(len(content.table) for content in contents)
    for content in contents:
        print(f"{content.table:<{width}}  {content.rows:>9}  {content.checksum[:12]}")
    print(f"{len(contents)} 张表都已复制，行数和校验和一致。把 CEJI_DATABASE_URL 改成新地址，再重新启动")
    if sqlite_file(url) is None:
        print(f"{_where_the_key_is(settings)}，新部署的每个进程都要用 CEJI_SECRET_KEY 设成同一个")


def _present_key(settings: Settings) -> bytes:
    """The key that is there; a new one made now would fit no button that people have on their screens."""
    database_file = sqlite_file(settings.database_url)
    if not settings.secret_key.get_secret_value() and database_file is not None:
        path = key_file(database_file)
        if not path.exists():
            raise CommandFailed(f"找不到密钥：把原来的 {path.name} 放到 {path.parent.resolve()}，或设 CEJI_SECRET_KEY")
    return secret_key(settings)


def _where_the_key_is(settings: Settings) -> str:
    database_file = sqlite_file(settings.database_url)
    if settings.secret_key.get_secret_value() or database_file is None:
        return "密钥在设置 CEJI_SECRET_KEY 里"
    return f"密钥在 {key_file(database_file).resolve()}"


def _sentence(error: backup.BackupError) -> str:
    sentences = {
        "exists": f"{error.detail} 已经存在，换一个文件名",
        "not_a_database": f"没有数据库 {error.detail}，检查 CEJI_DATABASE_URL",
        "not_a_backup": f"{error.detail} 不是 ceji 的备份，或读不了",
        "damaged": f"备份文件损坏了：{error.detail}",
        "other_key": f"密钥不对：这份备份用的密钥指纹是 {error.detail}。换上当时的密钥再恢复，数据库没有改动",
        "newer": f"这份备份来自更新的版本（{error.detail}），先升级 ceji",
        "not_empty": "目标数据库不是空的：新建一个库，把 CEJI_DATABASE_URL 指到它，再恢复",
        "not_newest": "这个数据库不是当前版本的表：先用原来的版本备份，或运行 ceji database upgrade",
    }
    return sentences[error.reason]
