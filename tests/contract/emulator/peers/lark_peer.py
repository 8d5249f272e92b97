"""A bot on lark-oapi: replies and answers card actions over the long connection or HTTP, and calls the REST interface.

Arguments: `ws` or `http`, the base address, app id, app secret, encrypt key, verification token. Over HTTP it reports
its own address first.
"""

from __future__ import annotations

import io
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Timer
from typing import Any

import lark_oapi as lark
from lark_oapi.api.cardkit.v1 import Card as CardOfKit
from lark_oapi.api.cardkit.v1 import (
    ContentCardElementRequest,
    ContentCardElementRequestBody,
    CreateCardRequest,
    CreateCardRequestBody,
    SettingsCardRequest,
    SettingsCardRequestBody,
    UpdateCardRequest,
    UpdateCardRequestBody,
)
from lark_oapi.api.contact.v3 import ChildrenDepartmentRequest, FindByDepartmentUserRequest, GetUserRequest
from lark_oapi.api.im.v1 import (
    ChatTab,
    ChatTabConfig,
    ChatTabContent,
    CreateChatTabRequest,
    CreateChatTabRequestBody,
    CreateFileRequest,
    CreateFileRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    DeleteMessageRequest,
    DeleteTabsChatTabRequest,
    DeleteTabsChatTabRequestBody,
    GetMessageRequest,
    GetMessageResourceRequest,
    ListTabsChatTabRequest,
    PatchMessageRequest,
    PatchMessageRequestBody,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)
from lark_oapi.core.model import RawRequest
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse
from lark_oapi.event.callback.model.p2_url_preview_get import P2URLPreviewGetResponse

DONE = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "已确认 · 张三"}]}}
CARD = {
    "schema": "2.0",
    "header": {"title": {"tag": "plain_text", "content": "日报草稿"}},
    "body": {
        "elements": [
            {
                "tag": "button",
                "text": {"tag": "plain_text", "content": "确认"},
                "behaviors": [{"type": "callback", "value": {"k": "draft:confirm:1@1"}}],
            }
        ]
    },
}


def report(what: str, **facts: Any) -> None:
    """One line for the test."""
    print(json.dumps({"what": what, **facts}, ensure_ascii=False), flush=True)


