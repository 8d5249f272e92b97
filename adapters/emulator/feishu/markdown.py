"""Reads Feishu's text marks as a person sees them: tags, emphasis, mentions and links."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

LINK = re.compile(r"(?<!!)\[(?P<label>[^\]]*)\]\((?P<url>[^()\s]+)\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^()\s]+\)")
_AT = re.compile(r"""<at\s+(?:user_id|id|ids|email)=["']?(?P<who>[^"'>\s]+)["']?\s*>(?P<name>.*?)</at>""")
_PERSON = re.compile(r"""<person\s+id\s*=\s*["']?(?P<who>[^"'>\s]+)["']?[^>]*>(?:</person>)?""")
_LINK_TAG = re.compile(r"""<link\b[^>]*?url=["'](?P<url>[^"']*)["'][^>]*>(?P<label>.*?)</link>""")
_TAG = re.compile(r"</?(?:font|text_tag|number_tag|b|i|u|s|br|hr|local_datetime|a|record)\b[^>]*>", re.IGNORECASE)
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*]\s+)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\*)(\*\*|~~|`|\*)(?=[^\s*])(?P<words>[^*`~]+?)(?<=\S)\1(?!\*)")
_RULE = re.compile(r"^\s*(?:-{3,}|\*{3,})\s*$", re.MULTILINE)

NameOf = Callable[[str], str]


def plain(text: str, name_of: NameOf) -> str:
    """The words without marks; mentions as @name, links as their label."""
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = _LINK_TAG.sub(lambda found: found["label"], text)
    text = _AT.sub(lambda found: f"@{found['name'] or name_of(found['who'])}", text)
    text = _PERSON.sub(lambda found: name_of(found["who"]), text)
    text = _TAG.sub("", text)
    text = _IMAGE.sub(lambda found: found["alt"], text)
    text = LINK.sub(lambda found: found["label"], text)
    text = _RULE.sub("", text)
    text = _LINE_MARK.sub("", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda found: found["words"], text)
    return unescape(text).strip()


def links(text: str) -> list[tuple[str, str]]:
    """Labels and addresses of the links in a text."""
    return [(found["label"], found["url"]) for found in (*LINK.finditer(text), *_LINK_TAG.finditer(text))]


def opened(url: str) -> str:
    """The page that a link opens: the one inside an AppLink to `client/web_url/open`, or itself."""
    parts = urlsplit(url)
    if parts.netloc.startswith("applink.") and parts.path == "/client/web_url/open":
        return parse_qs(parts.query).get("url", [url])[0]
    return url
