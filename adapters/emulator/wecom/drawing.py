"""How WeCom's client draws what an app sends: the words, the buttons and what can be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from adapters.emulator.records import Block, Button, Input, Option

Json = dict[str, Any]

_ANCHOR = re.compile(r"""<a\s[^>]*href\s*=\s*["']([^"']*)["'][^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?(?:a|div|span|font|br)\b[^>]*>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_MARKDOWN_MARKS = re.compile(r"^(?:#{1,6}\s+|>\s?)|`", re.MULTILINE)
_MARKDOWN_BOLD = re.compile(r"\*\*(?=[^\s*])(.+?)(?<=[^\s*])\*\*")


@dataclass(frozen=True)
class Drawing:
    """What stands on a message."""

    kind: str
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    inputs: tuple[Input, ...] = ()

    @property
    def text(self) -> str:
        """All words in reading order, one piece a line, those on buttons included."""
        labels = {button.id: button.label for button in self.buttons}
        lines = [
            line
            for block in self.blocks
            for line in ([labels[item] for item in block.items] if block.kind == "buttons" else [_line(block)])
        ]
        return "\n".join(line for line in lines if line)

    def greyed(self, replaced: str, only: str | None = None) -> Drawing:
        """The same with its buttons replaced by a text and nothing left to press or fill in."""
        return replace(
            self,
            buttons=tuple(
                button
                if button.url is not None or button.style == "menu" or (only is not None and button.id != only)
                else replace(button, label=replaced, disabled=True)
                for button in self.buttons
            ),
            inputs=tuple(replace(each, disabled=True) for each in self.inputs),
        )


def _line(block: Block) -> str:
    return f"{block.label} {block.text}".strip()


def text(content: str) -> Drawing:
    """A text message: links in it can be pressed."""
    links = [_link(number, label, url) for number, (url, label) in enumerate(_ANCHOR.findall(content), 1)]
    return Drawing("text", (Block("text", _plain(content)),), tuple(links))


def markdown(content: str) -> Drawing:
    """A markdown message; the block keeps the marks for the page to draw."""
    found = _MARKDOWN_LINK.findall(content)
    links = [_link(number, label, url) for number, (label, url) in enumerate(found, 1)]
    bare = _MARKDOWN_BOLD.sub(r"\1", _MARKDOWN_LINK.sub(r"\1", _plain(content)))
    shown = _MARKDOWN_MARKS.sub("", bare)
    return Drawing("markdown", (Block("markdown", shown, style=content),), tuple(links))


def textcard(card: Json) -> Drawing:
    """A text card: one link over the whole card."""
    blocks = (
        Block("title", card["title"]),
        Block("text", _plain(card["description"])),
        Block("buttons", items=("open",)),
    )
    return Drawing("textcard", blocks, (Button("open", card.get("btntxt") or "详情", card["url"]),))


def news(articles: list[Json]) -> Drawing:
    """Articles with pictures."""
    blocks: list[Block] = []
    buttons: list[Button] = []
    for number, article in enumerate(articles, 1):
        blocks.append(Block("title", article["title"]))
        blocks.append(Block("text", article.get("description") or article.get("digest") or ""))
        if article.get("picurl"):
            blocks.append(Block("image", url=article["picurl"]))
        if article.get("url"):
            buttons.append(_link(number, article["title"], article["url"]))
    return Drawing("news", tuple(blocks), tuple(buttons))


def medium(kind: str, filename: str, address: str) -> Drawing:
    """A picture, voice, video or file, with the address where the client fetches it."""
    words = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}[kind]
    if kind == "file":
        return Drawing(kind, (Block("file", filename, url=address),), ())
    block = Block("image" if kind == "image" else "text", f"{words} {filename}".strip(), url=address)
    return Drawing(kind, (block,), (Button("open", filename or words, address),))


def template_card(card: Json) -> Drawing:
    """Any of the five template cards."""
    blocks = [*_heading(card), *_rows(card)]
    inputs = tuple(_inputs(card))
    blocks += [Block("input", label=each.label, items=(each.name,)) for each in inputs]
    buttons = tuple(_buttons(card))
    # The values of rows are words already, and the link over the whole card has none.
    if labelled := tuple(button.id for button in buttons if button.style not in ("row", "card")):
        blocks.append(Block("buttons", items=labelled))
    drawing = Drawing("template_card", tuple(blocks), buttons, inputs)
    return drawing.greyed(card["replace_text"]) if card.get("replace_text") else drawing


