"""The DingTalk client's side of a web page: who opened it, and `dd.requestAuthCode` as a small script."""

from __future__ import annotations

import secrets
from urllib.parse import urldefrag

from aiohttp import web

from adapters.emulator.dingtalk.state import DingTalkState
from adapters.emulator.files import saved

MARK = "dd_client="

_SCRIPT = """\
// Stands in for dingtalk-jsapi inside the emulated client: answers requestAuthCode for whoever opened the page.
(function () {
  var source = document.currentScript && document.currentScript.src;
  var base = source ? new URL(source).origin : location.origin;
  var mark = /dd_client=([\\w-]+)/.exec(location.hash);
  if (mark) sessionStorage.setItem('dd_client', mark[1]);
  var client = sessionStorage.getItem('dd_client') || '';
  function requestAuthCode(options) {
    options = options || {};
    var query = new URLSearchParams({
      client: client, corpId: options.corpId || '', clientId: options.clientId || '' });
    var answer = fetch(base + '/dingtalk/auth_code?' + query).then(function (response) {
      return response.json().then(function (body) {
        if (!response.ok) throw body;
        return body;
      });
    });
    answer.then(
      function (result) { if (options.onSuccess) options.onSuccess(result);
        if (options.success) options.success(result); },
      function (error) { if (options.onFail) options.onFail(error);
        if (options.fail) options.fail(error); });
    if (options.onFail || options.fail) answer.catch(function () {});
    return answer;
  }
  window.dd = {
    env: { platform: client ? 'pc' : 'notInDingTalk' },
    ready: function (callback) { setTimeout(callback, 0); },
    error: function () {},
    requestAuthCode: requestAuthCode,
    runtime: { permission: { requestAuthCode: requestAuthCode } },
    closePage: function () { window.close(); }
  };
})();
"""


class Client:
    """Pages opened inside the client, each with a mark that its script reads."""

    def __init__(self, state: DingTalkState) -> None:
        self._state = state
        self._people: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        """The script, what it asks, and files that people open."""
        return [
            web.get("/dingtalk.open.js", self._script),
            web.get("/dingtalk/auth_code", self._auth_code),
            web.get("/_client/dingtalk/files/{token}", self._sent_by_person),
            web.get("/_client/dingtalk/media/{media_id}", self._sent_by_robot),
        ]

    def open(self, user: str, url: str) -> str:
        """Where the client navigates: the placeholders filled in, and who opened it in the fragment.

        The fragment stays in the browser and survives redirects, as the client's own bridge would.
        """
        mark = secrets.token_urlsafe(16)
        self._people[mark] = user
        address, _ = urldefrag(url.replace("$CORPID$", self._state.app.corp_id))
        return f"{address}#{MARK}{mark}"

    async def _script(self, request: web.Request) -> web.Response:
        return web.Response(text=_SCRIPT, content_type="application/javascript", charset="utf-8")

    async def _sent_by_person(self, request: web.Request) -> web.Response:
        return saved(self._state.files.get(request.match_info["token"]))

    async def _sent_by_robot(self, request: web.Request) -> web.Response:
        return saved(self._state.media.get(request.match_info["media_id"]))

    async def _auth_code(self, request: web.Request) -> web.Response:
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        user = self._people.get(request.query.get("client", ""))
        if user is None:
            return web.json_response({"errorCode": 4, "errorMessage": "不在钉钉客户端内"}, status=403, headers=headers)
        if request.query.get("corpId") not in (None, "", self._state.app.corp_id):
            return web.json_response({"errorCode": 3, "errorMessage": "corpId 无效"}, status=403, headers=headers)
        return web.json_response({"code": self._state.credentials.login_code(user)}, headers=headers)
