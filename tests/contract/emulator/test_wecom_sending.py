"""message/send and what becomes of a message, as a caller of the real server would find it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.emulator.wecom_emulation import Emulation, emulation

BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "fu-8812@1",
    "source": {"desc": "侧记 · 待确认", "desc_color": 2},
    "main_title": {"title": "拜访 · A公司 · 王总", "desc": "3月2日 周一"},
    "sub_title_text": "确认前不会写入",
    "horizontal_content_list": [
        {"keyname": "电话", "value": "138****0001"},
        {"type": 1, "keyname": "详情", "value": "看全部", "url": "https://crm.example.cn/c/1"},
    ],
    "button_selection": {
        "question_key": "due",
        "title": "截止",
        "option_list": [{"id": "d1", "text": "明天"}, {"id": "d7", "text": "下周"}],
    },
    "button_list": [
        {"text": "确认", "style": 1, "key": "ok"},
        {"text": "不记", "style": 2, "key": "drop"},
        {"type": 1, "text": "打开", "url": "https://crm.example.cn/open"},
    ],
}
VOTE: dict[str, Any] = {
    "card_type": "vote_interaction",
    "task_id": "vote-1",
    "main_title": {"title": "客户核心痛点？"},
    "checkbox": {
        "question_key": "pain",
        "mode": 1,
        "option_list": [{"id": "price", "text": "价格高"}, {"id": "slow", "text": "交付慢"}],
    },
    "submit_button": {"text": "提交", "key": "go"},
}


def card(base: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {**(base or BUTTONS), **changes}


async def shown(running: Emulation, user: str = "zhangsan") -> dict[str, Any]:
    return (await running.messages(user))[-1]


async def test_text_is_cut_at_2048_bytes_without_a_word() -> None:
    async with emulation() as running:
        answer = await running.send("text", {"content": "汉" * 1000})
        assert (answer["errcode"], answer["invaliduser"]) == (0, "")
        assert (await shown(running))["text"] == "汉" * 682


async def test_links_in_texts_can_be_pressed() -> None:
    async with emulation() as running:
        await running.send("text", {"content": '看<a href="https://a.cn/x?y=1&amp;z=2">这里</a>'})
        message = await shown(running)
        assert message["text"] == "看这里"
        assert [(each["label"], each["url"]) for each in message["buttons"]] == [("这里", "https://a.cn/x?y=1&z=2")]
        opened = await running.control("wecom/press", user="zhangsan", message_id=message["message_id"], button="这里")
        assert opened["url"] == "https://a.cn/x?y=1&z=2"
        assert running.product.heard == []


async def test_recipients_partly_wrong_are_named_in_lower_case() -> None:
    async with emulation() as running:
        answer = await running.send("text", {"content": "好"}, touser="ZhangSan|NoBody", toparty="2|99")
        assert answer["errcode"] == 0
        assert (answer["invaliduser"], answer["invalidparty"]) == ("nobody", "99")
        for user in ("zhangsan", "lisi", "chenjingli"):
            assert len(await running.messages(user)) == 1
        assert await running.messages("xiaolin") == []
        await running.send("text", {"content": "全体"}, touser="@all")
        assert (await shown(running, "xiaolin"))["text"] == "全体"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"touser": "", "agentid": 1000002, "msgtype": "text", "text": {"content": "x"}}, 82001),
        ({"touser": "nobody", "agentid": 1000002, "msgtype": "text", "text": {"content": "x"}}, 81013),
        ({"touser": "|".join(["u"] * 1001), "agentid": 1000002, "msgtype": "text", "text": {"content": "x"}}, 40032),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "text", "text": {"content": ""}}, 44004),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "text"}, 40035),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "hologram", "hologram": {}}, 40008),
        ({"touser": "lisi", "msgtype": "text", "text": {"content": "x"}}, 41011),
        ({"touser": "lisi", "agentid": "ww", "msgtype": "text", "text": {"content": "x"}}, 40056),
        ({"touser": "lisi", "agentid": 7, "msgtype": "text", "text": {"content": "x"}}, 301002),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "textcard", "textcard": {"title": "x"}}, 41033),
        ({"touser": "lisi", "agentid": 1000002, "msgtype": "news", "news": {"articles": []}}, 45008),
    ],
)
async def test_wrong_messages_are_refused_with_the_real_codes(body: dict[str, Any], code: int) -> None:
    async with emulation() as running:
        answer = await running.call("message/send", body)
        assert answer["errcode"] == code
        assert f"query?e={code}" in answer["errmsg"]
        assert "msgid" not in answer
        assert await running.messages("lisi") == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("message/send", {"enable_duplicate_check": 1, "duplicate_check_interval": "soon"}),
        ("message/update_template_card", {"partyids": ["sales"], "button": {"replace_name": "好"}}),
        ("externalcontact/batch/get_by_user", {"userid_list": ["zhangsan"], "limit": "all"}),
    ],
)
async def test_numbers_that_are_none_are_refused(path: str, body: dict[str, Any]) -> None:
    async with emulation() as running:
        text = {"touser": "lisi", "agentid": 1000002, "msgtype": "text", "text": {"content": "x"}}
        assert (await running.call(path, {**text, **body}))["errcode"] == 40035


async def test_a_body_that_is_no_json_says_so() -> None:
    async with emulation() as running:
        url = f"{running.base}/cgi-bin/message/send"
        query = {"access_token": await running.token()}
        async with running.http.post(url, params=query, data="{touser") as response:
            assert response.status == 200
            assert "wrong json format" in (await response.json())["errmsg"]
        half = r'{"touser":"lisi","agentid":1000002,"msgtype":"text","text":{"content":"\ud83d"}}'
        async with running.http.post(url, params=query, data=half) as response:
            assert (await response.json())["errcode"] == 40033


async def test_more_than_thirty_a_minute_vanish_silently() -> None:
    async with emulation() as running:
        for number in range(35):
            assert (await running.send("text", {"content": str(number)}))["errcode"] == 0
        assert len(await running.messages()) == 30
        running.machine.advance(seconds=61)
        await running.send("text", {"content": "later"})
        assert (await shown(running))["text"] == "later"


async def test_the_duplicate_check_shows_a_message_once() -> None:
    async with emulation() as running:
        same: dict[str, Any] = {"enable_duplicate_check": 1, "duplicate_check_interval": 60}
        first = await running.send("text", {"content": "一次"}, **same)
        again = await running.send("text", {"content": "一次"}, **same)
        assert first["msgid"] == again["msgid"]
        assert len(await running.messages()) == 1
        running.machine.advance(seconds=61)
        await running.send("text", {"content": "一次"}, **same)
        assert len(await running.messages()) == 2


async def test_a_card_shows_its_words_buttons_and_inputs() -> None:
    async with emulation() as running:
        answer = await running.send("template_card", BUTTONS)
        assert answer["response_code"]
        message = await shown(running)
        assert message["message_id"] == answer["msgid"]
        assert message["text"].split("\n") == [
            "侧记 · 待确认",
            "拜访 · A公司 · 王总",
            "3月2日 周一",
            "确认前不会写入",
            "电话 138****0001",
            "详情 看全部",
            "截止",
            "确认",
            "不记",
            "打开",
        ]
        assert [(each["id"], each["label"], each["url"]) for each in message["buttons"][:3]] == [
            ("ok", "确认", None),
            ("drop", "不记", None),
            ("url:3", "打开", "https://crm.example.cn/open"),
        ]
        assert message["inputs"][0]["name"] == "due"
        assert message["inputs"][0]["value"] == "d1"
        assert [each["label"] for each in message["inputs"][0]["options"]] == ["明天", "下周"]


async def test_pressing_sends_the_event_with_what_is_selected() -> None:
    """H8: by id or label; the selection is the client's default unless changed."""
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS)
        press = {"user": "zhangsan", "message_id": sent["msgid"]}
        await running.control("wecom/press", **press, button="确认", form={"due": "下周"})
        await running.control("wecom/press", **press, button="drop")
        first, second = running.product.heard
        assert (first["Event"], first["EventKey"], first["TaskId"]) == ("template_card_event", "ok", "fu-8812@1")
        assert first["CardType"] == "button_interaction"
        assert first["SelectedItems"]["SelectedItem"] == {
            "QuestionKey": "due",
            "OptionIds": {"OptionId": "d7"},
        }
        assert second["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == "d1"
        codes = {sent["response_code"], first["ResponseCode"], second["ResponseCode"]}
        assert len(codes) == 3
        assert (await running.refused("wecom/press", **press, button="确认", form={"due": "明年"}))[0] == 400
        assert (await running.refused("wecom/press", **press, button="确认", form={"x": "1"}))[0] == 400
        assert (await running.refused("wecom/press", **press, button="核爆"))[0] == 404


async def test_a_vote_needs_a_choice_and_carries_them_all() -> None:
    async with emulation() as running:
        sent = await running.send("template_card", VOTE)
        press = {"user": "zhangsan", "message_id": sent["msgid"], "button": "提交"}
        assert (await running.refused("wecom/press", **press))[0] == 400
        await running.control("wecom/press", **press, form={"pain": ["price", "交付慢"]})
        item = running.product.heard[0]["SelectedItems"]["SelectedItem"]
        assert item["OptionIds"]["OptionId"] == ["price", "slow"]


async def update(running: Emulation, code: str, **change: Any) -> dict[str, Any]:
    body = {"userids": ["zhangsan"], "agentid": 1000002, "response_code": code, **change}
    return await running.call("message/update_template_card", body)


async def test_a_response_code_changes_the_card_once() -> None:
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS)
        greyed = await update(running, sent["response_code"], button={"replace_name": "已确认"})
        assert greyed == {"errcode": 0, "errmsg": "ok", "invaliduser": []}
        message = await shown(running)
        assert message["state"] == "updated"
        assert [each["label"] for each in message["buttons"][:3]] == ["已确认", "已确认", "打开"]
        again = await update(running, sent["response_code"], button={"replace_name": "再来"})
        assert again["errcode"] == 60140
        press = {"user": "zhangsan", "message_id": sent["msgid"], "button": "ok"}
        assert (await running.refused("wecom/press", **press))[0] == 400


