"""Reads JSON that came from outside: size and depth are capped, texts are cleaned, missing fields are tolerated."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json

from adapters.errors import CallbackRejected

JsonObject = dict[str, Any]

MAX_DEPTH = 200
"""How deep JSON may be nested; the reader's own limit."""
QUOTED = 300
"""Characters of a platform's message that an error repeats."""
_NUL = r"\u0000"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without NUL and lone surrogates, which no database and no encoder takes."""
    return _UNSTORABLE.sub("", text)


def capped(body: bytes, limit: int) -> bytes:
    """The body, or `CallbackRejected` 413 when it is longer than `limit` bytes."""
    if len(body) > limit:
        raise CallbackRejected("the body is too large", status=413, bytes=len(body))
    return body


def json_object(text: bytes | str) -> JsonObject:
    """The JSON object in a text, every string in it cleaned; `CallbackRejected` 400 when it is none or too deep."""
    try:
        utf8 = text.decode() if isinstance(text, bytes) else text
        # This reader itself refuses what is nested too deeply, and lone surrogates: only NUL is left to be cleaned.
        value, is_clean = from_json(utf8), _NUL not in utf8
    except (ValueError, TypeError):
        # Half a character in what somebody wrote must not cost him the rest of it.
        value, is_clean = _leniently_read(text), False
    if not isinstance(value, dict):
        raise CallbackRejected("the body is not a JSON object", status=400)
    if is_clean:
        return value
    cleaned: JsonObject = _cleaned(value, MAX_DEPTH)
    return cleaned


def part(of: JsonObject, name: str, *deeper: str) -> JsonObject:
    """The object under this path, empty where there is none."""
    found = of.get(name)
    if type(found) is not dict:
        return {}
    return part(found, *deeper) if deeper else found


def parts(of: JsonObject, name: str) -> list[JsonObject]:
    """The objects of a list, empty where there is none."""
    value = of.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def word(of: JsonObject, name: str, *others: str) -> str:
    """The text or number under the first of these names that holds one, as text; empty where there is none."""
    value = of.get(name)
    if type(value) is str and value:
        return value
    if value is not None and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return word(of, *others) if others else ""


def words(of: JsonObject, name: str) -> tuple[str, ...]:
    """The texts and numbers of a list, as texts; a single one counts as a list of one."""
    value = of.get(name)
    items = value if isinstance(value, list) else [value]
    return tuple(found for item in items if (found := word({"": item}, "")))


def flag(of: JsonObject, name: str, *, default: bool) -> bool:
    """A truth value, also where the platform quotes it as a string."""
    value = of.get(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return default


def quoted(text: str) -> str:
    """A platform's own words, fit for logs: short, and without long numbers, which may be phones that we sent."""
    return re.sub(r"\d{7,}", "…", clean(text))[:QUOTED]


def instant(value: str, *, per_second: int = 1000) -> datetime:
    """A platform's count of ticks since 1970, `per_second` of them a second; `CallbackRejected` 400 when it is none."""
    try:
        return datetime.fromtimestamp(float(value) / per_second, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CallbackRejected("a time stamp is missing or impossible", status=400) from error


def _leniently_read(text: bytes | str) -> Any:
    """The value of JSON that may hold lone surrogates or begin with a byte order mark."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CallbackRejected("the body is not JSON", status=400) from error


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, dict | list):
        return value
    if not depth:
        raise CallbackRejected("the JSON is nested too deeply", status=400)
    if isinstance(value, list):
        return [_cleaned(item, depth - 1) for item in value]
    return {clean(name): _cleaned(item, depth - 1) for name, item in value.items()}
