"""Errors to RFC 9457 problem documents: the one table of statuses."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from core.access.types import Caller, TooManyAttempts
from core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    Stale,
    TalentError,
    Unauthenticated,
    Unavailable,
)
from serving import messages, refusals

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[TalentError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Stale: 412,
    Refused: 422,
    TooManyAttempts: 429,
    Unavailable: 503,
}
STATUS_OF_CODE = {"precondition-required": 428}  # HTTP's own, of no use to the domain
_HTTP_CODES = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}
_log = logging.getLogger("trm.web")


def status_of(kind: type[TalentError]) -> int:
    """Return the status of the nearest mapped ancestor, or 500."""
    return next((STATUS[base] for base in kind.__mro__ if base in STATUS), 500)


def problem(
    scope: Mapping[str, Any],
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> JSONResponse:
    """Build a problem document in the reader's language; ``extra`` members stand beside it."""
    language = language_of(scope)
    ours = refusals.problem(code, extra, language=language)
    title, said = ours or messages.problem(code, detail, extra, language=language)
    standard = {"type": f"/problems/{code}", "title": title, "status": status, "detail": said}
    content = jsonable_encoder({**extra, **standard}, custom_encoder={bytes: repr})
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def of_error(scope: Mapping[str, Any], error: TalentError) -> JSONResponse:
    """Build the problem document of a deliberate error."""
    status = STATUS_OF_CODE.get(error.code) or status_of(type(error))
    headers = {}
    if "retry_after_s" in error.context:
        headers["Retry-After"] = str(error.context["retry_after_s"])
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    context: dict[str, Any] = dict(error.context)
    return problem(scope, status, error.code, error.detail, headers=headers, **context)


def of_http(scope: Mapping[str, Any], error: HTTPException) -> JSONResponse:
    """Build the problem document of what the framework refused."""
    code = _HTTP_CODES.get(error.status_code, f"http-{error.status_code}")
    return problem(scope, error.status_code, code, str(error.detail), headers=error.headers)


def of_bug(scope: Mapping[str, Any], error: Exception) -> JSONResponse:
    """Build the problem document of an error nobody raised on purpose, and log where it was."""
    # the places only: the message of an error may hold what somebody typed
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    _log.error("bug %s in %s: %s", type(error).__name__, scope["path"], " < ".join(places))
    return problem(scope, 500, "bug", "Something went wrong on our side; it is in the log.")


def language_of(scope: Mapping[str, Any]) -> messages.Language:
    """Return the reader's language: what the browser asks for, else the account's, else English."""
    asked = Headers(raw=scope["headers"]).get("accept-language", "")
    if not asked:
        caller = scope.get("state", {}).get("caller")
        asked = caller.account.preferences.language if isinstance(caller, Caller) else "en"
    first = min(asked.lower().split(","), key=_preference)
    return "zh" if first.strip().startswith("zh") else "en"


def account_language(scope: Mapping[str, Any]) -> str:
    """Return the reader's language as accounts keep it."""
    return "zh-CN" if language_of(scope) == "zh" else "en"


def _preference(entry: str) -> float:
    _, _, quality = entry.partition("q=")
    try:
        return -float(quality) if quality else -1.0
    except ValueError:
        return 0.0


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(TalentError, _talent_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)


def _talent_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TalentError)
    return of_error(request.scope, error)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # ``input`` is left out: it may hold a password, and the sender knows what it sent
    errors = [
        {"loc": list(found["loc"]), "msg": found["msg"], "type": found["type"]}
        for found in error.errors()
    ]
    where = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in errors[:3])
    detail = f"The request cannot be used. {where}"
    return problem(request.scope, 422, "invalid", detail, errors=errors)


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return of_http(request.scope, error)