async def test_a_card_is_replaced_for_those_named_only() -> None:
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS, touser="zhangsan|lisi")
        done = {
            "card_type": "text_notice",
            "main_title": {"title": "已写入"},
            "card_action": {"type": 1, "url": "https://crm.example.cn"},
        }
        body = {
            "userids": ["zhangsan", "xiaolin", "Ghost"],
            "agentid": 1000002,
            "response_code": sent["response_code"],
            "template_card": done,
        }
        answer = await running.call("message/update_template_card", body)
        assert answer["invaliduser"] == ["xiaolin", "ghost"]
        assert (await shown(running))["text"] == "已写入"
        assert (await shown(running, "lisi"))["state"] == "shown"


async def test_response_codes_end_after_72_hours() -> None:
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS)
        running.machine.advance(hours=73)
        late = await update(running, sent["response_code"], button={"replace_name": "已确认"})
        assert late["errcode"] == 60140


async def test_business_time_does_not_age_response_codes() -> None:
    """72 hours pass on the demo's clock while the card stays usable."""
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS)
        await running.control("clock", advance=100 * 3600)
        answer = await update(running, sent["response_code"], button={"replace_name": "已确认"})
        assert answer["errcode"] == 0


async def test_passive_card_updates_are_taken_too() -> None:
    async with emulation() as running:
        sent = await running.send("template_card", BUTTONS)
        running.product.reply = (
            "<xml><MsgType>update_button</MsgType><Button><ReplaceName>已处理</ReplaceName></Button></xml>"
        )
        press = {"user": "zhangsan", "message_id": sent["msgid"], "button": "确认"}
        told = await running.control("wecom/press", **press)
        assert told["card_updated"]
        assert (await shown(running))["buttons"][0]["label"] == "已处理"
        sent = await running.send("template_card", card(task_id="second"))
        running.product.reply = (
            "<xml><MsgType>update_template_card</MsgType><TemplateCard><CardType>button_interaction</CardType>"
            "<MainTitle><Title>已写入</Title></MainTitle>"
            "<ButtonList><Text>撤销</Text><Style>2</Style><Key>undo</Key></ButtonList>"
            "<ButtonList><Text>改</Text><Style>1</Style><Key>edit</Key></ButtonList></TemplateCard></xml>"
        )
        await running.control("wecom/press", **{**press, "message_id": sent["msgid"]})
        message = await shown(running)
        assert message["text"] == "已写入\n撤销\n改"
        assert [each["id"] for each in message["buttons"]] == ["undo", "edit"]


