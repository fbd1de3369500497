"""What a person may ask for: a copy of everything that is kept of them, and to be erased."""

from fastapi import APIRouter, Response

from core.actor import Permission
from core.portal import service as portal
from core.subject import repository, service
from core.subject.types import Erasure
from serving import erasure, personal_copy, portal_letter
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Page
from serving.schemas.subject import ErasureBody, ErasureOut, PortalLinkOut

router = APIRouter(tags=["people"], generate_unique_id_function=operation_id)
erases = require(Permission.PEOPLE_ERASE)
SHOWN = 200


@router.post(
    "/talents/{talent_id}/copy",
    response_class=Response,
    dependencies=[require(Permission.PEOPLE_WRITE)],
    responses={
        200: {
            "description": "A zip: data.json, a page in Chinese, one in English, the files.",
            "content": {"application/zip": {"schema": {"type": "string"}}},
        },
        **documented(404),
    },
)
def make_copy(parts: PartsDep, actor: ActorDep, veil: VeilDep, talent_id: str) -> Response:
    """Make a copy of everything that is kept of a person, to be given to them; it is noted."""
    veil.check_file()
    content = personal_copy.write(parts, actor, talent_id)
    headers = {"Content-Disposition": f'attachment; filename="{talent_id}.zip"'}
    return Response(content, headers=headers, media_type="application/zip")


@router.post(
    "/talents/{talent_id}/portal-link",
    status_code=201,
    response_model=PortalLinkOut,
    dependencies=[erases],
    responses=documented(404),
)
def make_portal_link(
    parts: PartsDep, session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str
) -> Response:
    """Make a link to a person's own page, to be given to them by hand; good once, for an hour."""
    link = portal.hand_over(session, actor, talent_id, secret=parts.keys().secret, now=now)
    url = portal_letter.address(parts.settings, link.token)
    return answer({"url": url, "expires_at": link.expires_at}, status=201)


@router.post(
    "/talents/{talent_id}/erasure",
    status_code=202,
    response_model=ErasureOut,
    dependencies=[erases],
    responses=documented(404, 409),
)
def erase_talent(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: ErasureBody
) -> Response:
    """Delete all that is kept of a person, everywhere; the work goes on in the background."""
    asked = service.request_erasure(session, actor, talent_id, reason=body.reason, now=now)
    erasure.enqueue(session, asked, now=now)
    return answer(_said(asked), status=202, location=f"/api/v1/erasures/{asked.id}")


@router.get(
    "/erasures",
    response_model=Page[ErasureOut],
    dependencies=[erases],
    responses=documented(),
)
def list_erasures(session: ReadingDep) -> Response:
    """List requests to erase somebody: open ones first, then the newest."""
    found = repository.page(session, limit=SHOWN)
    return page([_said(one) for one in found], next_cursor=None, total=len(found))


@router.get(
    "/erasures/{erasure_id}",
    response_model=ErasureOut,
    dependencies=[erases],
    responses=documented(404),
)
def read_erasure(session: ReadingDep, erasure_id: str) -> Response:
    """Return how far an erasure is; when it is finished, this is the receipt."""
    return answer(_said(repository.get(session, erasure_id)))


def _said(one: Erasure) -> dict[str, object]:
    return {
        "id": one.id,
        "talent_id": one.talent_id,
        "reason": one.reason,
        "requested_by": one.requested_by,
        "requested_at": one.requested_at,
        "due_at": one.due_at,
        "finished_at": one.finished_at,
        "done": dict(one.done),
        "open": [store.value for store in one.open_stores],
        "error": one.error,
    }
