"""The web application: the routes, and what every request passes through."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException

from serving import problems
from serving.api import ROUTERS
from serving.auth import Authentication
from serving.deps import declaration, leads_on
from serving.guard import Guard, Metrics
from serving.idempotency import Idempotency
from serving.schemas.common import Problem
from serving.web import forms, health, oidc, portal, sign_in, wecom
from serving.web.console import Console
from serving.web.limits import FormLimits
from serving.wiring import Parts

API = "/api/v1"
DESCRIPTION = (
    "Talent relationship management: people, jobs, explained shortlists. Sign in with a session "
    "cookie and `X-CSRF-Token`, or send `Authorization: Bearer <API token>`. Errors are RFC 9457 "
    "problems in the language of `Accept-Language`; POST and PATCH take an `Idempotency-Key`."
)


def create_app(parts: Parts) -> FastAPI:
    """Build the application around ``parts``."""
    app = FastAPI(
        title="TRM",
        version="1",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.parts = parts
    problems.install(app)
    app.add_exception_handler(405, _not_allowed)
    api = APIRouter(prefix=API)
    for router in ROUTERS:
        api.include_router(router, dependencies=[leads_on] if _has_people(router) else [])
    pages = (
        health.router,
        sign_in.router,
        oidc.router,
        portal.router,
        forms.router,
        wecom.router,
    )
    for router in (*pages, api):
        app.include_router(router)
    routes = iter_route_contexts(app.routes)
    templates: dict[object, str] = {one.endpoint: one.path_format or "" for one in routes}
    app.state.metrics = Metrics(time.perf_counter, templates)
    app.router.default = Console()
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way
    # the last one added is met first
    app.add_middleware(Idempotency, parts=parts)
    app.add_middleware(Authentication, parts=parts)
    app.add_middleware(FormLimits, parts=parts)
    app.add_middleware(Guard, settings=parts.settings, metrics=app.state.metrics)
    return app


def _has_people(router: APIRouter) -> bool:
    """Tell whether any address of a router names a person."""
    routes = (route for route in router.routes if isinstance(route, APIRoute))
    return any("{talent_id}" in route.path for route in routes)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, and what it declares: see `serving.deps.declaration`."""

    method: str
    path: str
    permission: str
    in_schema: bool


def operations(app: FastAPI) -> Iterator[Operation]:
    """Return everything the application answers to, but the console's own files."""
    for route in iter_route_contexts(app.routes):
        for method in sorted(route.methods or {"ANY"}):
            in_schema = isinstance(route.original_route, APIRoute) and route.include_in_schema
            yield Operation(method, route.path_format or "", declaration(route), in_schema)


def _not_allowed(request: Request, error: Exception) -> Response:
    """Refuse a method, and name every one that the address takes, whichever route takes it."""
    assert isinstance(error, HTTPException)
    path = request.scope["path"].removeprefix(API)
    taken: dict[str, set[str]] = {}
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute) and route.path_regex.match(path):
            taken.setdefault(route.path_format, set()).update(route.methods or ())
    headers = error.headers
    if taken:  # the template with the fewest blanks is the address itself: parse, not {job_id}
        nearest = min(taken, key=lambda template: template.count("{"))
        headers = {"Allow": ", ".join(sorted(taken[nearest]))}
    detail = "This address does not take that method."
    return problems.problem(request.scope, 405, "method-not-allowed", detail, headers=headers)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            openapi_version="3.1.0",
            routes=app.routes,
        )
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        document["components"]["securitySchemes"] = {
            "session": {"type": "apiKey", "in": "cookie", "name": "trm_session"},
            "token": {"type": "http", "scheme": "bearer"},
        }
        for one in operations(app):
            if one.in_schema:
                described = document["paths"][one.path][one.method.lower()]
                described["x-permission"] = one.permission
                described["security"] = _security(one.permission)
        app.openapi_schema = document
    return app.openapi_schema


def _security(permission: str) -> list[dict[str, list[str]]]:
    return [] if permission == "public" else [{"session": []}, {"token": []}]
