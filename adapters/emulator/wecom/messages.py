"""What `message/send` accepts, type by type (document/path/90236)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapters.emulator.wecom import cards, codes, drawing
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.drawing import Drawing
from adapters.emulator.wecom.media import MediaStore

_LONGEST_CONTENT = 2048
_LONGEST_URL = 2048
_MOST_ARTICLES = 8
Json = dict[str, Any]


def client_address(media_id: str) -> str:
    """Where the emulated client fetches a file; relative to the emulator."""
    return f"/_client/wecom/media/{media_id}"


def draw(body: Json, media: MediaStore) -> Drawing:
    """Check a message's own part and draw it."""
    kind = body.get("msgtype")
    if kind in ("image", "voice", "video", "file"):
        return _medium(kind, _part(body, kind), media)
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise WeComError(codes.BAD_MSGTYPE, "invalid message type")
    return reader(_part(body, str(kind)))


def truncated(content: str, limit: int = _LONGEST_CONTENT) -> str:
    """The first bytes of a text, cut between characters: the real server cuts without a word."""
    return content.encode()[:limit].decode(errors="ignore")


def _part(body: Json, kind: str) -> Json:
    part = body.get(kind)
    if not isinstance(part, dict):
        raise WeComError(codes.BAD_PARAMETER, f"invalid parameter, Warning: wrong json format. {kind}")
    return part


def _content(part: Json) -> str:
    content = part.get("content")
    if not isinstance(content, str) or not content:
        raise WeComError(codes.EMPTY_CONTENT, "empty content")
    return truncated(content)


def _medium(kind: str, part: Json, media: MediaStore) -> Drawing:
    medium = media.get(part.get("media_id"), kind)
    name = medium.filename if kind == "file" else part.get("title") or ""
    return drawing.medium(kind, name, client_address(medium.media_id))


def _textcard(part: Json) -> Drawing:
    _required(part, "title", codes.MISSING_TITLE)
    _required(part, "description", codes.MISSING_DESCRIPTION)
    _required(part, "url", codes.MISSING_URL)
    if len(part["url"].encode()) > _LONGEST_URL:
        raise WeComError(codes.CARD_URL, "invalid url size")
    return drawing.textcard({**part, "title": part["title"][:128], "description": part["description"][:512]})


def _news(part: Json) -> Drawing:
    articles = part.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= _MOST_ARTICLES:
        raise WeComError(codes.BAD_ARTICLE_COUNT, "article count out of limit")
    for article in articles:
        if not isinstance(article, dict):
            raise WeComError(codes.BAD_PARAMETER, "invalid parameter, Warning: wrong json format. articles")
        _required(article, "title", codes.MISSING_TITLE)
    return drawing.news(articles)


def _required(part: Json, name: str, code: int) -> None:
    if not isinstance(part.get(name), str) or not part[name]:
        raise WeComError(code, f"missing {name}")


_READERS: dict[str, Callable[[Json], Drawing]] = {
    "text": lambda part: drawing.text(_content(part)),
    "markdown": lambda part: drawing.markdown(_content(part)),
    "textcard": _textcard,
    "news": _news,
    "mpnews": _news,
    "template_card": lambda part: drawing.template_card(cards.check(part)),
}
