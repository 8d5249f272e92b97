"""Messages as a product sends them, in each platform's own JSON."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
_DAYS = [("0309", "3月9日 周一"), ("0311", "3月11日 周三"), ("0313", "3月13日 周五")]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(content: str) -> Json:
    return {"tag": "plain_text", "content": content}


def _feishu(*elements: Json, template: str, title: str, tag: str) -> Json:
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "summary": {"content": title}},
        "header": {
            "template": template,
            "title": _plain(title),
            "text_tag_list": [{"tag": "text_tag", "text": _plain(tag), "color": template}],
        },
        "body": {"elements": list(elements)},
    }


def _feishu_button(label: str, action: str, **more: Any) -> Json:
    behaviors = [{"type": "callback", "value": {"action": action}}]
    return {"tag": "button", "type": "primary", "text": _plain(label), "behaviors": behaviors, **more}


_WECOM_CARD: Json = {
    "msgtype": "template_card",
    "template_card": {
        "card_type": "button_interaction",
        "task_id": "draft-88@1",
        "source": {"desc": "侧记 · 待确认", "desc_color": 1},
        "main_title": {"title": "拜访 · A公司 · 王总", "desc": "3月2日 周一 · 确认前不会写入"},
        "quote_area": {"type": 0, "title": "原话", "quote_text": "今天拜访了A公司王总，聊了新产品"},
        "sub_title_text": "也可以直接说「不是王总，是李总」",
        "horizontal_content_list": [
            {"keyname": "客户", "value": "A公司"},
            {"keyname": "内容", "value": "聊了新产品"},
        ],
        "button_selection": {
            "question_key": "due",
            "title": "截止",
            "selected_id": "0313",
            "option_list": [{"id": value, "text": label} for value, label in _DAYS],
        },
        "button_list": [
            {"text": "确认", "style": 1, "key": "draft:confirm:88@1"},
            {"text": "改", "style": 1, "key": "draft:edit:88@1"},
        ],
    },
}

WECOM_VOTE: Json = {
    "msgtype": "template_card",
    "template_card": {
        "card_type": "vote_interaction",
        "task_id": "fill-7@1",
        "main_title": {"title": "补全建议"},
        "checkbox": {
            "question_key": "fields",
            "mode": 1,
            "option_list": [
                {"id": "name", "text": "全称 宁波东方精工科技有限公司", "is_checked": True},
                {"id": "contact", "text": "联系人 李工", "is_checked": True},
                {"id": "source", "text": "来源 展会", "is_checked": True},
            ],
        },
        "submit_button": {"text": "采用所选", "key": "lead:take:7@1"},
    },
}

_DINGTALK_MARKDOWN: Json = {
    "msgKey": "sampleMarkdown",
    "msgParam": {
        "title": "日报草稿待确认",
        "text": "### 【待确认】日报草稿  \n  > 今天拜访了A公司王总  \n  - **客户** A公司 · 139****5678  \n  "
        "[确认](dtmd://dingtalkclient/sendMessage?content=%E7%A1%AE%E8%AE%A4)  "
        "[改](dtmd://dingtalkclient/sendMessage?content=%E6%94%B9)  \n  或直接回「确认」「改」",
    },
}


def _press(label: str, action: str) -> Json:
    return {"text": label, "event": {"type": "sendCardRequest", "params": {"actionId": action}}}


DINGTALK_CARD: Json = {
    "cardParamMap": {
        "title": "日报草稿",
        "tag": "待确认",
        "content1": "拜访 · A公司  \n  > 今天拜访了A公司王总  \n  - **客户** A公司  \n  - **内容** 聊了新产品",
        "form": _json(
            {
                "fields": [
                    {
                        "name": "due",
                        "label": "截止",
                        "type": "SELECT",
                        "defaultValue": {"index": 2, "value": "0313"},
                        "options": [{"value": value, "text": label} for value, label in _DAYS],
                    },
                    {"name": "action", "type": "TEXT", "hidden": True, "defaultValue": "draft:due:88@1"},
                ]
            }
        ),
        "submit": "改截止",
        "buttons1": _json([_press("确认", "draft:confirm:88@1"), _press("不记", "draft:drop:88@1")]),
        "footer": "确认前不会写入",
    }
}

_FEISHU_CARD: Json = {
    "msg_type": "interactive",
    "content": _feishu(
        {
            "tag": "div",
            "fields": [
                {"is_short": True, "text": {"tag": "lark_md", "content": "**客户**\nA公司"}},
                {"is_short": True, "text": {"tag": "lark_md", "content": "**内容**\n聊了新产品"}},
            ],
        },
        {
            "tag": "collapsible_panel",
            "expanded": True,
            "header": {"title": _plain("原话与依据")},
            "elements": [{"tag": "markdown", "content": "<font color='grey'>今天拜访了A公司王总</font>"}],
        },
        {
            "tag": "column_set",
            "flex_mode": "flow",
            "columns": [
                {"tag": "column", "width": "auto", "elements": [_feishu_button("确认", "draft:confirm:88@1")]},
                {"tag": "column", "width": "auto", "elements": [_feishu_button("不记", "draft:drop:88@1")]},
            ],
        },
        template="orange",
        title="日报草稿",
        tag="待确认",
    ),
}

FEISHU_FORM: Json = {
    "msg_type": "interactive",
    "content": _feishu(
        {
            "tag": "form",
            "name": "lead",
            "elements": [
                {"tag": "input", "name": "phone", "label": _plain("手机号"), "required": True},
                {"tag": "input", "name": "company", "label": _plain("企业名称"), "required": True},
                {
                    "tag": "select_static",
                    "name": "stage",
                    "placeholder": _plain("跟进阶段"),
                    "options": [{"text": _plain(each), "value": each} for each in ("初步沟通", "需求确认")],
                },
                _feishu_button("保存", "lead:save:0@1", name="save", form_action_type="submit"),
            ],
        },
        template="blue",
        title="新线索",
        tag="3 项即可",
    ),
}

FEISHU_DONE: Json = _feishu(
    {"tag": "div", "text": _plain("已保存：宁波东方精工 · 139****5678 · 初步沟通")},
    template="green",
    title="已保存",
    tag="+5 积分（共 5）",
)

CARDS: list[tuple[str, Json, list[str], list[str]]] = [
    ("wecom", _WECOM_CARD, ["侧记 · 待确认", "拜访 · A公司 · 王总", "原话", "客户", "聊了新产品"], ["确认", "改"]),
    ("dingtalk", _DINGTALK_MARKDOWN, ["【待确认】日报草稿", "今天拜访了A公司王总", "139****5678"], ["确认", "改"]),
    ("dingtalk", DINGTALK_CARD, ["日报草稿", "待确认", "聊了新产品", "确认前不会写入"], ["改截止", "确认", "不记"]),
    ("feishu", _FEISHU_CARD, ["日报草稿", "待确认", "A公司", "今天拜访了A公司王总"], ["确认", "不记"]),
]
"""Platform, message, words that must stand on it, buttons that can be pressed."""
