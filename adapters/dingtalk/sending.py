"""Sending and changing messages: cards of our template, Markdown otherwise, a work notice as the last resort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

from adapters.bodies import JsonObject, part, parts, word, words
from adapters.clicked_cards import ClickedCards
from adapters.contract import CardReference, Outgoing, OutgoingFile
from adapters.dingtalk.batches import Batches
from adapters.dingtalk.callback import card_secret
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.codes import CARD_EXISTS, NO_ROBOT_CHAT
from adapters.dingtalk.limits import (
    FILE_KINDS,
    FILE_LARGEST,
    FLOW_CONTROL_LONGEST,
    FLOW_CONTROL_SECONDS,
    HELD_BACK_SECONDS,
)
from adapters.dingtalk.notices import WorkNotices
from adapters.dingtalk.settings import DingTalkSettings
from adapters.errors import CardClosed, RateLimited, RecipientGone, Refused, TooLarge
from adapters.uploads import Uploads
from cards.file_names import ending_of
from cards.model import Card
from cards.render import dingtalk as render
from cards.render.dingtalk_card import draw_card

SEARCH_CHARACTERS = 200
BY_KEY = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}


class Sender:
    """One app's messages; `card_address` is where DingTalk sends clicks over HTTP."""

    def __init__(
        self,
        settings: DingTalkSettings,
        client: DingTalkClient,
        clicked_cards: ClickedCards,
        *,
        card_address: str,
        machine_time: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._client = client
        self._clicked_cards = clicked_cards
        self._card_address = card_address
        self._machine_time = machine_time
        self._batches = Batches(self._send_batch)
        self._uploads = Uploads()
        self._notices = WorkNotices(client, settings.agent_id)
        self._route_is_registered = False
        self.has_cards = bool(settings.card_template_id) and (settings.transport == "stream" or bool(card_address))

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Sends; where the robot reaches the person in no way, or not for long, a work notice does."""
        try:
            if self.has_cards and isinstance(outgoing.message, Card):
                return await self._send_card(outgoing, outgoing.message)
            return await self._send_markdown(outgoing)
        except RateLimited as error:
            held_back = error.facts.get("user_id") == outgoing.user_id and outgoing.waited >= HELD_BACK_SECONDS
            if not (held_back and self._notices.are_possible):
                raise
            await self._notify(outgoing)
        except RecipientGone as error:
            if outgoing.group or error.facts.get("code") != NO_ROBOT_CHAT or not self._notices.are_possible:
                raise
            await self._notify(outgoing)
        return {}

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Draws a card anew; what was sent as Markdown can't be changed."""
        card_id = reference.get("out_track_id", "")
        if not card_id or not isinstance(outgoing.message, Card):
            raise CardClosed("this message can't be changed")
        await self._clicked_cards.settled(card_id)
        payload = {
            "outTrackId": card_id,
            "cardData": {"cardParamMap": draw_card(outgoing.message)},
            "cardUpdateOptions": BY_KEY,
            "userIdType": 1,
        }
        await self._client.api("PUT", "/v1.0/card/instances", payload)
        return {"out_track_id": card_id}

    async def recall(self, reference: CardReference) -> None:
        """Takes back what the robot sent to one person; DingTalk says of each key whether it could."""
        key = reference.get("process_query_key", "")
        if not key:
            raise CardClosed("DingTalk recalls only what the robot has sent to one person")
        payload = {"robotCode": self._settings.robot_code, "processQueryKeys": [key]}
        answer = await self._client.api("POST", "/v1.0/robot/otoMessages/batchRecall", payload)
        if key not in words(answer, "successResult"):
            raise CardClosed("the message was not recalled", reason=word(part(answer, "failedResult"), key))

    async def _notify(self, outgoing: Outgoing) -> None:
        await self._notices.send(outgoing, datetime.fromtimestamp(self._machine_time(), UTC))

    async def _send_markdown(self, outgoing: Outgoing) -> CardReference:
        # In a group a link that speaks for the reader would not mention the robot, so nothing would hear it.
        title, text = render.draw_markdown(outgoing.message, links=not outgoing.group)
        if outgoing.group:
            payload = {**self._markdown(title, text), "openConversationId": outgoing.group}
            await self._client.api("POST", "/v1.0/robot/groupMessages/send", payload)
            return {}
        answer = await self._batches.send(outgoing.user_id, title, text)
        return _reference(answer, outgoing.user_id, outgoing.waited)

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Sends a file to one person."""
        ending, size = ending_of(outgoing.name), len(outgoing.content)
        if ending not in FILE_KINDS:
            raise Refused("DingTalk's robot sends no such files", ending=ending)
        if not 0 < size <= FILE_LARGEST:
            raise TooLarge("DingTalk takes files up to 20 MB, and no empty ones", bytes=size)

        async def upload() -> str:
            return await self._client.upload("file", outgoing.name, outgoing.content, "application/octet-stream")

        async def say(media_id: str) -> JsonObject:
            param = {"mediaId": media_id, "fileName": outgoing.name, "fileType": ending}
            payload = {**self._message("sampleFile", param), "userIds": [outgoing.user_id]}
            return await self._client.api("POST", "/v1.0/robot/oToMessages/batchSend", payload)

        return _reference(await self._uploads.send(outgoing.key, upload, say), outgoing.user_id)

    async def _send_batch(self, user_ids: list[str], title: str, text: str) -> JsonObject:
        payload = {**self._markdown(title, text), "userIds": user_ids}
        answer = await self._client.api("POST", "/v1.0/robot/oToMessages/batchSend", payload)
        # The key stands for the whole call: with it a message would be taken from everybody who got it.
        return answer if len(user_ids) == 1 else {**answer, "processQueryKey": ""}

    def _markdown(self, title: str, text: str) -> JsonObject:
        return self._message("sampleMarkdown", {"title": title, "text": text})

    def _message(self, kind: str, param: JsonObject) -> JsonObject:
        return {
            "robotCode": self._settings.robot_code,
            "msgKey": kind,
            "msgParam": json.dumps(param, ensure_ascii=False),
        }

    async def _send_card(self, outgoing: Outgoing, card: Card) -> CardReference:
        card_id = _card_id(outgoing.key)
        space = {
            "supportForward": False,
            "lastMessageI18n": {"ZH_CN": card.summary},
            "searchSupport": {"searchDesc": card.summary[:SEARCH_CHARACTERS]},
        }
        deliver = {"robotCode": self._settings.robot_code}
        payload: JsonObject = {
            "cardTemplateId": self._settings.card_template_id,
            "outTrackId": card_id,
            "cardData": {"cardParamMap": draw_card(card)},
            "userIdType": 1,
            **await self._callback_fields(),
        }
        if outgoing.group:
            payload["openSpaceId"] = f"dtv1.card//IM_GROUP.{outgoing.group}"
            payload["imGroupOpenSpaceModel"], payload["imGroupOpenDeliverModel"] = space, deliver
        else:
            payload["openSpaceId"] = f"dtv1.card//IM_ROBOT.{outgoing.user_id}"
            payload["imRobotOpenSpaceModel"] = space
            payload["imRobotOpenDeliverModel"] = {"spaceType": "IM_ROBOT", **deliver}
        try:
            answer = await self._client.api("POST", "/v1.0/card/instances/createAndDeliver", payload)
        except Refused as error:
            if error.facts.get("code") != CARD_EXISTS:
                raise
            # The same row of the outbox was sent before and the answer got lost.
            return {"out_track_id": card_id}
        failed = [each for each in parts(part(answer, "result"), "deliverResults") if each.get("success") is False]
        if failed:
            # DingTalk gives no code here: a notice finds out whether the person is there at all.
            reason = word(failed[0], "errorMsg")
            raise RecipientGone("the card was not delivered", reason=reason, code=NO_ROBOT_CHAT)
        return {"out_track_id": card_id}

    async def _callback_fields(self) -> JsonObject:
        """How clicks come back; over HTTP the address is registered before the first card."""
        if self._settings.transport == "stream":
            return {"callbackType": "STREAM"}
        route = f"ceji-{self._settings.robot_code}"
        if not self._route_is_registered:
            payload = {
                "callbackRouteKey": route,
                "callbackUrl": self._card_address,
                "apiSecret": card_secret(self._settings),
                "forceUpdate": True,
            }
            await self._client.api("POST", "/v1.0/card/callbacks/register", payload)
            self._route_is_registered = True
        return {"callbackType": "HTTP", "callbackRouteKey": route}


def _reference(answer: JsonObject, user_id: str, waited: float = 0.0) -> CardReference:
    """How the message can be recalled. Raises `RateLimited` and `RecipientGone` for a person who was left out."""
    if user_id in words(answer, "flowControlledStaffIdList"):
        raise RateLimited(
            "DingTalk holds back this person's messages",
            # Each try is charged: the longer it has lasted, the longer until the next one.
            retry_after=min(max(FLOW_CONTROL_SECONDS, waited), FLOW_CONTROL_LONGEST),
            user_id=user_id,
        )
    if user_id in words(answer, "invalidStaffIdList"):
        raise RecipientGone("DingTalk does not know this person", user_id=user_id)
    key = word(answer, "processQueryKey")
    return {"process_query_key": key} if key else {}


def _card_id(key: str) -> str:
    """A card's outTrackId: the same for the same key of ours, and a new one for each sending."""
    return f"ceji-{hashlib.sha256(key.encode()).hexdigest()[:40]}"
