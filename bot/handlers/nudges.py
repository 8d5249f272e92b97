"""催办, and taking it back: a manager asks the owners of leads that nobody looks after (D1; 3.9, §4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from bot.nudge_recalls import CORRECTED, NUDGED, RECALLABLE, RECALLED, STAYS, UNDO_KIND, key_of
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import stored
from cards.templates import nudge
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.audit.queries import act_on, entries
from crm_core.audit.service import mark_undone, record, remember_undoable
from crm_core.audit.views import AuditEntry, UndoableAct
from crm_core.database import outbox
from crm_core.database.sent_cards import card_reference
from crm_core.errors import Gone
from crm_core.leads.queries import lead_for_company
from crm_core.leads.views import Lead
from crm_core.organisation.queries import employees

LONGEST_LABEL = 100


def register(router: Router) -> None:
    """What this file takes."""
    router.action("nudge", "undo", lambda turn, action, values: undo_nudge(turn, int(action.id)))
    router.action("nudge", "correct", correct)


def nudge_about(turn: Turn, leads: Sequence[Lead]) -> None:
    """Asks the owners of these leads, unless they were asked today."""
    require(turn.viewer, Operation.LEAD_TEAM)
    asked: list[Lead] = []
    already: datetime | None = None
    for lead in leads:
        before = _nudged_today(turn, lead.id)
        if before is not None:
            already = before
            continue
        key = key_of(lead.id, turn.event_id)
        card = nudge.to_owner(
            key=key, lead_id=lead.id, version=lead.version, manager=turn.employee.name, company=lead.company
        )
        turn.push(lead.owner_id, card, key)
        record(turn.session, turn.employee.id, NUDGED, "lead", lead.id, turn.now)
        asked.append(lead)
    people = employees(turn.session, [lead.owner_id for lead in leads])
    if asked:
        owners = "、".join(dict.fromkeys(people[lead.owner_id].name for lead in asked if lead.owner_id in people))
        companies = "、".join(lead.company for lead in asked)
        remember_undoable(
            turn.session,
            turn.employee.id,
            turn.conversation,
            UNDO_KIND,
            turn.event_id,
            companies[:LONGEST_LABEL],
            turn.now,
            window=RECALLABLE,
            platform=turn.event.platform,
            user_id=turn.event.user_id,
            asked=[{"lead": lead.id, "owner": lead.owner_id, "company": lead.company} for lead in asked],
        )
        turn.say(nudge.sent(nudge_id=turn.event_id, owners=owners, companies=companies))
    elif already is not None:
        owner = people.get(leads[0].owner_id)
        turn.say(nudge.already(owner=owner.name if owner else "", at=already, reader=turn.reader))
    else:
        raise Gone(subject="lead")


def undo_nudge(turn: Turn, nudge_id: int) -> None:
    """撤销, by words or on the answer: all that one 催办 has sent, as one. What can't be recalled is said kindly."""
    act = _own_act(turn, nudge_id)
    if act.undone_at is not None:
        raise Gone(subject="nudge")
    mark_undone(turn.session, UNDO_KIND, nudge_id, turn.now)
    back: list[str] = []
    kept: list[str] = []
    for asked in act.facts["asked"]:
        if _take_back(turn, act, asked):
            back.append(asked["company"])
        else:
            record(turn.session, turn.employee.id, STAYS, "lead", asked["lead"], turn.now)
            kept.append(asked["company"])
    turn.show(nudge.undone(nudge_id=nudge_id, back=back, kept=kept))


def correct(turn: Turn, action: Action, values: Values) -> None:
    """发更正: the owners of what stayed hear that there is nothing to do."""
    nudge_id = int(action.id)
    act = _own_act(turn, nudge_id)
    kept = [one for one in act.facts["asked"] if (newest := _newest(turn, one["lead"])) and newest.act == STAYS]
    if not kept:
        raise Gone(subject="nudge")
    for asked in kept:
        said = nudge.correction(manager=turn.employee.name, company=asked["company"])
        turn.push(asked["owner"], said, f"correct:{asked['lead']}:{nudge_id}")
        record(turn.session, turn.employee.id, CORRECTED, "lead", asked["lead"], turn.now)
    turn.show(nudge.corrected(nudge_id=nudge_id, companies=[one["company"] for one in kept]))


def _take_back(turn: Turn, act: UndoableAct, asked: dict[str, Any]) -> bool:
    """Has one owner's card taken back; False where it is known already that it stays."""
    key = key_of(asked["lead"], act.subject_id)
    if turn.now - act.at > RECALLABLE or _is_answered(turn, act, asked["lead"]):
        return False
    left = outbox.withdraw(turn.session, key, turn.machine_now)
    if left is None or left[0] in ("dropped", "dead"):
        record(turn.session, turn.employee.id, RECALLED, "lead", asked["lead"], turn.now)
        return True
    state, platform, user_id = left
    if state == "sent" and not card_reference(turn.session, key, platform, user_id, ""):
        return False
    recall = outbox.NewMessage(
        key=f"recall:{key}",
        platform=platform,
        user_id=user_id,
        message=stored(nudge.closed(key=key, manager=turn.employee.name, company=asked["company"])),
        kind="recall",
        card_key=key,
    )
    outbox.put(turn.session, recall, turn.machine_now)
    return True


def _is_answered(turn: Turn, act: UndoableAct, lead_id: int) -> bool:
    """Whether the owner has written a follow-up or said why since."""
    lead = lead_for_company(turn.session, lead_id)
    if lead is not None and lead.last_followed_up_at is not None and lead.last_followed_up_at >= act.at:
        return True
    return any(one.act == "explained" and one.at >= act.at for one in entries(turn.session, "lead", lead_id))


def _own_act(turn: Turn, nudge_id: int) -> UndoableAct:
    act = act_on(turn.session, UNDO_KIND, nudge_id)
    if act is None or act.employee_id != turn.employee.id:
        raise Gone(subject="nudge")
    return act


def _nudged_today(turn: Turn, lead_id: int) -> datetime | None:
    """When the owner was asked today; None where he wasn't, or it was taken back."""
    today = datetime.combine(turn.local_now.date(), time(0, 0), turn.zone)
    if (newest := _newest(turn, lead_id)) is None or newest.act == RECALLED:
        return None
    asked = next((one for one in entries(turn.session, "lead", lead_id) if one.act == NUDGED), None)
    return asked.at if asked is not None and asked.at >= today else None


def _newest(turn: Turn, lead_id: int) -> AuditEntry | None:
    """What became last of the newest nudge about a lead."""
    told = (NUDGED, RECALLED, STAYS, CORRECTED)
    return next((one for one in entries(turn.session, "lead", lead_id) if one.act in told), None)
