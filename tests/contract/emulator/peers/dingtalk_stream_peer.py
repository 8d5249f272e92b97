"""A bot on dingtalk-stream: answers by the session webhook and with cards, reports what it receives.

Arguments: client id, client secret. The base address comes from DINGTALK_OPENAPI_ENDPOINT.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

import dingtalk_stream
import requests
from dingtalk_stream import AckMessage

CARD_ANSWER = {
    "cardData": {"cardParamMap": {"tips": "已确认"}},
    "cardUpdateOptions": {"updateCardDataByKey": True},
}


def report(what: str, **facts: Any) -> None:
    """One line for the test."""
    print(json.dumps({"what": what, **facts}, ensure_ascii=False), flush=True)


class Bot(dingtalk_stream.ChatbotHandler):  # type: ignore[misc]  # The SDK has no types.
    """Echoes; «卡片» gets a card, «AI» a card that is typed out, «文件» is answered with what was uploaded."""

    async def process(self, callback: Any) -> tuple[int, str]:
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        text = message.text.content if message.text else None
        answered: Any = None
        if text == "卡片":
            card = self.reply_markdown_button(message, "**日报草稿**", [{"text": "打开", "url": "https://a.b/c"}])
            answered = card.card_instance_id
        elif text == "AI":
            card = self.ai_markdown_card_start(message, title="周报")
            card.ai_streaming("三条", append=False)
            card.ai_finish("三条线索")
            answered = card.card_instance_id
        elif text == "文件":
            answered = self.dingtalk_client.upload_to_dingtalk(b"PK rows", "file", "list.xlsx", "application/zip")
        else:
            answered = self.reply_text(f"收到：{text}", message)
        report(
            "message",
            text=text,
            kind=message.message_type,
            sender=message.sender_staff_id,
            conversation=message.conversation_type,
            answered=answered,
            more=message.extensions,
        )
        return AckMessage.STATUS_OK, "OK"


class Presses(dingtalk_stream.CallbackHandler):  # type: ignore[misc]  # The SDK has no types.
    """Answers a card's button with a changed card."""

    async def process(self, callback: Any) -> tuple[int, Any]:
        pressed = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        report("press", card=pressed.card_instance_id, user=pressed.user_id, content=pressed.content)
        return AckMessage.STATUS_OK, CARD_ANSWER


class Events(dingtalk_stream.EventHandler):  # type: ignore[misc]  # The SDK has no types.
    """Reports events of the directory."""

    async def process(self, event: Any) -> tuple[int, str]:
        report("event", type=event.headers.event_type, data=event.data)
        return AckMessage.STATUS_OK, "OK"


def reach_old_host(base: str) -> None:
    """The SDK knows the old host by its name only: calls to it go to the base address too."""
    post = requests.post
    old_host = "https://oapi.dingtalk.com"
    requests.post = lambda url, *more, **named: post(url.replace(old_host, base), *more, **named)


def main() -> None:
    """Connect and stay connected."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    reach_old_host(os.environ["DINGTALK_OPENAPI_ENDPOINT"])
    credential = dingtalk_stream.Credential(sys.argv[1], sys.argv[2])
    client = dingtalk_stream.DingTalkStreamClient(credential)
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Bot())
    client.register_callback_handler(dingtalk_stream.CallbackHandler.TOPIC_CARD_CALLBACK, Presses())
    client.register_all_event_handler(Events())
    client.start_forever()


if __name__ == "__main__":
    main()
