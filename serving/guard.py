"""What stands before and around every request: host, size, the headers of every answer."""

import secrets
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving import problems
from serving.settings import Settings

NONCE = "__CSP_NONCE__"
_MIB = 1 << 20


def content_security_policy(nonce: str) -> str:
    """Return the policy of a page: nothing from elsewhere, inline code only with the nonce."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """ASGI middleware: refuses foreign hosts and huge bodies, adds the protecting headers."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: "Metrics") -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        state = scope.setdefault("state", {})
        state["nonce"] = nonce
        headers = Headers(scope=scope)
        protected = _with_headers(send, scope["path"], nonce, secure=self._settings.secure_cookies)
        finish = self._metrics.start(scope)
        answered = finish(protected)
        if not self._knows(headers.get("host", "")):
            detail = "This server does not answer to that host name."
            await problems.problem(scope, 421, "unknown-host", detail)(scope, receive, answered)
            return
        limit = self._limit(headers, scope["path"])
        if _declared_length(headers) > limit:
            await _too_large(scope, limit)(scope, receive, answered)
            return
        await self._limited(scope, receive, answered, limit)

    async def _limited(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        read, started = 0, False

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, f"The request is larger than {limit // _MIB} MiB.")
            return message

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counting, noting)
        except HTTPException as error:  # of a middleware that read the body
            if not started:
                await problems.of_http(scope, error)(scope, receive, send)
        except Exception as error:
            refusal = problems.of_bug(scope, error)
            if not started:
                await refusal(scope, receive, send)

    def _limit(self, headers: Headers, path: str) -> int:
        if path == "/p/wecom":
            return _MIB
        if path.startswith("/p/"):  # whoever sends it is not known
            return self._settings.max_form_mb * _MIB
        upload = headers.get("content-type", "").startswith("multipart/")
        return (self._settings.max_upload_mb if upload else self._settings.max_body_mb) * _MIB

    def _knows(self, host: str) -> bool:
        known = self._settings.hosts
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return "*" in known or name.strip("[]").lower() in known


def _too_large(scope: Scope, limit: int) -> ASGIApp:
    detail = f"The request is larger than {limit // _MIB} MiB."
    return problems.problem(scope, 413, "too-large", detail)


def _declared_length(headers: Headers) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _with_headers(send: Send, path: str, nonce: str, *, secure: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = content_security_policy(nonce)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["X-Frame-Options"] = "DENY"
            # not no-referrer: it would make browsers hide the origin of our own forms from us
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
            if secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if not path.startswith("/assets/"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending


class Metrics:
    """Counts and times of answers; by route template, so that no id of anybody gets in."""

    def __init__(self, clock_s: Callable[[], float], templates: Mapping[object, str]) -> None:
        self.registry = CollectorRegistry()
        self._clock_s = clock_s
        self._templates = templates  # by endpoint: a route knows its path without its prefixes
        self._count = Counter(
            "trm_requests", "answers", ["method", "route", "status"], registry=self.registry
        )
        self._time = Histogram(
            "trm_request_seconds", "time to the answer", ["method", "route"], registry=self.registry
        )
        self.jobs = Gauge("trm_jobs", "background jobs", ["state"], registry=self.registry)
        self.in_doubt = Gauge(
            "trm_messages_in_doubt",
            "messages that may have gone out",
            registry=self.registry,
        )

    def start(self, scope: Scope) -> Callable[[Send], Send]:
        """Start timing a request; what comes back wraps ``send``."""
        begun = self._clock_s()

        def wrap(send: Send) -> Send:
            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    route = self._templates.get(scope.get("endpoint"), "other")
                    self._count.labels(scope["method"], route, message["status"]).inc()
                    self._time.labels(scope["method"], route).observe(self._clock_s() - begun)
                await send(message)

            return sending

        return wrap
