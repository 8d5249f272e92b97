"""The one HTTP client of the adapters: time-outs, size caps, no redirects, and errors without secrets.

Addresses come whole from the caller, who builds them from its settings. Error messages and facts name the method,
host and path of a request, never its query, headers or body, because tokens travel there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.bodies import json_object
from adapters.errors import CallbackRejected, RateLimited, Refused, TooLarge, Unavailable
from adapters.public_hosts import NotPublic, PublicResolver, refuse_inside

TIME_OUT = 10.0
"""Seconds for a whole request, connecting included."""

BODY_LIMIT = 4 * 1024 * 1024
"""Bytes of an answer, unpacked; downloads name their own."""

RETRY_AFTER = 1.0
"""Seconds to wait after a 429 that doesn't say how long."""

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a server answered; `place` is method, host and path for error messages."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    place: str

    def json(self) -> dict[str, Any]:
        """The body as a JSON object, fit to be stored.

        Raises `Unavailable` for anything else: a gateway's error page, for one.
        """
        try:
            return json_object(self.body)
        except CallbackRejected as error:
            raise Unavailable(f"{self.place} did not answer with a JSON object", status=self.status) from error


class HttpClient:
    """One session, opened with the first request and closed by `close`; may be used again after that.

    `public_only` is for addresses that come from outside: they are `Refused` where they lead into our own network.
    """

    def __init__(self, *, time_out: float = TIME_OUT, public_only: bool = False) -> None:
        self._time_out = time_out
        self._public_only = public_only
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session itself, for WebSockets."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(resolver=PublicResolver()) if self._public_only else None
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Closes the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        payload: Any = None,
        form: aiohttp.FormData | None = None,
        time_out: float | None = None,
        body_limit: int = BODY_LIMIT,
    ) -> HttpAnswer:
        """Sends `payload` as JSON, or `form`; returns any 2xx or 4xx answer, because platforms explain those inside.

        Raises `Unavailable` (no connection, time-out in seconds, redirect, 5xx), `RateLimited` (429) and `Refused`
        (an address that can't be asked), `TooLarge` (an answer beyond `body_limit` bytes).
        """
        place = f"{method} {place_of(url)}"
        if self._public_only:
            refuse_inside(url)
        sent_headers = dict(headers or {})
        body: bytes | aiohttp.FormData | None = form
        if payload is not None:
            sent_headers.setdefault("Content-Type", JSON_TYPE)
            body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        try:
            async with self.session.request(
                method,
                url,
                params=query,
                headers=sent_headers,
                data=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._time_out if time_out is None else time_out),
            ) as response:
                content = await _read(response, place, body_limit)
                answered = {name.lower(): value for name, value in response.headers.items()}
                answer = HttpAnswer(response.status, answered, content, place)
        except TimeoutError:
            raise Unavailable(f"{place} timed out", reason="time-out") from None
        except aiohttp.InvalidURL:
            raise Refused(f"{place} is not an address", reason="address") from None
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(getattr(error, "os_error", error), NotPublic):
                raise Refused(f"{place} is not public", reason="address") from None
            # The cause is not chained: aiohttp's errors may carry the whole address with its token.
            raise Unavailable(f"{place} is out of reach", reason=type(error).__name__) from None
        _raise_for_status(answer)
        return answer

    async def get(self, url: str, **options: Any) -> HttpAnswer:
        """`request` with GET."""
        return await self.request("GET", url, **options)

    async def post(self, url: str, **options: Any) -> HttpAnswer:
        """`request` with POST."""
        return await self.request("POST", url, **options)


def place_of(url: str) -> str:
    """Host and path of an address, without user, query and fragment: fit for logs."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(unreadable address)"
    return f"{host}{port}{parts.path}"


async def _read(response: aiohttp.ClientResponse, place: str, limit: int) -> bytes:
    beyond = TooLarge(f"{place} answered more than {limit} bytes", limit=limit)
    if (response.content_length or 0) > limit:
        raise beyond
    content = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        content += chunk
        if len(content) > limit:
            raise beyond
    return bytes(content)


def _raise_for_status(answer: HttpAnswer) -> None:
    if answer.status == 429:
        raise RateLimited(f"{answer.place} is rate-limited", retry_after=_retry_after(answer.headers), status=429)
    if answer.status >= 500 or 300 <= answer.status < 400:
        raise Unavailable(f"{answer.place} answered {answer.status}", status=answer.status)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds, from the standard header or Feishu's; the standard's date form counts as not said."""
    for name in ("x-ogw-ratelimit-reset", "retry-after"):
        try:
            seconds = float(headers[name])
        except (KeyError, ValueError):
            continue
        if 0 <= seconds <= 86_400:
            return seconds
    return RETRY_AFTER
