"""Lists that are taken out as files."""

from fastapi import APIRouter, Response

from core.actor import Permission
from serving import people_export
from serving.answers import documented, operation_id
from serving.api.languages import LanguageDep
from serving.deps import ActorDep, PartsDep, TurnDep, require
from serving.schemas.exports import ExportBody

router = APIRouter(prefix="/talents", tags=["people"], generate_unique_id_function=operation_id)


@router.post(
    "/export",
    response_class=Response,
    dependencies=[require(Permission.PEOPLE_WRITE)],
    responses={
        200: {
            "description": "The people as CSV, in the language of `Accept-Language`.",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        },
        **documented(),
    },
)
def export_talents(
    parts: PartsDep, actor: ActorDep, _turn: TurnDep, language: LanguageDep, body: ExportBody
) -> Response:
    """Write people as a spreadsheet, with their contact data; it is noted who took what out."""
    content = people_export.write(parts, actor, body, language)
    headers = {"Content-Disposition": 'attachment; filename="people.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
