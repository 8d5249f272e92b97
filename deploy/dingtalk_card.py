"""Writes `guide/dingtalk_card.json`, the card template that an admin imports into DingTalk's card platform.

Run it as `python deploy/dingtalk_card.py` after a change. The file has the shape of the platform's own exports: an
envelope whose `editorData` is the editor's document as a JSON string. The variables are those of
`cards.render.dingtalk_card`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]

FILE = Path(__file__).parent / "guide" / "dingtalk_card.json"

CONTENTS = ("content1", "content2", "content3", "content4")
BUTTON_GROUPS = ("buttons1", "buttons2")
SAMPLE = {
    "title": "日报草稿",
    "tag": "待确认",
    "content1": "> 今天拜访了A公司王总\n\n- **客户** A公司 · 王总",
    "submit": "改截止",
    "hint": "也可以直接说「改 截止 周四」",
    "footer": "确认前不会写入",
}


def template() -> Json:
    """The envelope that the card platform imports."""
    packed = json.dumps(_document(), ensure_ascii=False, separators=(",", ":"))
    return {"editorData": packed, "widgetInfo": "", "type": "im", "mode": "card"}


def _document() -> Json:
    root = _component("Card", "card", "", {"summaryContent": _variable("title"), "isLinkToCard": False})
    root["children"] = [
        _component("CardHeaderV2", "header", "卡片头部", {"title": _text("${title}")}),
        _words("tag", bold=True),
        *(_markdown(name) for name in CONTENTS),
        _form(),
        *(_button_group(name) for name in BUTTON_GROUPS),
        _words("hint"),
        _words("footer"),
    ]
    names = sorted({each["componentName"] for each in (root, *root["children"])})
    return {
        "schemaVersion": "3.0.0",
        "schema": {
            "version": "1.0.0",
            "componentsMap": [_known(name) for name in names],
            "componentsTree": [root],
            "i18n": {},
        },
        "mockData": {"cardData": _sample(), "cardPrivateData": {}, "localData": {}, "richTextData": {}},
        "editVersion": 0,
        "customWidgetInfo": "",
        "useCustomWidgetInfo": False,
        "variableList": variables(),
        **{name: [] for name in ("formList", "expList", "localList", "hsfList", "lwpList", "customContextList")},
        "extension": {"extendType": "NORMAL", "fileTypeList": []},
    }


def variables() -> list[Json]:
    """The variables with their types, as the editor lists them."""
    texts = {
        "title": "标题",
        "tag": "消息的种类",
        "submit": "表单按钮的文字",
        "hint": "还能怎么说",
        "footer": "数据截止",
    }
    return [
        *(_listed(name, "string", said) for name, said in texts.items()),
        *(_listed(name, "markdown", "正文，一段不超过 1 KB") for name in CONTENTS),
        {**_listed("form", "form", "表单"), "schema": [_fields_schema()]},
        *({**_listed(name, "buttonGroup", "按钮"), "schema": _button_schema(name)} for name in BUTTON_GROUPS),
    ]


def _component(name: str, node: str, title: str, props: Json) -> Json:
    return {
        "componentName": name,
        "id": f"node_{node}",
        "props": props,
        "title": title,
        "hidden": False,
        "isLocked": False,
        "condition": True,
        "conditionGroup": "",
    }


def _words(name: str, *, bold: bool = False) -> Json:
    """A line of plain text, gone when its variable is empty."""
    props = {
        "text": _text(f"${{{name}}}"),
        "hoverText": _text(""),
        **_margins(4),
        "maxLine": _fixed("dynamicNumber", 8),
        "color": _fixed("dynamicColor", "common_level1_base_color" if bold else "common_level3_base_color"),
        "fontColorType": "Standard",
        "fontSizeType": "Standard",
        "styleType": "custom",
        "customFontSize": 14 if bold else 12,
        "customFontLineHeight": 22 if bold else 18,
        "bold": bold,
        "gravity": "left",
        "widthMode": "match_parent",
        "visible": _shown_with(name),
    }
    return _component("BaseText", name, "基础文本", props)


def _markdown(name: str) -> Json:
    # Without `varType` the platform leaves the text blank.
    props = {
        "mdVer": 0,
        "icon": {"type": "icon", "icon": "", "iconType": "emoji"},
        "content": {**_variable(name), "varType": "markdown"},
        "isStreaming": False,
        "visible": _shown_with(name),
        **_margins(6),
    }
    return _component("MarkdownBlock", name, "富文本", props)


def _form() -> Json:
    props = {
        "id": "form",
        "submitText": _text("${submit}"),
        "formSchema": _variable("form"),
        "params": [],
        "status": _fixed("dynamicSelect", "normal"),
        "visible": _shown_with("submit"),
        "actionType": "request",
    }
    return _component("Form", "form", "表单", props)


def _button_group(name: str) -> Json:
    props = {
        "buttonsSource": "variable",
        "dynamicButtons": _variable(name),
        "fixedButtonIds": [],
        "fixedButtons": [],
        "visible": {"type": "dynamicVisible", "value": True, "valueType": "fixed", "condition": _all_of([])},
        "enableResponsiveLayout": True,
        "responsiveLayoutWidth": 350,
        "matchContent": False,
        "buttonSpacing": 8,
        **_margins(6),
    }
    return _component("ButtonGroup", name, "按钮组", props)


def _known(name: str) -> Json:
    if name == "Form":
        return {"devMode": "lowCode", "componentName": name}
    return {
        "package": "@ali/dxComponent",
        "version": "1.0.0",
        "exportName": name,
        "main": "./src/index.tsx",
        "destructuring": False,
        "subName": "",
        "componentName": name,
    }


def _listed(name: str, kind: str, said: str, *, own: bool = True) -> Json:
    """A variable, or a part of one that the editor has made itself."""
    return {
        "id": name,
        "name": name.rpartition(".")[2],
        "type": kind,
        "description": said,
        "private": False,
        "editorVarType": "variables",
        "disabled": not own,
    }


def _part(name: str, kind: str, *schema: Json) -> Json:
    return {**_listed(name, kind, "", own=False), **({"schema": list(schema)} if schema else {})}


def _fields_schema() -> Json:
    kinds = {
        **dict.fromkeys(("name", "label", "type", "requiredMsg", "placeholder", "defaultValue"), "string"),
        **dict.fromkeys(("hidden", "required", "readOnly"), "boolean"),
    }
    option = [_part(f"form.fields[0].options[0].{name}", "string") for name in ("value", "text")]
    return _part(
        "form.fields",
        "loopArray",
        *(_part(f"form.fields[0].{name}", kind) for name, kind in kinds.items()),
        _part("form.fields[0].options", "loopArray", *option),
    )


def _button_schema(name: str) -> list[Json]:
    inner = [_part(f"{name}.{each}", kind) for each, kind in (("url", "string"), ("actionId", "string"))]
    given = _part(f"{name}.params", "object", *inner, _part(f"{name}.params", "object"))
    event = _part(f"{name}.event", "dynamicEvent", _part(f"{name}.type", "string"), given)
    return [*(_part(f"{name}.{each}", "string") for each in ("text", "color", "status")), event]


def _sample() -> Json:
    days = [{"value": "0311", "text": "3月11日 周三"}, {"value": "0313", "text": "3月13日 周五"}]
    field = {"name": "due", "label": "截止", "type": "SELECT", "options": days}
    event = {"type": "sendCardRequest", "params": {"actionId": "draft:confirm:88@1", "params": {}}}
    button = {"text": "确认", "color": "blue", "status": "normal", "event": event}
    empty = {"content2": "", "content3": "", "content4": "", "buttons2": []}
    return {**SAMPLE, **empty, "form": {"fields": [field]}, "buttons1": [button]}


def _text(content: str) -> Json:
    return {"type": "dynamicString", "content": content, "i18n": False}


def _variable(name: str) -> Json:
    return {"type": "variableValue", "variableType": "global", "variable": name}


def _fixed(kind: str, value: Any) -> Json:
    return {"type": kind, "valueType": "fixed", "value": value, "variable": "", "variableType": "global"}


def _shown_with(name: str) -> Json:
    """Visible while a variable has something in it."""
    holds = {
        "op": "isTrue",
        "type": "variable",
        "variable": name,
        "variableType": "global",
        "value": "",
        "valueType": "fixed",
        "valueVariableType": "global",
    }
    return {"type": "dynamicVisible", "value": True, "valueType": "condition", "condition": _all_of([holds])}


def _all_of(conditions: list[Json]) -> Json:
    return {"op": "and", "conditions": conditions}


def _margins(height: int) -> Json:
    return {"marginLeft": 12, "marginRight": 12, "marginTop": height, "marginBottom": height}


if __name__ == "__main__":
    FILE.write_text(json.dumps(template(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
