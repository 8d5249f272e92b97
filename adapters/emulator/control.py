"""The control address: what people do, what they see, faults and the clock (INTERFACES, «The emulator's control
address»). JSON in, JSON out; 404 for someone or something unknown, 400 with a sentence for bad input, 409 when the
product can't be reached."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from aiohttp import web

from adapters.emulator import speech
from adapters.emulator.control_requests import Body, answering, json_answer
from adapters.emulator.faults import Fault
from adapters.emulator.stand_in import ControlError, StandIn, Unknown
from adapters.emulator.world import PLATFORMS, ROOT, Person, World


def routes(world: World, stand_ins: list[StandIn]) -> list[web.RouteDef]:
    """All paths below `/_control/`."""
    control = _Control(world, {each.name: each for each in stand_ins})
    general = [
        web.get("/_control/settings", answering(control.settings)),
        web.get("/_control/clock", answering(control.clock)),
        web.post("/_control/clock", answering(control.set_clock)),
        web.get("/_control/people", answering(control.people)),
        web.post("/_control/people", answering(control.join)),
        web.post("/_control/people/leave", answering(control.leave)),
        web.get("/_control/events", answering(control.events)),
    ]
    acts = {
        "callback": control.callback,
        "say": control.say,
        "speak": control.speak,
        "attach": control.attach,
        "press": control.press,
        "enter": control.enter,
        "sidebar": control.sidebar,
        "fail": control.fail,
        "allow": control.allow,
        "scope": control.scope,
        "revoke": control.revoke,
    }
    looks = {"messages": control.messages, "traffic": control.traffic}
    return [
        *general,
        *(web.post(f"/_control/{{platform}}/{name}", answering(act)) for name, act in acts.items()),
        *(web.get(f"/_control/{{platform}}/{name}", answering(look)) for name, look in looks.items()),
        *(route for each in stand_ins for route in each.control_routes()),
    ]


class _Control:
    def __init__(self, world: World, stand_ins: dict[str, StandIn]) -> None:
        self._world = world
        self._stand_ins = stand_ins

    def _platform(self, request: web.Request) -> StandIn:
        name = request.match_info["platform"]
        if name not in self._stand_ins:
            raise Unknown(f"there is no platform 「{name}」; there are {', '.join(self._stand_ins)}")
        return self._stand_ins[name]

    def _account(self, stand_in: StandIn, user: str) -> str:
        person = self._world.find(stand_in.name, user)
        if person is None:
            raise Unknown(f"nobody here is 「{user}」; see GET /_control/people")
        return person.account(stand_in.name)

    async def settings(self, request: web.Request) -> web.StreamResponse:
        base = f"{request.scheme}://{request.host}"
        common = {
            **speech.settings(base),
            "CEJI_CLOCK_URL": f"{base}/_control/clock",
            "CEJI_ALLOW_TEST_CLOCK": "1",
            "CEJI_ADMINS": ",".join(self._admins()),
        }
        return json_answer(
            {
                each.name: {
                    "settings": {**each.settings(base), **common},
                    "people": [self._shown(person, each.name) for person in self._world.people()],
                }
                for each in self._platforms()
            }
        )

    def _admins(self) -> list[str]:
        """Administrators on every platform, so that the settings of several platforms can be merged."""
        admins = [person for person in self._world.people() if person.title == "管理员"]
        return [f"{each.name}:{person.account(each.name)}" for each in self._platforms() for person in admins]

    def _platforms(self) -> list[StandIn]:
        """The platforms themselves, without a platform's second chat."""
        return [each for name, each in self._stand_ins.items() if name in PLATFORMS]

    def _shown(self, person: Person, platform: str) -> dict[str, Any]:
        manager = self._world.staff.get(person.manager or "")
        return {
            "user": person.account(platform),
            "id": person.key,
            "name": person.name,
            "title": person.title,
            "department": self._world.departments[person.department].name,
            "manager": manager.account(platform) if manager else None,
            "leader": person.is_leader,
            "active": person.is_active,
        }

    async def people(self, request: web.Request) -> web.StreamResponse:
        people = [
            {
                **self._shown(person, "wecom"),
                "accounts": {each.name: person.account(each.name) for each in self._platforms()},
            }
            for person in self._world.people()
        ]
        return json_answer({"company": self._world.company, "people": people})

    async def join(self, request: web.Request) -> web.StreamResponse:
        body = await Body.of(request)
        try:
            person = self._world.join(
                body.text("id"),
                body.text("name"),
                body.text("title"),
                manager=body.optional("manager"),
                is_leader=body.flag("leader", False),
                is_active=body.flag("active", True),
                department=body.optional("department"),
            )
        except ValueError as error:
            raise ControlError(str(error)) from error
        await self._announce("joined", person)
        return json_answer({**self._shown(person, "wecom")})

    async def leave(self, request: web.Request) -> web.StreamResponse:
        who = (await Body.of(request)).text("id")
        person = self._world.find("wecom", who)
        if person is None:
            raise Unknown(f"nobody here is 「{who}」")
        gone = self._world.leave(person.key)
        await self._announce("left", gone)
        return json_answer({"left": gone.key})

    async def _announce(self, kind: str, person: Person) -> None:
        for each in self._stand_ins.values():
            await each.directory_event(kind, person)
        self._world.feed.publish(type="people", kind=kind, id=person.key)

    async def clock(self, request: web.Request) -> web.StreamResponse:
        return json_answer({"now": self._world.clock.now().isoformat()})

    async def set_clock(self, request: web.Request) -> web.StreamResponse:
        body = await Body.of(request)
        moment = body.optional("now")
        try:
            if moment is not None:
                self._world.clock.set(datetime.fromisoformat(moment))
            else:
                self._world.clock.advance(body.number("advance"))
        except (ValueError, OverflowError) as error:
            raise ControlError(str(error)) from error
        now = self._world.clock.now().isoformat()
        self._world.feed.publish(type="clock", now=now)
        return json_answer({"now": now})

    async def callback(self, request: web.Request) -> web.StreamResponse:
        return json_answer(await self._platform(request).set_callback((await Body.of(request)).text("url")))

    async def say(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        user = self._account(platform, body.text("user"))
        text, group, message_id = body.text("text"), body.optional("group"), body.optional("message_id")
        return json_answer(await platform.say(user, text, group, message_id))

    async def speak(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        return json_answer(await platform.speak(self._account(platform, body.text("user")), body.text("words")))

    async def attach(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        user = self._account(platform, body.text("user"))
        return json_answer(await platform.attach(user, body.text("name"), body.content("content")))

    async def press(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        form = body.any("form")
        if form is not None and not isinstance(form, dict):
            raise ControlError("「form」 is an object: input name → value")
        user = self._account(platform, body.text("user"))
        return json_answer(await platform.press(user, body.text("message_id"), body.text("button"), form))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        return json_answer(await platform.enter(self._account(platform, body.text("user"))))

    async def sidebar(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        user = self._account(platform, body.text("user"))
        return json_answer({"url": await platform.open_sidebar(user, body.text("url"))})

    async def fail(self, request: web.Request) -> web.StreamResponse:
        platform, body = self._platform(request), await Body.of(request)
        status = body.any("status")
        if status is not None and (not isinstance(status, int) or not 100 <= status <= 599):
            raise ControlError("「status」 is an HTTP status")
        fault = Fault(
            body.text("path"),
            int(body.number("times", 1)),
            status,
            body.any("answer"),
            body.number("delay", 0),
        )
        if fault.times < 1 or fault.delay < 0:
            raise ControlError("「times」 is at least 1, 「delay」 at least 0 seconds")
        platform.faults.order(fault)
        return json_answer({"path": fault.path, "times": fault.times})

    async def allow(self, request: web.Request) -> web.StreamResponse:
        platform, addresses = self._platform(request), (await Body.of(request)).any("addresses")
        if addresses is not None and not isinstance(addresses, list):
            raise ControlError("「addresses」 is a list of IP addresses, or null for any")
        platform.faults.allowed_addresses = None if addresses is None else frozenset(map(str, addresses))
        return json_answer({"addresses": addresses})

    async def scope(self, request: web.Request) -> web.StreamResponse:
        """The departments that the app may see, by name; without `departments` all."""
        platform, named = self._platform(request), (await Body.of(request)).texts("departments")
        tops = [each for each in self._world.departments.values() if each.name in named]
        if missing := set(named) - {each.name for each in tops}:
            raise Unknown(f"there is no department 「{'」, 「'.join(sorted(missing))}」")
        platform.narrow(frozenset(each.id for each in tops) or frozenset({ROOT}))
        return json_answer({"departments": [each.name for each in tops]})

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        await self._platform(request).revoke()
        return json_answer({"revoked": True})

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """The bot's messages; with `own=1` the person's own words between them as well."""
        platform = self._platform(request)
        wanted = request.query.get("user", "")
        with_own = request.query.get("own") == "1"
        seen = platform.seen(self._account(platform, wanted))
        return json_answer([each.as_json() for each in seen if with_own or each.author == "bot"])

    async def traffic(self, request: web.Request) -> web.StreamResponse:
        return json_answer([each.as_json() for each in self._platform(request).traffic.all()])

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one JSON line for each change."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b": connected\n\n")
        with self._world.feed.watch() as news:
            async for event in news:
                line = json.dumps(event, ensure_ascii=False)
                try:
                    await response.write(f"data: {line}\n\n".encode())
                except ConnectionResetError:
                    break
        return response
