"""`message/send`, `message/update_template_card` and `message/recall`."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.emulator.records import Screens, Seen
from adapters.emulator.wecom import cards, codes, drawing, messages
from adapters.emulator.wecom.card_store import CardStore
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.directory import Directory
from adapters.emulator.wecom.drawing import Drawing
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.wecom.parameters import integer
from adapters.emulator.wecom.tokens import App
from adapters.emulator.world import World

_A_MINUTE, _AN_HOUR = 30, 1000
_DUPLICATE_SECONDS, _LONGEST_DUPLICATE_SECONDS = 1800, 4 * 3600
_RECALL_HOURS = 24
Json = dict[str, Any]


@dataclass(frozen=True)
class _Sent:
    msgid: str
    agent_id: int
    users: tuple[str, ...]
    at: datetime


class Sending:
    """What the app sends to people, and what it changes afterwards."""

    def __init__(
        self,
        world: World,
        directory: Directory,
        screens: Screens,
        media: MediaStore,
        has_callback: Callable[[], bool],
    ) -> None:
        self._world = world
        self._directory = directory
        self._screens = screens
        self._media = media
        self._has_callback = has_callback
        self.cards = CardStore(world.clock)
        self._sent: dict[str, _Sent] = {}
        self._bodies: dict[str, tuple[datetime, str]] = {}
        self._rates: dict[str, deque[datetime]] = {}

    def send(self, app: App, body: Json) -> Json:
        """Check and show one message; excess above 30 a minute or 1000 an hour vanishes without a word."""
        check_agent(app, body)
        shown = messages.draw(body, self._media)
        recipients = self._directory.recipients(body)
        answer: Json = {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "|".join(recipients.invalid_users),
            "invalidparty": "|".join(recipients.invalid_parties),
            "invalidtag": "|".join(recipients.invalid_tags),
            "unlicenseduser": "",
        }
        earlier = self._earlier(app, body)
        if earlier is not None:
            return {**answer, "msgid": earlier}
        msgid = secrets.token_urlsafe(36)
        card = body.get("template_card")
        if body["msgtype"] == "template_card" and isinstance(card, dict):
            answer.update(self._open_card(app, msgid, card, recipients.users))
        self._sent[msgid] = _Sent(msgid, app.agent_id, recipients.users, self._world.clock.now())
        self._remember(app, body, msgid)
        for user in recipients.users:
            if self._may_receive(user):
                self._screens.show(user, self._seen(msgid, shown, body))
        return {**answer, "msgid": msgid}

    def update(self, app: App, body: Json) -> Json:
        """Change a card for some of its readers, with a response code."""
        check_agent(app, body)
        change = _change(body)
        wanted = self._readers(body)
        msgid = self.cards.redeem(app.agent_id, body.get("response_code"))
        known = {person.key.lower(): person.key for person in self._world.people()}
        invalid = []
        for user in wanted:
            account = known.get(user.lower())
            if account is None or self.cards.get(account, msgid) is None:
                invalid.append(user.lower())
            else:
                self.change_card(account, msgid, change)
        return {"errcode": 0, "errmsg": "ok", "invaliduser": invalid}

    def change_card(self, user: str, msgid: str, change: Json, only: str | None = None) -> None:
        """Apply `button` (grey) or `template_card` (replace) to one reader's card."""
        card = self.cards.get(user, msgid)
        seen = self._screens.get(user, msgid)
        if card is None or seen is None:
            return
        if "button" in change:
            if card["card_type"] not in cards.INTERACTIVE:
                raise WeComError(codes.CARD_TYPE, "only interactive cards have buttons to replace")
            shown = Drawing(seen.kind, seen.card, seen.buttons, seen.inputs)
            shown = shown.greyed(change["button"]["replace_name"], only)
        else:
            replacement = {**change["template_card"], "task_id": card.get("task_id")}
            self.cards.put(user, msgid, replacement)
            shown = drawing.template_card(replacement)
        self._screens.change(
            user,
            msgid,
            text=shown.text,
            buttons=shown.buttons,
            inputs=shown.inputs,
            card=shown.blocks,
            state="updated",
            raw={"msgtype": "template_card", "template_card": card, **change},
        )

    def recall(self, app: App, body: Json) -> Json:
        """Take a message back within 24 hours."""
        sent = self._sent.get(str(body.get("msgid")))
        if sent is None or sent.agent_id != app.agent_id:
            raise WeComError(codes.BAD_PARAMETER, "invalid msgid")
        if self._world.clock.now() - sent.at > timedelta(hours=_RECALL_HOURS):
            raise WeComError(codes.RECALL_TOO_LATE, "recall out of time")
        for user in sent.users:
            self._screens.change(user, sent.msgid, state="recalled", text="", buttons=(), inputs=(), card=())
        return {"errcode": 0, "errmsg": "ok"}

    def show(self, user: str, shown: Drawing, raw: Json) -> None:
        """A passive reply appears."""
        self._screens.show(user, self._seen(secrets.token_urlsafe(36), shown, raw))

    def _seen(self, msgid: str, shown: Drawing, raw: Json) -> Seen:
        return Seen(
            msgid,
            shown.kind,
            shown.text,
            self._world.clock.now(),
            shown.buttons,
            shown.inputs,
            shown.blocks,
            raw=raw,
        )

    def _open_card(self, app: App, msgid: str, card: Json, users: tuple[str, ...]) -> Json:
        if cards.needs_callback(card) and not self._has_callback():
            raise WeComError(codes.NO_CALLBACK_URL, "the app has no callback url")
        if card.get("task_id"):
            cards.check_task_id(card["task_id"])
            self.cards.claim(app.agent_id, card["task_id"])
        for user in users:
            self.cards.put(user, msgid, card)
        return {"response_code": self.cards.issue(app.agent_id, msgid)} if cards.needs_callback(card) else {}

    def _readers(self, body: Json) -> list[str]:
        users = body.get("userids") or []
        if not isinstance(users, list) or len(users) > 1000:
            raise WeComError(codes.BAD_PARAMETER, "invalid userids")
        parties = body.get("partyids") or []
        found = [str(user) for user in users]
        if body.get("atall") == 1:
            found += [person.key for person in self._directory.people()]
        for party in parties:
            inside = {each.id for each in self._directory.departments(integer(party, "partyids"))}
            found += [person.key for person in self._directory.people() if person.department in inside]
        if not found:
            raise WeComError(codes.NO_RECIPIENT, "userids, partyids, tagids and atall are all empty")
        return list(dict.fromkeys(found))

    def _earlier(self, app: App, body: Json) -> str | None:
        """The message that this one repeats, when the duplicate check is asked for."""
        if body.get("enable_duplicate_check") != 1:
            return None
        wanted = integer(body.get("duplicate_check_interval"), "duplicate_check_interval", _DUPLICATE_SECONDS)
        seconds = min(wanted, _LONGEST_DUPLICATE_SECONDS)
        at, msgid = self._bodies.get(_fingerprint(app, body), (None, ""))
        if at is not None and self._world.clock.real() - at < timedelta(seconds=seconds):
            return msgid
        return None

    def _remember(self, app: App, body: Json, msgid: str) -> None:
        self._bodies[_fingerprint(app, body)] = (self._world.clock.real(), msgid)

    def _may_receive(self, user: str) -> bool:
        now = self._world.clock.real()
        times = self._rates.setdefault(user, deque())
        while times and now - times[0] > timedelta(hours=1):
            times.popleft()
        last_minute = sum(now - at < timedelta(minutes=1) for at in times)
        if last_minute >= _A_MINUTE or len(times) >= _AN_HOUR:
            return False
        times.append(now)
        return True


def check_agent(app: App, body: Json) -> None:
    """`agentid` is an integer and the token's own app."""
    agent_id = body.get("agentid")
    if agent_id is None:
        raise WeComError(codes.MISSING_AGENTID, "missing agentid")
    if not str(agent_id).isdigit():
        raise WeComError(codes.BAD_AGENTID, "invalid agentid")
    if int(agent_id) != app.agent_id:
        raise WeComError(codes.AGENT_FORBIDDEN, "no privilege to access the agent")


def _change(body: Json) -> Json:
    button, card = body.get("button"), body.get("template_card")
    if isinstance(button, dict) and isinstance(button.get("replace_name"), str) and button["replace_name"]:
        return {"button": button}
    if isinstance(card, dict):
        return {"template_card": cards.check(card, is_update=True)}
    raise WeComError(codes.EMPTY_PARAMETER, "button or template_card missing")


def _fingerprint(app: App, body: Json) -> str:
    return f"{app.agent_id}:{json.dumps(body, sort_keys=True)}"
