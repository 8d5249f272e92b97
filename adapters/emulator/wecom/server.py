"""WeCom's server interface `/cgi-bin/…` as a table of paths."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from adapters.emulator.clock import Clock, unix
from adapters.emulator.wecom import codes, menu
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.directory import Directory
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.wecom.sending import Sending, check_agent
from adapters.emulator.wecom.tokens import AccessTokens, App, Codes, Tickets

Json = dict[str, Any]
_Reader = Callable[[App, web.Request], Json]
_Writer = Callable[[App, Json], Json]
_Handler = Callable[[web.Request], Awaitable[web.Response]]
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class Api:
    """The interface over the stand-in's parts; errors are answered with HTTP 200 and an `errcode`."""

    def __init__(
        self,
        clock: Clock,
        tokens: AccessTokens,
        tickets: Tickets,
        grants: Codes,
        directory: Directory,
        contacts: Contacts,
        media: MediaStore,
        sending: Sending,
        mobile_of: Callable[[str], str],
        plain_ids: Callable[[Json], Json],
    ) -> None:
        self._clock = clock
        self._tokens = tokens
        self._tickets = tickets
        self._grants = grants
        self._directory = directory
        self._contacts = contacts
        self._media = media
        self._sending = sending
        self._mobile_of = mobile_of
        self._plain_ids = plain_ids
        self.menu: list[Json] = []

    def routes(self) -> list[web.RouteDef]:
        """All paths below `/cgi-bin/`."""
        getters: dict[str, _Reader] = {
            "get_jsapi_ticket": lambda app, _: self._ticket("corp"),
            "ticket/get": self._agent_ticket,
            "auth/getuserinfo": self._user_info,
            "user/getuserinfo": self._old_user_info,
            "department/list": self._departments,
            "department/simplelist": self._department_ids,
            "department/get": self._department,
            "user/get": lambda app, request: self._user(request.query.get("userid")),
            "user/list": lambda app, request: self._users(request, full=True),
            "user/simplelist": lambda app, request: self._users(request, full=False),
            "agent/get": self._agent,
            "menu/get": self._get_menu,
            "menu/delete": self._delete_menu,
            "getcallbackip": lambda app, _: {"ip_list": ["127.0.0.1"]},
            "get_api_domain_ip": lambda app, _: {"ip_list": ["127.0.0.1"]},
            "externalcontact/get_follow_user_list": lambda app, _: self._contacts.followers(),
            "externalcontact/list": lambda app, request: self._contacts.of(request.query.get("userid")),
            "externalcontact/get": lambda app, request: self._contacts.get(
                request.query.get("external_userid"), request.query.get("cursor")
            ),
        }
        posters: dict[str, _Writer] = {
            "message/send": self._sending.send,
            "message/update_template_card": self._sending.update,
            "message/recall": self._sending.recall,
            "auth/getuserdetail": self._user_detail,
            "user/list_id": self._user_ids,
            "batch/openuserid_to_userid": lambda app, body: self._plain_ids(body),
            "externalcontact/batch/get_by_user": lambda app, body: self._contacts.by_user(body),
            "externalcontact/remark": _without_answer(self._contacts.remark),
            "externalcontact/send_welcome_msg": _without_answer(self._contacts.welcome),
            "externalcontact/mark_tag": _without_answer(self._contacts.mark),
            "externalcontact/get_corp_tag_list": lambda app, body: self._contacts.tags.listed(body),
            "externalcontact/add_corp_tag": self._contacts.add_tag,
            "externalcontact/edit_corp_tag": self._edit_tag,
        }
        return [
            web.get("/cgi-bin/gettoken", self._answering(self._get_token)),
            web.post("/cgi-bin/media/upload", self._answering(self._upload)),
            web.get("/cgi-bin/media/get", self._answering(self._download)),
            web.post("/cgi-bin/menu/create", self._answering(self._create_menu)),
            *(web.get(f"/cgi-bin/{path}", self._answering(self._getting(do))) for path, do in getters.items()),
            *(web.post(f"/cgi-bin/{path}", self._answering(self._posting(do))) for path, do in posters.items()),
        ]

    def refusal(self, error: WeComError, address: str | None) -> web.Response:
        """An error as the real server words it."""
        return _answer(error.answer(address, unix(self._clock.real())))

    def _answering(self, handler: _Handler) -> _Handler:
        async def answer(request: web.Request) -> web.Response:
            try:
                return await handler(request)
            except WeComError as error:
                return self.refusal(error, request.remote)

        return answer

    def _getting(self, do: _Reader) -> _Handler:
        async def handle(request: web.Request) -> web.Response:
            return _answer({"errcode": 0, "errmsg": "ok", **do(self._app(request), request)})

        return handle

    def _posting(self, do: _Writer) -> _Handler:
        async def handle(request: web.Request) -> web.Response:
            app = self._app(request)
            return _answer({"errcode": 0, "errmsg": "ok", **do(app, await _body(request))})

        return handle

    def _app(self, request: web.Request) -> App:
        return self._tokens.app(request.query.get("access_token"))

    async def _get_token(self, request: web.Request) -> web.Response:
        token, seconds = self._tokens.fetch(request.query.get("corpid"), request.query.get("corpsecret"))
        return _answer({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": seconds})

    async def _upload(self, request: web.Request) -> web.Response:
        self._app(request)
        kind = request.query.get("type", "")
        if not request.content_type.startswith("multipart/"):
            raise WeComError(codes.EMPTY_MEDIA, "empty media data")
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "media" and part.filename:
                content = bytes(await part.read(decode=True))
                content_type = part.headers.get("Content-Type", "application/octet-stream")
                medium = self._media.add(kind, part.filename, content_type, content)
                return _answer(
                    {
                        "errcode": 0,
                        "errmsg": "",
                        "type": kind,
                        "media_id": medium.media_id,
                        "created_at": str(unix(medium.created_at)),
                    }
                )
        raise WeComError(codes.EMPTY_MEDIA, "empty media data")

    async def _download(self, request: web.Request) -> web.Response:
        self._app(request)
        medium = self._media.get(request.query.get("media_id"))
        headers = {
            "Content-Type": medium.content_type,
            "Content-Disposition": f'attachment; filename="{quote(medium.filename)}"',
        }
        wanted = request.http_range
        if wanted.start is None and wanted.stop is None:
            return web.Response(body=medium.content, headers=headers)
        start, stop, _ = wanted.indices(len(medium.content))
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(medium.content)}"
        return web.Response(status=206, body=medium.content[start:stop], headers=headers)

    async def _create_menu(self, request: web.Request) -> web.Response:
        app = self._app(request)
        check_agent(app, {"agentid": request.query.get("agentid")})
        self.menu = menu.check(await _body(request))
        return _answer({"errcode": 0, "errmsg": "ok"})

    def _get_menu(self, app: App, request: web.Request) -> Json:
        check_agent(app, {"agentid": request.query.get("agentid")})
        if not self.menu:
            raise WeComError(codes.NO_MENU, "no menu")
        return {"button": self.menu}

    def _delete_menu(self, app: App, request: web.Request) -> Json:
        check_agent(app, {"agentid": request.query.get("agentid")})
        self.menu = []
        return {}

    def _ticket(self, kind: str) -> Json:
        ticket, seconds = self._tickets.fetch(kind)
        return {"ticket": ticket, "expires_in": seconds}

    def _agent_ticket(self, app: App, request: web.Request) -> Json:
        if request.query.get("type") != "agent_config":
            raise WeComError(codes.BAD_PARAMETER, "invalid type")
        return self._ticket(f"agent:{app.agent_id}")

    def _user_info(self, app: App, request: web.Request) -> Json:
        user, ticket = self._grants.redeem(request.query.get("code"))
        return {"userid": user, **({"user_ticket": ticket} if ticket else {})}

    def _old_user_info(self, app: App, request: web.Request) -> Json:
        user, ticket = self._grants.redeem(request.query.get("code"))
        return {"UserId": user, "DeviceId": "", **({"user_ticket": ticket} if ticket else {})}

    def _user_detail(self, app: App, body: Json) -> Json:
        user = self._grants.holder(str(body.get("user_ticket") or ""))
        return {"userid": user, "gender": "0", "avatar": "", "qr_code": "", "mobile": self._mobile_of(user)}

    def _departments(self, app: App, request: web.Request) -> Json:
        wanted = request.query.get("id")
        top = self._directory.department(wanted).id if wanted else None
        found = [self._directory.as_department(each) for each in self._directory.departments(top)]
        return {"department": found}

    def _department_ids(self, app: App, request: web.Request) -> Json:
        names = ("id", "parentid", "order")
        return {
            "department_id": [
                {name: each[name] for name in names} for each in self._departments(app, request)["department"]
            ]
        }

    def _department(self, app: App, request: web.Request) -> Json:
        found = self._directory.department(request.query.get("id"))
        return {"department": self._directory.as_department(found)}

    def _user(self, userid: str | None) -> Json:
        return self._directory.as_user(self._directory.person(userid))

    def _users(self, request: web.Request, *, full: bool) -> Json:
        department = self._directory.department(request.query.get("department_id"))
        inside = {department.id}
        if request.query.get("fetch_child") == "1":
            inside = {each.id for each in self._directory.departments(department.id)}
        people = [person for person in self._directory.people() if person.department in inside]
        shown = [self._directory.as_user(person) for person in people]
        if not full:
            shown = [{name: each[name] for name in ("userid", "name", "department")} for each in shown]
        return {"userlist": shown}

    def _user_ids(self, app: App, body: Json) -> Json:
        raise WeComError(codes.NO_PERMISSION, "no permission: only with the secret of the sync assistant")

    def _agent(self, app: App, request: web.Request) -> Json:
        check_agent(app, {"agentid": request.query.get("agentid")})
        return {
            "agentid": app.agent_id,
            "name": app.name,
            "square_logo_url": "",
            "description": "",
            "allow_userinfos": {"user": []},
            "allow_partys": {"partyid": sorted(self._directory.scope)},
            "close": 0,
            "redirect_domain": "",
            "report_location_flag": 0,
            "isreportenter": 1,
            "home_url": "",
        }

    def _edit_tag(self, app: App, body: Json) -> Json:
        self._contacts.tags.edit(app, body)
        return {}


def _without_answer(do: Callable[[Json], None]) -> _Writer:
    def write(app: App, body: Json) -> Json:
        do(body)
        return {}

    return write


async def _body(request: web.Request) -> Json:
    try:
        text = await request.text()
        body = json.loads(text)
    except ValueError as error:
        raise WeComError(codes.BAD_PARAMETER, "invalid parameter, Warning: wrong json format.") from error
    if not isinstance(body, dict):
        raise WeComError(codes.BAD_PARAMETER, "invalid parameter, Warning: wrong json format.")
    if "\\ud" in text.lower() and _HALF_A_PAIR.search(json.dumps(body, ensure_ascii=False)):
        raise WeComError(codes.BAD_CHARACTER, "invalid request character")
    return body


def _answer(body: Json) -> web.Response:
    return web.json_response(body, dumps=lambda value: json.dumps(value, ensure_ascii=False))
