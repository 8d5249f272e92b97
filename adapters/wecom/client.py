"""Calls to WeCom's API: token, error codes, and patience while the platform is busy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import stamina

from adapters.errors import RateLimited, Refused, Unavailable
from adapters.http import BODY_LIMIT, HttpClient
from adapters.tokens import FetchedToken, TokenSource
from adapters.uploads import UPLOAD_SECONDS, file_form
from adapters.wecom.codes import BUSY, error_of
from adapters.wecom.limits import BUSY_ATTEMPTS, VOICE_LIMIT
from adapters.wecom.settings import WeComSettings

T = TypeVar("T")


class WeComClient:
    """The API of one self-built app. Every method raises the errors of `adapters.errors` only."""

    def __init__(self, settings: WeComSettings, http: HttpClient) -> None:
        self._settings = settings
        self._http = http
        self._base = settings.api_base.rstrip("/")
        self.tokens = TokenSource(self._fetch_token)

    async def get(self, path: str, *, body_limit: int = BODY_LIMIT, **query: str) -> dict[str, Any]:
        """A read; tried again while WeCom is busy or out of reach."""
        return await self._call("GET", path, query=query, body_limit=body_limit)

    async def post(self, path: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A write; tried again only when WeCom itself says that it was busy and has done nothing."""
        return await self._call("POST", path, payload=payload)

    async def download(self, media_id: str) -> bytes:
        """A media file: its bytes, or JSON with an error under the same 200."""

        async def ask(token: str) -> bytes:
            query = {"access_token": token, "media_id": media_id}
            answer = await self._http.get(self._address("media/get"), query=query, body_limit=VOICE_LIMIT)
            content_type = answer.headers.get("content-type", "").lower()
            if "json" in content_type or "text" in content_type:
                _raise_for_code(answer.json(), answer.place)
                raise Refused(f"{answer.place} answered without a file")
            return answer.body

        return await self._patiently(ask, repeat_lost=True)

    async def upload(self, name: str, content: bytes) -> str:
        """Keeps a file at WeCom for three days; returns its media_id. The name is what its receiver sees."""

        async def ask(token: str) -> str:
            query = {"access_token": token, "type": "file"}
            form = file_form("media", name, content, "application/octet-stream")
            address = self._address("media/upload")
            answer = await self._http.post(address, query=query, form=form, time_out=UPLOAD_SECONDS)
            kept = answer.json()
            _raise_for_code(kept, answer.place)
            return str(kept.get("media_id", ""))

        return await self._patiently(ask, repeat_lost=False)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        payload: Mapping[str, Any] | None = None,
        body_limit: int = BODY_LIMIT,
    ) -> dict[str, Any]:
        async def ask(token: str) -> dict[str, Any]:
            asked = {**(query or {}), "access_token": token}
            address = self._address(path)
            answer = await self._http.request(method, address, query=asked, payload=payload, body_limit=body_limit)
            content = answer.json()
            _raise_for_code(content, answer.place)
            return content

        return await self._patiently(ask, repeat_lost=method == "GET")

    async def _patiently(self, ask: Callable[[str], Awaitable[T]], *, repeat_lost: bool) -> T:
        """`repeat_lost`: also when nobody knows whether the request arrived."""

        def may_repeat(error: Exception) -> bool:
            if not isinstance(error, Unavailable) or isinstance(error, RateLimited):
                return False
            return repeat_lost or error.facts.get("code") in BUSY

        @stamina.retry(on=may_repeat, attempts=BUSY_ATTEMPTS, wait_initial=0.2, wait_max=2.0, wait_jitter=0.5)
        async def attempt() -> T:
            return await self.tokens.use(ask)

        return await attempt()

    async def _fetch_token(self) -> FetchedToken:
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret.get_secret_value()}
        answer = await self._http.get(self._address("gettoken"), query=query)
        content = answer.json()
        _raise_for_code(content, answer.place, fetching_token=True)
        token, lifetime = content.get("access_token"), content.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lifetime, int):
            raise Unavailable(f"{answer.place} answered without a token")
        return FetchedToken(token, float(lifetime))

    def _address(self, path: str) -> str:
        return f"{self._base}/cgi-bin/{path}"


def _raise_for_code(content: Mapping[str, Any], place: str, *, fetching_token: bool = False) -> None:
    if error := error_of(content, place, fetching_token=fetching_token):
        raise error
