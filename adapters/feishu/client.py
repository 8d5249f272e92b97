"""Calls to Feishu's open platform: the tenant's token, the envelope of answers, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

from adapters.bodies import JsonObject, part, parts, word
from adapters.errors import OutsideError, Refused, Unavailable
from adapters.feishu import codes
from adapters.feishu.settings import FeishuSettings
from adapters.http import HttpAnswer, HttpClient
from adapters.patience import patiently
from adapters.tokens import FetchedToken, TokenSource
from adapters.uploads import UPLOAD_SECONDS, file_form

PAGE_SIZE = 50


class FeishuClient:
    """One app's calls; raises the errors of `codes` and of the HTTP client."""

    def __init__(self, settings: FeishuSettings, http: HttpClient) -> None:
        self._settings = settings
        self._http = http
        self._base = settings.api_base.rstrip("/")
        self.tokens = TokenSource(self._fetch_token)

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        payload: Any = None,
        time_out: float | None = None,
    ) -> JsonObject:
        """Calls as the app and returns the whole answer, whose `code` is 0."""

        async def ask(token: str) -> JsonObject:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await self._http.request(
                method, self._base + path, query=query, headers=headers, payload=payload, time_out=time_out
            )
            return self._checked(answer)

        return await self.tokens.use(ask)

    async def items(self, path: str, query: Mapping[str, str]) -> AsyncIterator[JsonObject]:
        """The items of a paged list, page after page; a busy moment is waited out.

        Raises Refused when the list breaks off: there is more, but no way to it.
        """
        page_token = ""
        while True:
            asked = {**query, "page_size": str(PAGE_SIZE), **({"page_token": page_token} if page_token else {})}
            page = part(await patiently(partial(self.call, "GET", path, query=asked)), "data")
            for item in parts(page, "items"):
                yield item
            following = word(page, "page_token")
            if page.get("has_more") is not True:
                return
            if following in ("", page_token):
                raise Refused("the list breaks off", path=path)
            page_token = following

    async def download(self, path: str, *, query: Mapping[str, str], limit: int) -> HttpAnswer:
        """Bytes of a file, at most `limit`; a refusal comes as JSON in place of the file."""

        async def ask(token: str) -> HttpAnswer:
            answer = await self._http.request(
                "GET",
                self._base + path,
                query=query,
                headers={"Authorization": f"Bearer {token}"},
                time_out=30.0,
                body_limit=limit,
            )
            if answer.status >= 400 or answer.headers.get("content-type", "").startswith("application/json"):
                self._checked(answer)
                raise Refused(f"{answer.place} answered no file", status=answer.status)
            return answer

        return await self.tokens.use(ask)

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """Keeps a file at Feishu; returns its file_key. `kind` is one of its file_type."""

        async def ask(token: str) -> JsonObject:
            form = file_form("file", name, content, "application/octet-stream", file_type=kind, file_name=name)
            answer = await self._http.post(
                f"{self._base}/open-apis/im/v1/files",
                headers={"Authorization": f"Bearer {token}"},
                form=form,
                time_out=UPLOAD_SECONDS,
            )
            return self._checked(answer)

        return word(part(await self.tokens.use(ask), "data"), "file_key")

    async def open_connection(self) -> JsonObject:
        """The long connection's bootstrap: `URL` and `ClientConfig`. Raises `Misconfigured` or `Unavailable`."""
        payload = {
            "AppID": self._settings.app_id,
            "AppSecret": self._settings.app_secret.get_secret_value(),
        }
        answer = await self._http.post(
            f"{self._base}/callback/ws/endpoint", payload=payload, headers={"locale": "zh"}, time_out=15.0
        )
        body = answer.json()
        if body.get("code") != 0:
            raise codes.connection_error(body, place=answer.place)
        return part(body, "data")

    async def exchange(self, code: str) -> JsonObject:
        """Who a login code stands for (`authen/v1/user_info`); the user's token is dropped at once."""
        payload = {
            "grant_type": "authorization_code",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_secret.get_secret_value(),
            "code": code,
        }
        granted = self._checked(await self._http.post(f"{self._base}/open-apis/authen/v2/oauth/token", payload=payload))
        answer = await self._http.get(
            f"{self._base}/open-apis/authen/v1/user_info",
            headers={"Authorization": f"Bearer {word(granted, 'access_token')}"},
        )
        return part(self._checked(answer), "data")

    async def _fetch_token(self) -> FetchedToken:
        payload = {
            "app_id": self._settings.app_id,
            "app_secret": self._settings.app_secret.get_secret_value(),
        }
        answer = await self._http.post(f"{self._base}/open-apis/auth/v3/tenant_access_token/internal", payload=payload)
        body = self._checked(answer)
        token, life = word(body, "tenant_access_token"), body.get("expire")
        if not token or not isinstance(life, int | float):
            raise Unavailable(f"{answer.place} answered without a token")
        return FetchedToken(token, float(life))

    @staticmethod
    def _checked(answer: HttpAnswer) -> JsonObject:
        """The answer's JSON where it says success; its HTTP status says nothing that the code doesn't."""
        body = answer.json()
        if body.get("code") == 0:
            return body
        if "code" not in body:
            raise Unavailable(f"{answer.place} answered without a code", status=answer.status)
        error: OutsideError = codes.error_of(body, place=answer.place)
        raise error
