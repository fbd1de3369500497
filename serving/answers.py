"""How answers are written: bytes from orjson, pages, entity tags, and what documents say of them.

A route that answers this way names its model as ``response_model`` for the documents only; the end
to end tests hold the bytes against it.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Response
from fastapi.routing import APIRoute

from core.errors import Refused, Stale

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_DESCRIPTIONS = {
    400: "The body cannot be read at all.",
    401: "Nobody is signed in.",
    403: "The role, or the token, does not allow it.",
    404: "It does not exist, or it is not the caller's to see.",
    409: "It does not go with the present state.",
    412: "It was changed since it was read.",
    413: "Too large.",
    422: "The request cannot be used; `detail` says why.",
    428: "`If-Match` is missing.",
    429: "Too many requests.",
    503: "Something needed is not ready; try again.",
}


class PreconditionRequired(Refused):
    """A change came without the version it is meant for."""

    code = "precondition-required"


def answer(
    content: object, *, status: int = 200, version: int | None = None, location: str = ""
) -> Response:
    """Return ``content`` as JSON; ``version`` becomes its entity tag."""
    headers = {}
    if version is not None:
        headers["ETag"] = f'"{version}"'
    if location:
        headers["Location"] = location
    body = orjson.dumps(content, option=_OPTIONS)
    return Response(body, status, headers=headers, media_type="application/json")


def page(
    items: Iterable[object], *, next_cursor: str | None, total: int, more: bool = False
) -> Response:
    """Return one page of a list; ``more``: there are more than the ``total`` that were counted."""
    cursor = next_cursor or None
    return answer({"items": list(items), "next_cursor": cursor, "total": total, "more": more})


def _expected(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="the `ETag` of what was read; `*` for any"),
    ] = None,
) -> int | None:
    """Return the version a change is meant for; ``None`` means whichever it is.

    Raises:
        PreconditionRequired: the header is missing.
        Stale: the header names nothing that ever was.
    """
    if if_match is None:
        raise PreconditionRequired("Send the ETag of what you read as If-Match.")
    tag = if_match.strip().removeprefix("W/").strip('"')
    if tag == "*":
        return None
    if not tag.isascii() or not tag.isdigit() or len(tag) > 15:
        raise Stale("If-Match names no version that ever was; read it again")
    return int(tag)


IfMatch = Annotated[int | None, Depends(_expected)]


def check_version(expected: int | None, current: int) -> int:
    """Return ``current`` if it is the expected one.

    Raises:
        Stale: it is another.
    """
    if expected is not None and expected != current:
        raise Stale("it was changed after you read it; read it again", version=current)
    return current


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route: the problems every route may answer, and these."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "description": _DESCRIPTIONS.get(status, HTTPStatus(status).phrase),
            "content": content,
        }
        for status in sorted({400, 401, 403, 422, *statuses})
    }


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation in the documents: the function's."""
    return route.name


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that were given."""
    return {name: value for name, value in values.items() if value is not None}