async def test_interactive_cards_need_a_callback_address() -> None:
    async with emulation(connected=False) as running:
        assert (await running.send("template_card", BUTTONS))["errcode"] == 43012


async def test_a_task_id_is_used_once() -> None:
    async with emulation() as running:
        assert (await running.send("template_card", BUTTONS))["errcode"] == 0
        assert (await running.send("template_card", BUTTONS))["errcode"] == 42014


async def test_messages_are_recalled_within_24_hours() -> None:
    async with emulation() as running:
        first = await running.send("text", {"content": "说错了"})
        assert (await running.call("message/recall", {"msgid": first["msgid"]}))["errcode"] == 0
        message = await shown(running)
        assert (message["state"], message["text"]) == ("recalled", "")
        second = await running.send("text", {"content": "晚了"})
        running.machine.advance(hours=25)
        assert (await running.call("message/recall", {"msgid": second["msgid"]}))["errcode"] == 42052


def without(name: str, base: dict[str, Any] | None = None) -> dict[str, Any]:
    return {key: value for key, value in (base or BUTTONS).items() if key != name}


def option(number: int) -> dict[str, str]:
    return {"id": f"o{number}", "text": f"选项{number}"}


NOTICE = {
    "card_type": "text_notice",
    "main_title": {"title": "未跟进超24小时"},
    "card_action": {"type": 1, "url": "https://crm.example.cn"},
}
NEWS = {**NOTICE, "card_type": "news_notice", "card_image": {"url": "https://a.cn/1.png", "aspect_ratio": 2.0}}
SELECTS: dict[str, Any] = {
    "card_type": "multiple_interaction",
    "task_id": "m-1",
    "main_title": {"title": "选"},
    "select_list": [{"question_key": "a", "option_list": [option(1)]}],
    "submit_button": {"text": "提交", "key": "go"},
}
ROW = {"keyname": "电话", "value": "1"}
BUTTON = {"text": "确认", "key": "ok"}

