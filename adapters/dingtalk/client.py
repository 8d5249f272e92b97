"""Calls to DingTalk's two hosts: one token for both, two shapes of errors."""

from __future__ import annotations

from typing import Any, Literal

from adapters.bodies import JsonObject, word
from adapters.contract import Meter
from adapters.dingtalk import codes
from adapters.dingtalk.limits import Paces, is_free_call
from adapters.dingtalk.settings import DingTalkSettings
from adapters.errors import OutsideError, Unavailable
from adapters.http import HttpAnswer, HttpClient
from adapters.tokens import FetchedToken, TokenSource
from adapters.uploads import UPLOAD_SECONDS, file_form

TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 - the header's name, not a token


class DingTalkClient:
    """One app's calls; raises the errors of `codes` and of the HTTP client."""

    def __init__(self, settings: DingTalkSettings, http: HttpClient, paces: Paces, meter: Meter) -> None:
        self._settings = settings
        self._http = http
        self._outside = HttpClient(public_only=True)
        self._paces = paces
        self._meter = meter
        self._api_base = settings.api_base.rstrip("/")
        self._oapi_base = settings.oapi_base.rstrip("/")
        self.tokens = TokenSource(self._fetch_token)

    async def api(self, method: str, path: str, payload: Any) -> JsonObject:
        """A call to the new host (`/v1.0/…`)."""

        async def ask(token: str) -> JsonObject:
            async with self._paces.app.turn():
                self._meter.count("call")
                answer = await self._http.request(
                    method, self._api_base + path, headers={TOKEN_HEADER: token}, payload=payload
                )
            return _checked_api(answer)

        return await self.tokens.use(ask)

    async def oapi(self, path: str, payload: Any) -> JsonObject:
        """A call to the old host (`/topapi/…`)."""

        async def ask(token: str) -> JsonObject:
            async with self._paces.app.turn():
                if not is_free_call(path):
                    self._meter.count("call")
                answer = await self._http.post(self._oapi_base + path, query={"access_token": token}, payload=payload)
            return _checked_oapi(answer)

        return await self.tokens.use(ask)

    async def upload(self, kind: Literal["image", "file"], name: str, content: bytes, content_type: str) -> str:
        """Keeps a picture or file at DingTalk; returns its media id, which does not expire."""

        async def ask(token: str) -> JsonObject:
            form = file_form("media", name, content, content_type)
            query = {"access_token": token, "type": kind}
            async with self._paces.app.turn():
                self._meter.count("call")
                address = f"{self._oapi_base}/media/upload"
                answer = await self._http.post(address, query=query, form=form, time_out=UPLOAD_SECONDS)
            return _checked_oapi(answer)

        return word(await self.tokens.use(ask), "media_id")

    async def open_stream(self, subscriptions: list[dict[str, str]]) -> JsonObject:
        """An `endpoint` and a `ticket` for one Stream connection; the ticket lives 90 s."""
        payload = {
            "clientId": self._settings.client_id,
            "clientSecret": self._settings.client_secret.get_secret_value(),
            "subscriptions": subscriptions,
            "ua": "ceji",
        }
        # Without this header the gateway answers XML.
        headers = {"Accept": "application/json"}
        answer = await self._http.post(
            f"{self._api_base}/v1.0/gateway/connections/open", payload=payload, headers=headers
        )
        return _checked_api(answer)

    async def fetch_file(self, address: str, *, limit: int) -> bytes:
        """A file at an address that DingTalk gave, at most `limit` bytes; it needs no token.

        Files lie on storage hosts of many names, so any public host will do, or one of those that the settings name;
        `Refused` for any other.
        """
        http = self._http if address.startswith((f"{self._api_base}/", f"{self._oapi_base}/")) else self._outside
        answer = await http.get(address, time_out=30.0, body_limit=limit)
        if answer.status >= 400:
            raise Unavailable(f"{answer.place} answered {answer.status}", status=answer.status)
        return answer.body

    async def close(self) -> None:
        """Closes the connections to other hosts."""
        await self._outside.close()

    async def _fetch_token(self) -> FetchedToken:
        payload = {
            "appKey": self._settings.client_id,
            "appSecret": self._settings.client_secret.get_secret_value(),
        }
        answer = await self._http.post(f"{self._api_base}/v1.0/oauth2/accessToken", payload=payload)
        body = _checked_api(answer)
        token, life = word(body, "accessToken"), body.get("expireIn")
        if not token or not isinstance(life, int | float):
            raise Unavailable(f"{answer.place} answered without a token")
        return FetchedToken(token, float(life))


def _checked_api(answer: HttpAnswer) -> JsonObject:
    body = answer.json()
    if answer.status < 400 and "punish" not in body:
        return body
    error: OutsideError = codes.error_of(body, place=answer.place, status=answer.status)
    raise error


def _checked_oapi(answer: HttpAnswer) -> JsonObject:
    body = answer.json()
    if body.get("errcode") == 0:
        return body
    raise codes.error_of(body, place=answer.place, status=answer.status)
