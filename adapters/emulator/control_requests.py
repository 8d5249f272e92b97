"""Requests to the control address: a JSON object read strictly, an error as a sentence."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from adapters.emulator.stand_in import ControlError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answering(handler: Handler) -> Handler:
    """The handler, with a `ControlError` answered as its sentence."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ControlError as error:
            return json_answer({"error": str(error)}, error.status)

    return answer


def json_answer(body: Any, status: int = 200) -> web.Response:
    """JSON that people can read."""
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


class Body:
    """The JSON object of a request, read strictly."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @classmethod
    async def of(cls, request: web.Request) -> Body:
        """The body of a request."""
        try:
            fields = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise ControlError(f"the body is not JSON: {error}") from error
        if not isinstance(fields, dict):
            raise ControlError("the body must be a JSON object")
        return cls(fields)

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self._fields.get(name)
        if not isinstance(value, str) or not value:
            raise ControlError(f"「{name}」 is required, a text")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ControlError(f"「{name}」 holds half a surrogate pair")
        return value

    def content(self, name: str) -> bytes:
        """Bytes, in Base64."""
        try:
            return base64.b64decode(self.text(name), validate=True)
        except binascii.Error as error:
            raise ControlError(f"「{name}」 is Base64") from error

    def optional(self, name: str) -> str | None:
        """A text that may be missing."""
        return self.text(name) if self._fields.get(name) is not None else None

    def number(self, name: str, default: float | None = None) -> float:
        """A number."""
        value = self._fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ControlError(f"「{name}」 is required, a number")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A truth value."""
        value = self._fields.get(name, default)
        if not isinstance(value, bool):
            raise ControlError(f"「{name}」 is true or false")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty where there is none."""
        value = self._fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ControlError(f"「{name}」 is a list of texts")
        return value

    def any(self, name: str) -> Any:
        """Whatever stands there."""
        return self._fields.get(name)
