"""How often one address may send public forms: met before the body of a request is read.

Counted in the memory of a process, so that junk costs no statement; with several processes each
counts for itself. The address is that of the connection (behind a proxy on this machine: the one
the proxy names).
"""

from collections import OrderedDict, deque

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.web.pages import render
from serving.wiring import Parts

PREFIX = "/p/f/"
WINDOW_S = 600.0
_MOST_SENDERS = 20_000


class Limiter:
    """A sliding window a sender, of bounded memory."""

    def __init__(self, most: int, *, window_s: float = WINDOW_S) -> None:
        self._most = most
        self._window_s = window_s
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, sender: str, *, now_s: float) -> bool:
        """Count one more of a sender, and tell whether that is still in order."""
        times = self._seen.setdefault(sender, deque())
        self._seen.move_to_end(sender)
        if len(self._seen) > _MOST_SENDERS:
            self._seen.popitem(last=False)
        while times and times[0] <= now_s - self._window_s:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now_s)
        return True


class FormLimits:
    """ASGI middleware: refuses to read forms of a sender who sends too many."""

    def __init__(self, app: ASGIApp, *, parts: Parts) -> None:
        self._app = app
        self._clock = parts.clock
        self._limiter = Limiter(parts.settings.form_posts_per_sender)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        is_form = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        if is_form and scope["method"] == "POST":
            sender = (scope.get("client") or ("", 0))[0]
            if not self._limiter.allows(sender, now_s=self._clock.now().timestamp()):
                page = render(Request(scope), "form_busy.html", status=429)
                page.headers["Retry-After"] = str(int(WINDOW_S))
                await page(scope, receive, send)
                return
        await self._app(scope, receive, send)
