"""What machines ask: alive, ready, how busy; and the API's own documents."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core import jobs
from core.errors import Unavailable
from core.outreach import service as outreach
from serving import schema
from serving.answers import answer
from serving.deps import PartsDep, ReadingDep, public
from serving.guard import Metrics
from serving.web import api_docs
from serving.web.pages import render

router = APIRouter(include_in_schema=False)


@router.get("/healthz", dependencies=[public])
def alive() -> Response:
    """Tell that the process answers."""
    return answer({"status": "ok"})


@router.get("/readyz", dependencies=[public])
def ready(parts: PartsDep) -> Response:
    """Tell whether requests can be served: the database is there, with the schema we know."""
    try:
        with parts.db.read() as session:
            session.execute(text("SELECT 1"))
        state = schema.state(parts.db)
    except SQLAlchemyError as error:
        raise Unavailable("The database does not answer.") from error
    if state.current != state.wanted:
        raise Unavailable("The database needs `trm migrate` first.", schema=state.current)
    return answer({"status": "ready", "schema": state.current})


@router.get("/metrics", dependencies=[public])
def metrics(request: Request, session: ReadingDep) -> Response:
    """Return counts and times in Prometheus' form; nothing in them is about anybody."""
    kept: Metrics = request.app.state.metrics
    for name, count in jobs.counts(session).items():
        kept.jobs.labels(name).set(count)
    kept.in_doubt.set(outreach.in_doubt(session))
    return Response(generate_latest(kept.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/openapi.json", dependencies=[public])
def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    return answer(request.app.openapi())


@router.get("/api/v1/docs", dependencies=[public])
def docs(request: Request) -> Response:
    """Show the OpenAPI document to people."""
    document: dict[str, Any] = request.app.openapi()
    return render(request, "api_docs.html", info=document["info"], groups=api_docs.groups(document))
