"""Reads DingTalk's Markdown subset as a person sees it: words, links, and links that speak for the reader."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from adapters.emulator.sketch import Sketch

_LINK = re.compile(r"(?<!!)\[(?P<label>[^\]]*)\]\((?P<url>[^()\s]+)\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<url>[^()\s]+)\)")
_HEADING = re.compile(r"#{1,6}\s+")
_FACT = re.compile(r"[-*]\s+\*\*(?P<label>[^*]+)\*\*\s*(?P<value>.*)")
_EMPHASIS = re.compile(r"(?<![*_])(\*\*|__|\*)(?=\S)(?P<words>[^*_]+)\1(?![*_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])")


def spoken(url: str | None) -> str | None:
    """The text that a `dtmd://dingtalkclient/sendMessage?content=` link makes the reader say; None otherwise."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "dtmd" or parts.netloc != "dingtalkclient" or parts.path != "/sendMessage":
        return None
    return parse_qs(parts.query).get("content", [""])[0]


def opened(url: str) -> str:
    """The page that a link opens: the one inside a `dingtalk://dingtalkclient/page/link?url=` address, or itself."""
    parts = urlsplit(url)
    if parts.scheme == "dingtalk" and parts.path == "/page/link":
        return parse_qs(parts.query).get("url", [url])[0]
    return url


def plain(text: str) -> str:
    """One line without its marks: links as their label, emphasis as its words."""
    text = _IMAGE.sub(lambda found: found["alt"], text)
    text = _LINK.sub(lambda found: found["label"], text)
    text = _EMPHASIS.sub(lambda found: found["words"], text)
    return _ESCAPED.sub(r"\1", text).strip()


def draw(sketch: Sketch, text: str) -> None:
    """Add a Markdown text to a drawing; its links become buttons."""
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        links = list(_LINK.finditer(line))
        words = _LINK.sub("", line)
        if links and not re.search(r"\w", plain(words)):
            sketch.say("text", " ".join(plain(link["label"]) for link in links))
        else:
            _line(sketch, line)
        for link in links:
            sketch.press(plain(link["label"]), id=f"link:{len(sketch.buttons) + 1}", url=link["url"], style="link")


def _line(sketch: Sketch, line: str) -> None:
    for image in _IMAGE.finditer(line):
        sketch.say("image", image["alt"], url=image["url"])
    line = _IMAGE.sub("", line)
    if re.fullmatch(r"-{3,}|\*{3,}", line):
        sketch.divide()
    elif heading := _HEADING.match(line):
        sketch.say("title", plain(line[heading.end() :]))
    elif line.startswith(">"):
        sketch.say("quote", plain(line.lstrip("> ")))
    elif fact := _FACT.match(line):
        sketch.say("fact", plain(fact["value"]), label=plain(fact["label"]))
    else:
        sketch.say("text", plain(re.sub(r"^([-*]|\d+\.)\s+", lambda m: "" if m[1] in "-*" else m[0], line)))
