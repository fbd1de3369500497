"""The workspace at a glance, its background jobs, and the end of the demo."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from core import jobs as background
from core.actor import Actor, Permission
from core.errors import Conflict
from core.profile import repository as profile
from core.profile import service as profile_service
from core.requisition import service
from core.requisition.repository import jobs, shortlists
from core.requisition.types import JobStatus
from serving.answers import answer, documented, operation_id
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, require, signed_in
from serving.schemas.system import BackgroundJobOut, StartBody, StartedOut, SystemOut
from serving.views import matches
from serving.wiring import Parts

VERSION = version("trm")
router = APIRouter(tags=["system"], generate_unique_id_function=operation_id)
watches = require(Permission.IMPORT_WRITE, Permission.MODELS_READ, Permission.WORKSPACE_WRITE)


class NotADemo(Conflict):
    """There is nothing invented to delete."""

    code = "not-a-demo"


@router.get("/system", response_model=SystemOut, dependencies=[signed_in], responses=documented())
def read_system(parts: PartsDep, session: ReadingDep, actor: ActorDep) -> Response:
    """Return what the caller may see counted, the state of the index, and notices."""
    counted = jobs.counts(session, actor)
    index = _index(parts)
    demo = jobs.any_invented(session)
    return answer(
        {
            "version": VERSION,
            "people": _people(session, actor),
            "jobs": sum(counted.values()),
            "open_jobs": counted[JobStatus.OPEN],
            "shortlists": shortlists.count(session, actor),
            "index": index,
            "demo": demo,
            "notices": matches.notices(_notices(parts, index, actor, demo=demo)),
        }
    )


@router.post(
    "/system/start-with-own-data",
    response_model=StartedOut,
    dependencies=[require(Permission.WORKSPACE_WRITE)],
    responses=documented(409),
)
def start_with_own_data(parts: PartsDep, actor: ActorDep, now: NowDep, body: StartBody) -> Response:
    """Delete every invented person, job and shortlist; what is real stays."""
    # one transaction of its own: stored files may go only after it is committed
    with parts.db.write() as session:
        if not jobs.any_invented(session):
            raise NotADemo("This workspace holds no demo data; nothing was deleted.")
        before, lists = profile.count(session), shortlists.count(session, actor)
        files = profile_service.remove_invented(session, actor, now=now)
        gone = service.delete_invented(session, actor, now=now)
        people = before - profile.count(session)
        lists -= shortlists.count(session, actor)
    for stored_as in files:
        parts.attachments.remove(stored_as)
    return answer({"people": people, "jobs": gone, "shortlists": lists})


@router.get(
    "/jobs-queue/{background_id}",
    response_model=BackgroundJobOut,
    dependencies=[watches],
    responses=documented(404),
)
def read_background_job(session: ReadingDep, background_id: str) -> Response:
    """Return how far a background job is."""
    job = background.get(session, background_id)
    return answer(
        {
            "id": job.id,
            "name": job.name,
            "status": job.state,
            "done": job.done,
            "total": job.total,
            "note": job.note,
            "error": job.error,
        }
    )


def _people(session: Session, actor: Actor) -> int:
    if not actor.may(Permission.PEOPLE_READ):
        return 0
    return profile.count_seen(session, actor)


def _index(parts: Parts) -> dict[str, Any]:
    from serving.population import index_state  # loads the engines of the index

    state = index_state(parts)
    return {
        "state": state["state"],
        "generation": state.get("generation", ""),
        "indexed": state.get("indexed", 0),
        "behind": state.get("behind", 0),
        "encoder": state.get("encoder", ""),
        "backend": state.get("backend", ""),
    }


def _notices(parts: Parts, index: dict[str, Any], actor: Actor, *, demo: bool) -> list[str]:
    codes = []
    if demo:
        codes.append("demo")
    if index["state"] != "ready":
        codes.append("index-not-ready")
    if actor.may(Permission.ACCESS_WRITE) and not parts.channels:
        codes.append("no-mail")
    return codes