WRONG: list[tuple[str, dict[str, Any], set[int]]] = [
    ("card type", card(card_type="hologram"), {42031}),
    ("no task id", without("task_id"), {42014}),
    ("bad task id", card(task_id="中文"), {42014}),
    ("long task id", card(task_id="x" * 129), {42014}),
    ("no title", card(main_title={}, sub_title_text=""), {42032}),
    ("seven rows", card(horizontal_content_list=[ROW] * 7), {42035}),
    ("row without name", card(horizontal_content_list=[{"value": "1"}]), {42027}),
    ("row without url", card(horizontal_content_list=[{**ROW, "type": 1}]), {42028}),
    ("row without file", card(horizontal_content_list=[{**ROW, "type": 2}]), {42029}),
    ("row without user", card(horizontal_content_list=[{**ROW, "type": 3}]), {40003}),
    ("row type", card(horizontal_content_list=[{**ROW, "type": 9}]), {42033}),
    ("four jumps", card(jump_list=[{"title": "看"}] * 4), {42036}),
    ("jump without title", card(jump_list=[{"type": 1, "url": "https://a.cn"}]), {42032}),
    ("jump to mini program", card(jump_list=[{"type": 2, "title": "看"}]), {42030}),
    ("no buttons", card(button_list=[]), {42037}),
    ("seven buttons", card(button_list=[{"text": "x", "key": str(n)} for n in range(7)]), {42037}),
    ("button without key", card(button_list=[{"text": "x"}]), {42050}),
    ("button key too long", card(button_list=[{"text": "x", "key": "k" * 1025}]), {42050}),
    ("link button without url", card(button_list=[{"text": "x", "type": 1}]), {42028}),
    ("same key twice", card(button_list=[BUTTON, BUTTON]), {42051}),
    ("no options", card(button_selection={"question_key": "q", "option_list": []}), {42038}),
    (
        "eleven options",
        card(button_selection={"question_key": "q", "option_list": [option(n) for n in range(11)]}),
        {42038},
    ),
    ("no question key", card(button_selection={"option_list": [option(1)]}), {42044}),
    ("same option twice", card(button_selection={"question_key": "q", "option_list": [option(1)] * 2}), {42043}),
    ("menu of four", card(action_menu={"action_list": [BUTTON] * 4}), {42041}),
    ("rows no list", card(horizontal_content_list={"keyname": "x"}), {40035}),
    ("vote without boxes", without("checkbox", VOTE), {42049}),
    (
        "vote of 21",
        card(VOTE, checkbox={"question_key": "q", "option_list": [option(n) for n in range(21)]}),
        {42038},
    ),
    ("vote without submit", without("submit_button", VOTE), {42048}),
    ("no selects", without("select_list", SELECTS), {42049}),
    ("four selects", card(SELECTS, select_list=[SELECTS["select_list"][0]] * 4), {42040}),
    ("notice without action", without("card_action", NOTICE), {42046}),
    ("action without url", card(NOTICE, card_action={"type": 1}), {42028}),
    ("news without picture", without("card_image", NEWS), {42045}),
    ("picture too wide", card(NEWS, card_image={"url": "https://a.cn/1.png", "aspect_ratio": 3}), {42045}),
    ("five paragraphs", card(NEWS, vertical_content_list=[{"title": "x"}] * 5), {42039}),
]


@pytest.mark.parametrize(("name", "wrong", "expected"), WRONG, ids=[name for name, _, _ in WRONG])
async def test_wrong_cards_are_refused(name: str, wrong: dict[str, Any], expected: set[int]) -> None:
    async with emulation() as running:
        answer = await running.send("template_card", wrong)
        assert answer["errcode"] in expected, answer
        assert await running.messages() == []


@pytest.mark.parametrize("right", [NOTICE, NEWS, BUTTONS, VOTE, SELECTS], ids=lambda each: each["card_type"])
async def test_each_kind_of_card_is_taken(right: dict[str, Any]) -> None:
    async with emulation() as running:
        answer = await running.send("template_card", right)
        assert answer["errcode"] == 0
        assert ("response_code" in answer) == (right["card_type"].endswith("interaction"))
        assert (await shown(running))["text"]
