"""The built console: its files, and its one page for every address that is not somebody else's."""

from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from serving.guard import NONCE
from serving.web.pages import render

DIST = Path(__file__).parents[1] / "console" / "dist"
_ELSEWHERE = ("/api/", "/p/", "/assets/", "/metrics", "/healthz", "/readyz")


class Console:
    """ASGI application for whatever no route takes."""

    def __init__(self, dist: Path = DIST) -> None:
        self._dist = dist
        self._index = lru_cache(maxsize=1)(self._read_index)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file of the console, its page, or 404."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        response = self._answer(Request(scope, receive))
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        file = self._file(path)
        if file is not None and request.method in {"GET", "HEAD"}:
            cache = "public, max-age=31536000, immutable" if path.startswith("/assets/") else ""
            return FileResponse(file, headers={"Cache-Control": cache} if cache else None)
        if path.startswith(_ELSEWHERE) or path == "/api":
            raise HTTPException(404, "There is nothing at this address.")
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, "Pages can only be read.")
        if not (self._dist / "index.html").is_file():
            return render(request, "no_console.html")
        return HTMLResponse(self._index().replace(NONCE, request.scope["state"]["nonce"]))

    def _file(self, path: str) -> Path | None:
        if path in {"/", "/index.html"} or "\0" in path:
            return None
        found = (self._dist / path.lstrip("/")).resolve()
        inside = found.is_relative_to(self._dist.resolve())
        return found if inside and found.is_file() else None

    def _read_index(self) -> str:
        return (self._dist / "index.html").read_text(encoding="utf-8")
