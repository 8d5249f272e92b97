"""`ceji import FILE`: a list of customers from a file on this machine, as if its sender had sent it in the chat."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot import import_texts
from bot.commands.failure import CommandFailed
from bot.commands.process_lock import sole_process
from bot.commands.progress import progress_line
from bot.customer_lists import LookedThrough, Show, bring_in, look_through
from bot.settings import Settings, load_settings
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.database import migrate
from crm_core.database.copying import reading_engine
from crm_core.database.engine import Database
from crm_core.errors import Invalid
from crm_core.imports import service
from crm_core.imports.queries import import_for_company
from crm_core.imports.rules import LARGEST
from crm_core.imports.views import Import
from crm_core.organisation.queries import accounts_of, employees_named, with_role
from crm_core.organisation.views import Role
from crm_core.reactions import REACTIONS


def import_file(file: Path, name: str, dry_run: bool) -> None:
    """Brings the customers of the file in, or only tells what would come. Raises CommandFailed."""
    settings = load_settings()
    content = _content(file)
    with sole_process(settings.database_url):
        _check_tables(settings)
        asyncio.run(_import(settings, file, content, name, dry_run))


async def _import(settings: Settings, file: Path, content: bytes, name: str, dry_run: bool) -> None:
    database = Database.open(settings.database_url, REACTIONS)
    try:
        by = await database.read(lambda session: _sender(session, name))
        with progress_line() as show:
            try:
                seen = await look_through(
                    database, settings.zone, by, file.name, content, _now(), lambda row: show("查重", row)
                )
            except Invalid as error:
                raise CommandFailed(import_texts.refused(error.reason).text.replace("\n", "")) from error
        _tell(seen)
        if seen.fault_file is not None:
            beside = file.with_name(import_texts.fault_file_name(file.name))
            beside.write_bytes(seen.fault_file)
            print(f"有问题的 {len(seen.forecast.faults)} 行写在 {beside}，第一列是原因，改好可以再导")
        if not dry_run and seen.forecast.coming:
            with progress_line() as show:
                done = await _bring_in(database, settings, by, seen, lambda row: show("导入", row))
            print(f"导好了：新客户 {done.made}，补到已有客户 {done.joined}（导入编号 {done.id}，{by.name}，不计积分）")
    finally:
        await database.close()


async def _bring_in(database: Database, settings: Settings, by: Viewer, seen: LookedThrough, show: Show) -> Import:
    def begin(session: Session) -> Import:
        # As if it had been sent in the chat that the person uses, so that 「撤销」 there finds it.
        account = next(iter(accounts_of(session, by.employee_id)), None)
        conversation = f"{account.platform}:{account.user_id}:" if account else ""
        kept = service.keep(session, by, seen.name, seen.content, seen.forecast, seen.fault_file, conversation, _now())
        return service.start(session, by, kept.id, _now())

    begun = await database.write(begin)
    await bring_in(database, settings.zone, begun, _now, lambda session, done: None, show)
    done = await database.read(lambda session: import_for_company(session, begun.id))
    assert done is not None
    return done


def _tell(seen: LookedThrough) -> None:
    expected = seen.forecast
    columns = "；".join(f"{heading} → {field}" for heading, field in import_texts.columns_read(seen.listing))
    print(f"认列：{columns}")
    if unread := import_texts.columns_unread(seen.listing):
        print(f"不导的列：{'、'.join(unread)}")
    for remark in import_texts.remarks(seen.listing, expected.unknown_owners):
        print(remark)
    total = expected.coming + expected.there + len(expected.faults)
    print(
        f"{total} 行：新客户 {expected.new}，补到已有客户 {expected.joining}，"
        f"已经有了 {expected.there}，有问题 {len(expected.faults)}"
    )


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise CommandFailed(import_texts.refused("too_large").text)
        return file.read_bytes()
    except OSError as error:
        raise CommandFailed(f"读不了 {file}：{error.strerror}") from error


def _check_tables(settings: Settings) -> None:
    engine = reading_engine(settings.database_url)
    try:
        if migrate.current_revision(engine) != migrate.newest_revision():
            raise CommandFailed("数据库要先升级：ceji database upgrade")
    finally:
        engine.dispose()


def _sender(session: Session, name: str) -> Viewer:
    """The person of this name, or the first administrator."""
    found = employees_named(session, name) if name else with_role(session, Role.ADMIN)[:1]
    if len(found) != 1:
        why = f"没有在职的「{name}」" if name and not found else f"有 {len(found)} 个「{name}」"
        raise CommandFailed(f"{why if name else '还没有管理员'}，用 --as 姓名 说明算谁导的")
    return viewer_for(session, found[0])


def _now() -> datetime:
    return datetime.now(UTC)
