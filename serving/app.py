"""The web application: the routes, and what every request passes through."""

import time
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from serving import problems
from serving.api import ROUTERS
from serving.auth import Authentication
from serving.deps import declaration
from serving.guard import Guard, Metrics
from serving.idempotency import Idempotency
from serving.schemas.common import Problem
from serving.web import health, sign_in
from serving.web.console import Console
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
    app.state.metrics = Metrics(time.perf_counter)
    problems.install(app)
    api = APIRouter(prefix=API)
    for router in ROUTERS:
        api.include_router(router)
    for router in (health.router, sign_in.router, api):
        app.include_router(router)
    app.router.default = Console()
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way
    # the last one added is met first
    app.add_middleware(Idempotency, parts=parts)
    app.add_middleware(Authentication, parts=parts)
    app.add_middleware(Guard, settings=parts.settings, metrics=app.state.metrics)
    return app


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
        for route in (route for router in ROUTERS for route in router.routes):
            if isinstance(route, APIRoute) and route.include_in_schema:
                _describe(document["paths"][API + route.path_format], route)
        app.openapi_schema = document
    return app.openapi_schema


def _describe(path: dict[str, Any], route: APIRoute) -> None:
    needed = declaration(route)
    for method in route.methods or ():
        operation = path[method.lower()]
        operation["x-permission"] = needed
        operation["security"] = [] if needed == "public" else [{"session": []}, {"token": []}]
