"""A list of customers as a file: preview, 导入, 下载问题行, 不导, 撤销 (A17; CONVERSATION §4.10)."""

from __future__ import annotations

from bot import import_texts
from bot.customer_lists import LookedThrough
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import CardState
from cards.templates import customer_list, notice
from crm_core.imports import queries, service


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"导入(?:客户|名单|[Ee]xcel|表格)?|导客户",
        lambda turn, _: turn.say(import_texts.how_to_send(turn.capabilities.files_go_to)),
        HelpLine("导客户", "发 Excel 给我 ／ 导入", "先看能导几行，点了才导", first_screen=False),
    )
    router.action("import", "run", run)
    router.action("import", "faults", hand_over_faults)
    router.action("import", "drop", drop)
    router.action("import", "undo", lambda turn, action, _: undo_import(turn, int(action.id)))


def preview(turn: Turn, seen: LookedThrough) -> None:
    """A list arrived: what would become of it. It waits in the database until its person has decided."""
    expected = seen.forecast
    kept = service.keep(
        turn.session, turn.viewer, seen.name, seen.content, expected, seen.fault_file, turn.conversation, turn.now
    )
    turn.say(
        customer_list.preview(
            import_id=kept.id,
            name=seen.name,
            counts=customer_list.Counts(expected.new, expected.joining, expected.there, len(expected.faults)),
            columns=import_texts.columns_read(seen.listing),
            unread=import_texts.columns_unread(seen.listing),
            remarks=import_texts.remarks(seen.listing, expected.unknown_owners),
            problems=import_texts.problems(expected.faults),
            leads=expected.leads,
        )
    )


def run(turn: Turn, action: Action, values: Values) -> None:
    """导入 125 行."""
    begun = service.start(turn.session, turn.viewer, int(action.id), turn.now)
    rows = begun.total - begun.faulty
    card = customer_list.running(import_id=begun.id, rows=rows, by=turn.employee.name, at=turn.now, reader=turn.reader)
    turn.show(card)


def hand_over_faults(turn: Turn, action: Action, values: Values) -> None:
    """下载问题行."""
    found = queries.own_import(turn.session, turn.viewer, int(action.id))
    content = queries.fault_file(turn.session, turn.viewer, found.id)
    turn.hand_over(import_texts.fault_file_name(found.name), content)


def drop(turn: Turn, action: Action, values: Values) -> None:
    """不导."""
    dropped = service.drop(turn.session, turn.viewer, int(action.id))
    turn.show(
        notice.closed(
            key=f"import:{dropped.id}",
            version=2,
            title="没有导入",
            word="不导",
            by=turn.employee.name,
            at=turn.now,
            reader=turn.reader,
            state=CardState.SKIPPED,
            detail=dropped.name,
        )
    )


def undo_import(turn: Turn, import_id: int) -> None:
    """撤销: one message tells when it is done, and what stays."""
    service.take_back(turn.session, turn.viewer, import_id, turn.now)
    turn.say(import_texts.taking_back())
