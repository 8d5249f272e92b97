"""The limit: a bare aiohttp server that answers what it was sent. `python -m tests.bench.echo PORT`"""

from __future__ import annotations

import sys

from aiohttp import web


async def echo(request: web.Request) -> web.Response:
    """Reads the body and gives it back."""
    return web.Response(body=await request.read())


def main(port: int) -> None:
    """Serves until it is ended."""
    app = web.Application()
    app.router.add_post("/echo", echo)
    app.router.add_get("/healthz", echo)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
