"""Errors to RFC 9457 problem documents: the one table of statuses."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.access.types import TooManyAttempts
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
_HTTP_CODES = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}
_log = logging.getLogger("trm.web")


def status_of(kind: type[TalentError]) -> int:
    """Return the status of the nearest mapped ancestor, or 500."""
    return next((STATUS[base] for base in kind.__mro__ if base in STATUS), 500)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> JSONResponse:
    """Build a problem document; ``extra`` members stand beside the standard ones."""
    body = {"type": f"/problems/{code}", "title": code.replace("-", " ").capitalize()}
    standard = body | {"status": status, "detail": detail}
    content = jsonable_encoder({**extra, **standard}, custom_encoder={bytes: repr})
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def of_error(error: TalentError) -> JSONResponse:
    """Build the problem document of a deliberate error."""
    status, headers = status_of(type(error)), {}
    if "retry_after_s" in error.context:
        headers["Retry-After"] = str(error.context["retry_after_s"])
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    context: dict[str, Any] = dict(error.context)
    return problem(status, error.code, error.detail, headers=headers, **context)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(TalentError, _talent_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _bug)


def _talent_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TalentError)
    return of_error(error)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # ``input`` is left out: it may hold a password, and the sender knows what it sent
    errors = [
        {"loc": list(found["loc"]), "msg": found["msg"], "type": found["type"]}
        for found in error.errors()
    ]
    where = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in errors[:3])
    return problem(422, "invalid", f"The request cannot be used. {where}", errors=errors)


def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _HTTP_CODES.get(error.status_code, f"http-{error.status_code}")
    return problem(error.status_code, code, str(error.detail), headers=error.headers)


def _bug(request: Request, error: Exception) -> JSONResponse:
    # the places only: the message of an error may hold what somebody typed
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    _log.error("bug %s in %s: %s", type(error).__name__, request.scope["path"], " < ".join(places))
    return problem(500, "bug", "Something went wrong on our side; it is in the log.")