def _heading(card: Json) -> Iterable[Block]:
    source, title = card.get("source") or {}, card.get("main_title") or {}
    emphasis, quote = card.get("emphasis_content") or {}, card.get("quote_area") or {}
    image, side = card.get("card_image") or {}, card.get("image_text_area") or {}
    yield from _said("source", source.get("desc"), style=str(source.get("desc_color", "")))
    yield from _said("title", title.get("title"))
    yield from _said("subtitle", title.get("desc"))
    yield from _said("emphasis", emphasis.get("title"))
    yield from _said("note", emphasis.get("desc"))
    if image.get("url"):
        yield Block("image", url=image["url"])
    yield from _said("title", side.get("title"), url=side.get("url"))
    yield from _said("text", side.get("desc"))
    yield from _said("quote", quote.get("title"), url=quote.get("url"))
    yield from _said("quote", quote.get("quote_text"))
    yield from _said("text", card.get("sub_title_text"))


def _rows(card: Json) -> Iterable[Block]:
    for row in card.get("vertical_content_list") or []:
        yield from _said("title", row.get("title"))
        yield from _said("text", row.get("desc"))
    for row in card.get("horizontal_content_list") or []:
        yield Block("fact", row.get("value") or "", label=row["keyname"], url=row.get("url"))


def _said(kind: str, words: str | None, url: str | None = None, style: str = "") -> Iterable[Block]:
    if words:
        yield Block(kind, words, url=url, style=style)


def _inputs(card: Json) -> Iterable[Input]:
    if selection := card.get("button_selection"):
        yield _select(selection)
    for select in card.get("select_list") or []:
        yield _select(select)
    if box := card.get("checkbox"):
        chosen = [option["id"] for option in box["option_list"] if option.get("is_checked")]
        is_single = box.get("mode", 0) == 0
        yield Input(
            box["question_key"],
            "select" if is_single else "multi_select",
            options=_options(box),
            value=(chosen[0] if chosen else None) if is_single else chosen,
            required=True,
            disabled=bool(box.get("disable")),
        )


def _select(select: Json) -> Input:
    options = _options(select)
    known = {option.id for option in options}
    # A missing or unknown selected_id selects the first option (document/path/90236).
    value = select.get("selected_id") if select.get("selected_id") in known else options[0].id
    return Input(
        select["question_key"],
        "select",
        select.get("title") or "",
        options,
        value,
        required=True,
        disabled=bool(select.get("disable")),
    )


def _options(question: Json) -> tuple[Option, ...]:
    return tuple(Option(option["id"], option["text"]) for option in question["option_list"])


def _buttons(card: Json) -> Iterable[Button]:
    for number, button in enumerate(card.get("button_list") or [], 1):
        style = str(button.get("style", ""))
        if button.get("type", 0) == 1:
            yield Button(f"url:{number}", button["text"], button["url"], style)
        else:
            yield Button(button["key"], button["text"], None, style)
    if submit := card.get("submit_button"):
        yield Button(submit["key"], submit["text"], None, "submit")
    for action in (card.get("action_menu") or {}).get("action_list") or []:
        yield Button(action["key"], action["text"], None, "menu")
    for number, jump in enumerate(card.get("jump_list") or [], 1):
        if jump.get("type") == 1:
            yield Button(f"jump:{number}", jump["title"], jump["url"], "link")
    for number, row in enumerate(card.get("horizontal_content_list") or [], 1):
        if row.get("type") == 1:
            yield Button(f"row:{number}", row.get("value") or row["keyname"], row["url"], "row")
    if (card.get("card_action") or {}).get("type") == 1:
        yield Button("card", "打开", card["card_action"]["url"], "card")


def _link(number: int, label: str, url: str) -> Button:
    return Button(f"link:{number}", _plain(label), unescape(url), "link")


def _plain(content: str) -> str:
    return unescape(_TAG.sub("", re.sub(r"<br\s*/?>", "\n", content)))
