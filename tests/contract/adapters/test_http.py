"""The adapters' HTTP client against a real server."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from adapters.errors import OutsideError, RateLimited, Refused, TooLarge, Unavailable
from adapters.http import HttpClient, place_of


async def serve(aiohttp_server, handler) -> str:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    server = await aiohttp_server(app)
    return str(server.make_url("/cgi-bin/message/send"))


@pytest.fixture
async def http():
    client = HttpClient(time_out=0.5)
    yield client
    await client.close()


async def test_json_travels_as_utf8_and_comes_back(aiohttp_server, http):
    """Chinese text is sent as it is, so that platforms' byte limits count what they see."""
    bodies = []

    async def handler(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        return web.json_response({"errcode": 0})

    answer = await http.post(await serve(aiohttp_server, handler), payload={"content": "恒瑞\ud800"})
    assert answer.json() == {"errcode": 0}
    assert bodies == ['{"content": "恒瑞?"}'.encode()]


@pytest.mark.parametrize("status", [301, 302, 500, 502, 503])
async def test_redirects_and_server_errors_mean_try_later(aiohttp_server, http, status):
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": "http://127.0.0.1:9/"})

    with pytest.raises(Unavailable) as caught:
        await http.get(await serve(aiohttp_server, handler))
    assert caught.value.facts == {"status": status}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 1.0),
        ({"Retry-After": "7"}, 7.0),
        ({"x-ogw-ratelimit-reset": "43"}, 43.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 1.0),
        ({"Retry-After": "nan"}, 1.0),
    ],
)
async def test_429_says_how_long_to_wait(aiohttp_server, http, headers, seconds):
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=429, headers=headers)

    with pytest.raises(RateLimited) as caught:
        await http.get(await serve(aiohttp_server, handler))
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("body", ["<html>502</html>", "[]", "", '"ok"', "[" * 100_000])
async def test_an_answer_that_is_no_json_object_means_try_later(aiohttp_server, http, body):
    async def handler(_: web.Request) -> web.Response:
        return web.Response(text=body)

    answer = await http.get(await serve(aiohttp_server, handler))
    with pytest.raises(Unavailable):
        answer.json()


async def test_a_client_error_is_left_to_the_platform(aiohttp_server, http):
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({"code": "InvalidAuthentication"}, status=400)

    answer = await http.get(await serve(aiohttp_server, handler))
    assert (answer.status, answer.json()["code"]) == (400, "InvalidAuthentication")


async def test_an_endless_answer_is_cut_off(aiohttp_server, http):
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 5_000)

    with pytest.raises(Refused):
        await http.get(await serve(aiohttp_server, handler), body_limit=4_999)


async def test_an_answer_that_announces_too_much_is_not_read(aiohttp_server, http):
    """I2: its head is enough; the body never comes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000"})
        await response.prepare(request)
        await asyncio.sleep(30)
        return response

    with pytest.raises(TooLarge):
        await http.get(await serve(aiohttp_server, handler), body_limit=4_999)


async def test_errors_never_carry_a_secret(aiohttp_server, http):
    """Tokens travel in the query and in headers; neither the error nor its cause may hold them."""

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    address = await serve(aiohttp_server, slow)
    for url in (address, "http://127.0.0.1:9/x", "http://[bad/x", "ftp://127.0.0.1/x"):
        with pytest.raises(OutsideError) as caught:
            await http.post(
                url,
                query={"access_token": "TOPSECRET"},
                headers={"Authorization": "TOPSECRET"},
                payload={"secret": "TOPSECRET"},
                time_out=0.1,
            )
        error: BaseException | None = caught.value
        assert error is not None
        assert error.__suppress_context__
        assert error.__cause__ is None
        assert "TOPSECRET" not in f"{error!r}{caught.value.facts}"


def test_a_place_is_host_and_path_only():
    assert place_of("https://user:pw@api.example.cn:8443/a/b?token=x#y") == "api.example.cn:8443/a/b"


async def test_a_closed_client_opens_again(aiohttp_server, http):
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({})

    address = await serve(aiohttp_server, handler)
    await http.get(address)
    await http.close()
    assert (await http.get(address)).status == 200


@pytest.mark.parametrize("name", ["rebound.example", "both.example"])
async def test_a_name_is_judged_at_the_moment_of_connecting(monkeypatch, name: str):
    """I2: a name that was public when somebody looked may stand for a neighbour of ours when it is connected to."""
    inside = {"rebound.example": ["127.0.0.1"], "both.example": ["93.184.215.14", "10.0.0.5"]}

    async def resolve(self, host, port=0, family=0):
        return [
            {"hostname": host, "host": each, "port": port, "family": 2, "proto": 6, "flags": 0} for each in inside[host]
        ]

    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", resolve)
    client = HttpClient(public_only=True)
    with pytest.raises(Refused):
        await client.get(f"http://{name}/latest/meta-data")
    await client.close()


@pytest.mark.parametrize(
    "address", ["http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://224.0.0.1/", "http://[fe80::1%25lo]/"]
)
async def test_numbers_of_our_own_network_are_refused(address: str):
    """I2: also in the spellings that hide it."""
    client = HttpClient(public_only=True)
    with pytest.raises(Refused):
        await client.get(address)
    await client.close()
