"""The lines of `ceji doctor` about the database and the secret key."""

from __future__ import annotations

import os

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from adapters.contract import Check
from bot.secret_key import fingerprint, secret_key
from bot.settings import Settings, SettingsError, key_file
from crm_core.database import migrate
from crm_core.database.engine import create_writing_engine, sqlite_file


def check_database(settings: Settings) -> Check:
    """Reachable, writable, and at the revision of this version. Changes nothing and creates no file."""
    name = "数据库"
    try:
        file = sqlite_file(settings.database_url)
        if file is not None and not file.exists():
            if os.access(file.resolve().parent, os.W_OK):
                return Check(name, ok=True, detail=f"{file} 还没有，ceji serve 第一次启动时建")
            return Check(name, ok=False, detail=f"目录 {file.resolve().parent} 不能写", remedy="改目录的权限")
        engine = create_writing_engine(settings.database_url)
    except (SQLAlchemyError, ImportError) as error:
        return Check(name, ok=False, detail=f"CEJI_DATABASE_URL 不对：{_first_line(error)}", remedy="见 deploy/guide")
    try:
        return _opened(name, engine)
    except SQLAlchemyError as error:
        return Check(name, ok=False, detail=f"连不上或不能写：{_first_line(error)}", remedy="检查 CEJI_DATABASE_URL")
    finally:
        engine.dispose()


def _opened(name: str, engine: Engine) -> Check:
    kind = "PostgreSQL" if engine.dialect.name == "postgresql" else "SQLite"
    if migrate.is_new(engine):
        return Check(name, ok=True, detail=f"{kind} 已连上，是空的，ceji serve 第一次启动时建表")
    revision = migrate.current_revision(engine)
    if revision != migrate.newest_revision():
        return Check(
            name,
            ok=False,
            detail=f"{kind} 的表是 {revision} 版，这个版本要 {migrate.newest_revision()}",
            remedy="先备份，再运行 ceji database upgrade",
        )
    with engine.connect() as connection:
        # Touches no row, and yet is refused where the database is read-only or the account may not write.
        connection.execute(text("UPDATE conversations SET key = key WHERE 1 = 0"))
        connection.rollback()
    return Check(name, ok=True, detail=f"{kind} 能读写，表是最新的（{revision}）")


def check_key(settings: Settings) -> Check:
    """There, long enough, and for its owner only; told by its fingerprint."""
    name = "密钥"
    file = sqlite_file(settings.database_url)
    path = key_file(file) if file is not None else None
    is_given = bool(settings.secret_key.get_secret_value())
    if path is not None and not is_given and not path.exists():
        if file is not None and file.exists():
            detail = f"数据库在，{path.name} 却不见了：以前发出的按钮和备份都会失效"
            return Check(name, ok=False, detail=detail, remedy=f"把原来的 {path.name} 放回 {path.parent.resolve()}")
        return Check(name, ok=True, detail=f"第一次启动时生成在 {path.resolve()}")
    try:
        key = secret_key(settings)
    except SettingsError as error:
        return Check(name, ok=False, detail=str(error), remedy="改好 CEJI_SECRET_KEY")
    if path is not None and not is_given and path.stat().st_mode & 0o077:
        return Check(name, ok=False, detail=f"{path.name} 别人也能读", remedy=f"chmod 600 {path}")
    return Check(name, ok=True, detail=f"指纹 {fingerprint(key)}；和备份分开保存")


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return next(iter(str(cause).splitlines()), type(error).__name__)