class Bot:
    """Replies to what is said and calls the interface."""

    def __init__(self, base: str, app_id: str, app_secret: str) -> None:
        self._client = lark.Client.builder().app_id(app_id).app_secret(app_secret).domain(base).build()

    def handler(self, encrypt_key: str, token: str) -> Any:
        """The SDK's dispatcher with everything registered."""
        return (
            lark.EventDispatcherHandler.builder(encrypt_key, token)
            .register_p2_im_message_receive_v1(self.message)
            .register_p2_card_action_trigger(self.action)
            .register_p2_im_chat_access_event_bot_p2p_chat_entered_v1(self.entered)
            .register_p2_contact_user_deleted_v3(self.left)
            .register_p2_url_preview_get(self.looked_at)
            .register_p2_im_message_recalled_v1(self.recalled)
            .register_p2_im_chat_member_bot_added_v1(self.added)
            .register_p2_application_bot_menu_v6(self.menu)
            .build()
        )

    def message(self, data: Any) -> None:
        """«卡片» gets a card, a voice message or a file is downloaded, the rest is echoed."""
        message = data.event.message
        content = json.loads(message.content)
        words = content.get("text", "")
        if words == "卡片":
            answered = self.send("interactive", CARD, data.event.sender.sender_id.open_id)
        elif message.message_type in ("audio", "file"):
            answered = self.download(message.message_id, content["file_key"])
        else:
            answered = self.reply(message.message_id, f"收到：{words}")
        report(
            "message",
            text=words,
            sender=data.event.sender.sender_id.open_id,
            chat=message.chat_type,
            event_id=data.header.event_id,
            answered=answered,
        )

    def action(self, data: Any) -> Any:
        """Answers with a toast and the closed card, and draws it once more when the answer is there."""
        report("action", value=data.event.action.value, user=data.event.operator.open_id)
        Timer(0.5, self.delayed, [data.event.token]).start()
        return P2CardActionTriggerResponse(
            {"toast": {"type": "success", "content": "已保存"}, "card": {"type": "raw", "data": DONE}}
        )

    def entered(self, data: Any) -> None:
        """Someone opened the chat."""
        report("entered", user=data.event.operator_id.open_id)

    def left(self, data: Any) -> None:
        """Someone left the company."""
        report("left", user=data.event.object.open_id)

    def looked_at(self, data: Any) -> Any:
        """A link is shown as a line with a card."""
        report("looked_at", url=data.event.context.url, user=data.event.operator.open_id)
        return P2URLPreviewGetResponse({"inline": {"title": "A公司"}, "card": {"type": "raw", "data": DONE}})

    def recalled(self, data: Any) -> None:
        """A message was taken back."""
        report("recalled", id=data.event.message_id)

    def added(self, data: Any) -> None:
        """The bot is in a group now."""
        report("added", user=data.event.operator_id.open_id, name=data.event.name)

    def menu(self, data: Any) -> None:
        """An entry of the bot's menu."""
        report("menu", key=data.event.event_key, user=data.event.operator.operator_id.open_id)

    def send(self, kind: str, content: Any, open_id: str) -> dict[str, Any]:
        """A message to a person."""
        body = CreateMessageRequestBody.builder().receive_id(open_id).msg_type(kind).content(json.dumps(content))
        request = CreateMessageRequest.builder().receive_id_type("open_id").request_body(body.build()).build()
        response = self._client.im.v1.message.create(request)
        return {"code": response.code, "id": response.data.message_id if response.success() else None}

    def reply(self, message_id: str, words: str) -> dict[str, Any]:
        """An answer to a message."""
        body = ReplyMessageRequestBody.builder().msg_type("text").content(json.dumps({"text": words})).build()
        request = ReplyMessageRequest.builder().message_id(message_id).request_body(body).build()
        response = self._client.im.v1.message.reply(request)
        return {"code": response.code, "log_id": bool(response.get_log_id())}

    def upload(self, name: str, content: bytes) -> str:
        """A file of the bot's own; its key."""
        body = CreateFileRequestBody.builder().file_type("xls").file_name(name).file(io.BytesIO(content)).build()
        response = self._client.im.v1.file.create(CreateFileRequest.builder().request_body(body).build())
        return str(response.data.file_key) if response.success() else ""

    def download(self, message_id: str, key: str) -> dict[str, Any]:
        """The file of a message that somebody sent."""
        request = GetMessageResourceRequest.builder().message_id(message_id).file_key(key).type("file").build()
        response = self._client.im.v1.message_resource.get(request)
        return {"code": response.code, "begins": response.file.read(4).decode() if response.success() else ""}

    def tour(self) -> None:
        """Calls what the product calls, and reports the answers."""
        card = self.send("interactive", CARD, "ou_zhangsan")
        patch = PatchMessageRequestBody.builder().content(json.dumps(DONE)).build()
        request = PatchMessageRequest.builder().message_id(card["id"]).request_body(patch).build()
        patched = self._client.im.v1.message.patch(request)
        read = self._client.im.v1.message.get(GetMessageRequest.builder().message_id(card["id"]).build())
        deleted = self._client.im.v1.message.delete(DeleteMessageRequest.builder().message_id(card["id"]).build())
        contact = self._client.contact.v3
        children = contact.department.children(
            ChildrenDepartmentRequest.builder().department_id("0").fetch_child(True).page_size(50).build()
        )
        sales = next(each for each in children.data.items if each.name == "销售部")
        members = contact.user.find_by_department(
            FindByDepartmentUserRequest.builder().department_id(sales.open_department_id).page_size(50).build()
        )
        one = contact.user.get(GetUserRequest.builder().user_id("ou_lisi").build())
        wrong = self.send("interactive", {"schema": "2.0", "body": {"elements": [{"tag": "note"}]}}, "ou_zhangsan")
        sent = self.send("file", {"file_key": self.upload("问题行.xlsx", b"PK rows")}, "ou_lisi")
        report(
            "tour",
            sent_file=sent["code"],
            codes=[card["code"], patched.code, read.code, deleted.code],
            read=json.loads(read.data.items[0].body.content),
            members=sorted(each.name for each in members.data.items),
            name=one.data.user.name,
            wrong=wrong["code"],
            tabs=self.tabs(),
            entity=self.entity(),
        )

    def entity(self) -> list[int]:
        """Makes a card entity, sends it, types into it, ends the typing and draws it anew: the codes."""
        kit, words = self._client.cardkit.v1, {"tag": "markdown", "element_id": "words", "content": "正在听…"}
        typing = {"schema": "2.0", "config": {"streaming_mode": True}, "body": {"elements": [words]}}
        body = CreateCardRequestBody.builder().type("card_json").data(json.dumps(typing)).build()
        made = kit.card.create(CreateCardRequest.builder().request_body(body).build())
        card_id = made.data.card_id
        sent = self.send("interactive", {"type": "card", "data": {"card_id": card_id}}, "ou_zhangsan")
        text = ContentCardElementRequestBody.builder().content("正在听…还要几秒").sequence(1).build()
        request = ContentCardElementRequest.builder().card_id(card_id).element_id("words").request_body(text).build()
        typed = kit.card_element.content(request)
        still = SettingsCardRequestBody.builder().settings('{"config": {"streaming_mode": false}}').sequence(2).build()
        stilled = kit.card.settings(SettingsCardRequest.builder().card_id(card_id).request_body(still).build())
        card = CardOfKit.builder().type("card_json").data(json.dumps(DONE)).build()
        drawn = UpdateCardRequestBody.builder().card(card).sequence(3).build()
        request = UpdateCardRequest.builder().card_id(card_id).request_body(drawn).build()
        codes = [kit.card.update(request).code for _ in range(2)]
        return [made.code, sent["code"], typed.code, stilled.code, *codes]

    def delayed(self, token: str) -> None:
        """Draws a pressed card by the press's token, once too often; the SDK has no method of its own for it."""
        codes = []
        for _ in range(3):
            request = lark.BaseRequest.builder().http_method(lark.HttpMethod.POST)
            request = request.uri("/open-apis/interactive/v1/card/update")
            request = request.token_types({lark.AccessTokenType.TENANT}).body({"token": token, "card": DONE})
            codes.append(self._client.request(request.build()).code)
        report("delayed", codes=codes)

    def tabs(self) -> list[Any]:
        """Puts a tab on top of the chat with 张三, finds it in the list and takes it off."""
        chat, tabs = "oc_p2p_zhangsan", self._client.im.v1.chat_tab
        content = ChatTabContent.builder().url("https://crm.example.com/sidebar").build()
        config = ChatTabConfig.builder().is_built_in(True).build()
        tab = ChatTab.builder().tab_name("客户").tab_type("url").tab_content(content).tab_config(config).build()
        body = CreateChatTabRequestBody.builder().chat_tabs([tab]).build()
        made = tabs.create(CreateChatTabRequest.builder().chat_id(chat).request_body(body).build())
        listed = tabs.list_tabs(ListTabsChatTabRequest.builder().chat_id(chat).build())
        ours = [each for each in listed.data.chat_tabs if each.tab_type == "url"]
        gone = DeleteTabsChatTabRequestBody.builder().tab_ids([each.tab_id for each in ours]).build()
        left = tabs.delete_tabs(DeleteTabsChatTabRequest.builder().chat_id(chat).request_body(gone).build())
        return [made.code, [each.tab_name for each in ours], len(left.data.chat_tabs)]


def serve(handler: Any) -> None:
    """A web server that hands requests to the SDK's dispatcher."""

    class Web(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = RawRequest()
            request.uri, request.headers = self.path, dict(self.headers)
            request.body = self.rfile.read(int(self.headers["Content-Length"]))
            response = handler.do(request)
            self.send_response(response.status_code)
            self.end_headers()
            self.wfile.write(response.content or b"")

        def log_message(self, format: str, *arguments: Any) -> None:
            print(format % arguments, file=sys.stderr)

    server = HTTPServer(("127.0.0.1", 0), Web)
    report("listening", url=f"http://127.0.0.1:{server.server_port}/callback/feishu")
    server.serve_forever()


def main() -> None:
    """Connect and stay connected."""
    transport, base, app_id, app_secret, encrypt_key, token = sys.argv[1:]
    bot = Bot(base, app_id, app_secret)
    if transport == "http":
        serve(bot.handler(encrypt_key, token))
    else:
        bot.tour()
        # Nothing is encrypted on the long connection, and the SDK checks neither signature nor token there.
        lark.ws.Client(app_id, app_secret, event_handler=bot.handler("", ""), domain=base).start()


if __name__ == "__main__":
    main()
