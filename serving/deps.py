"""What routes depend on: the parts, a session, who asks, and the permission they declare.

A writing session is one transaction a request, committed **before** the response is made
(``scope="function"``): by default FastAPI would finish it after the client was told all is well.
Who asks is settled before the request reaches a route (`serving.auth`), so that a writing session
never waits for another one of its own request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.routing import APIRoute, RouteContext
from sqlalchemy.orm import Session

from core.access.types import Caller
from core.actor import Actor, Permission
from core.errors import Forbidden, NotFound, Unauthenticated
from core.profile.repository import aliases, people
from serving import idempotency
from serving.problems import language_of
from serving.veil import Veil
from serving.wiring import Parts

AT_ONCE = 16  # requests that work with the database; the processor has no more to give


def _parts(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


PartsDep = Annotated[Parts, Depends(_parts)]


def _now(parts: PartsDep) -> datetime:
    return parts.clock.now()


def _caller(request: Request) -> Caller:
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise Unauthenticated("Please sign in.")
    return caller


CallerDep = Annotated[Caller, Depends(_caller)]


def _actor(caller: CallerDep) -> Actor:
    return caller.actor


ActorDep = Annotated[Actor, Depends(_actor)]


def _turn() -> Iterator[None]:
    yield


# one a request, taken after its body came and given back before its answer goes: whoever sends or
# reads slowly holds none, and waiting for one takes no thread
TurnDep = Annotated[None, Depends(_turn, scope="function", max_concurrency=AT_ONCE)]


def _session(request: Request, parts: PartsDep, _turn: TurnDep) -> Iterator[Session]:
    with parts.db.write() as session:
        yield session
        idempotency.mark_committed(session, request.scope)


def _reading(parts: PartsDep, _turn: TurnDep) -> Iterator[Session]:
    with parts.db.read() as session:
        yield session


def _veil(request: Request, actor: ActorDep) -> Veil:
    return Veil.of(actor, language_of(request.scope))


VeilDep = Annotated[Veil, Depends(_veil)]
NowDep = Annotated[datetime, Depends(_now)]
SessionDep = Annotated[Session, Depends(_session, scope="function")]
ReadingDep = Annotated[Session, Depends(_reading, scope="function")]


@dataclass(frozen=True, slots=True)
class Public:
    """Declares that a route needs nobody to be signed in."""

    def __call__(self) -> None:
        """Let everybody in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Declares that a route needs somebody to be signed in, and nothing more."""

    def __call__(self, actor: ActorDep) -> None:
        """Let everybody in who is signed in."""


@dataclass(frozen=True, slots=True)
class Required:
    """Declares the permission of a route; any one of several is enough."""

    permissions: tuple[Permission, ...]

    def __call__(self, actor: ActorDep) -> None:
        """Let the actor in who has it.

        Raises:
            Forbidden: the roles or the token's scopes do not allow it.
        """
        if not any(actor.may(permission) for permission in self.permissions):
            needed = " or ".join(self.permissions)
            raise Forbidden(f"This needs the permission {needed}.", permission=needed)


public: Any = Depends(Public())
signed_in: Any = Depends(SignedIn())


def require(*permissions: Permission) -> Any:
    """Declare the permission of a route: ``dependencies=[require(Permission.PEOPLE_READ)]``."""
    return Depends(Required(permissions))


def lead_on(request: Request, parts: PartsDep) -> None:
    """Send whoever asks for a person by an old id on to the id of now.

    The answer may not be kept: when the merge is undone, the old id stands for itself again.

    Raises:
        HTTPException: 308, with the same address under the id of now.
    """
    talent_id = request.path_params.get("talent_id")
    caller = getattr(request.state, "caller", None)
    if talent_id is None or not isinstance(caller, Caller):
        return
    with parts.db.read() as session:
        current = aliases.current_id(session, talent_id)
        if current == talent_id or not caller.actor.may(Permission.PEOPLE_READ):
            return
        try:
            people.number_of(session, caller.actor, current)
        except NotFound:
            return
    path = "/".join(current if one == talent_id else one for one in request.url.path.split("/"))
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {"Location": path + query, "Cache-Control": "no-store"}
    raise HTTPException(308, "This person was merged and has another id now.", headers)


leads_on: Any = Depends(lead_on)


def declaration(route: RouteContext) -> str:
    """Return what a route declares: ``public``, ``signed in``, or permissions; "" for nothing.

    Several are needed where ``and`` stands between them, any one of those around an ``or``.
    """
    if not isinstance(route.original_route, APIRoute):
        return ""
    needed: list[str] = []
    for dependant in route.dependant.dependencies:
        call = dependant.call
        if isinstance(call, Public):
            return "public"
        if isinstance(call, SignedIn):
            needed.append("signed in")
        if isinstance(call, Required):
            needed.append(" or ".join(call.permissions))
    return " and ".join(dict.fromkeys(needed))
