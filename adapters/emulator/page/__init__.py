"""The page in a browser: three chat clients side by side, and the gallery of cards.

Plain files without a build step. The page draws what it is sent from the platforms' own JSON and speaks to
`/_control/` of the same origin. What the product may offer beside it, and the page does without:

    GET  /demo/ledger?after=<id>   {"entries": [{"id", "at", "text", "tone"}], "counts": {"written", "not_written",
                                   "lost"}}; tones: written, not_written, lost (and the cards' done, waiting, risk)
    GET  /demo/story               [{"caption", "act": say | speak | press | clock | note | sidebar, "platform", "user",
                                   "text" (what is said, the sidebar's address) | "button" | "advance", "waits_for"}]
    POST /demo/restart             a fresh company; the emulator's screens and clock with it
    GET  /demo/gallery             {"cards": [{"name", "wecom", "dingtalk", "feishu", "text"}]}, each as `raw` of
                                   GET /_control/{platform}/messages shows it
    GET  /sidebar?platform=        where the clients' tool bars lead
"""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_HERE = Path(__file__).parent
_CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_FILES = {
    f"{path.parent.name}/{path.name}": path
    for path in _HERE.glob("*/*")
    if path.is_file() and path.suffix in _CONTENT_TYPES
}
_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
# What messages say comes from outside: nothing on the page runs but its own scripts. The sidebar may be on another
# port of this machine.
_POLICY = (
    "default-src 'self'; img-src 'self' http: https: data:; frame-src 'self' http: https:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def routes() -> list[web.RouteDef]:
    """`/`, `/cards` and their files under `/_page/`."""
    return [
        web.get("/", _document("index.html")),
        web.get("/cards", _document("cards.html")),
        web.get("/_page/{folder}/{name}", _file),
    ]


def _document(name: str) -> type[web.View]:
    class Document(web.View):
        async def get(self) -> web.FileResponse:
            headers = {**_HEADERS, "Content-Security-Policy": _POLICY, "Content-Type": "text/html; charset=utf-8"}
            return web.FileResponse(_HERE / name, headers=headers)

    return Document


async def _file(request: web.Request) -> web.FileResponse:
    path = _FILES.get(f"{request.match_info['folder']}/{request.match_info['name']}")
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={**_HEADERS, "Content-Type": _CONTENT_TYPES[path.suffix]})
