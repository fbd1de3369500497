"""The caller's own second factor: set up, confirmed, renewed, turned off."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from core.access import second_factor, service
from core.access.types import Caller, SecondFactorRequired, WrongCode
from core.errors import Refused
from serving import factors
from serving.answers import answer, documented, operation_id
from serving.deps import CallerDep, NowDep, PartsDep, ReadingDep, SessionDep, TurnDep, signed_in
from serving.schemas.access import CodeBody, FactorOut, NewFactorOut, RecoveryCodesOut
from serving.wiring import Parts

router = APIRouter(
    prefix="/me/second-factor", tags=["session"], generate_unique_id_function=operation_id
)
T = TypeVar("T")


class NotByToken(Refused):
    """A token cannot change how its owner signs in."""

    code = "not-by-token"


@router.get("", response_model=FactorOut, dependencies=[signed_in], responses=documented())
def read_second_factor(session: ReadingDep, caller: CallerDep, parts: PartsDep) -> Response:
    """Tell whether the caller has a second factor, and whether the role needs one."""
    return answer(_state(session, parts, caller))


@router.post(
    "",
    status_code=201,
    response_model=NewFactorOut,
    dependencies=[signed_in],
    responses=documented(409),
)
def begin_second_factor(
    session: SessionDep, caller: CallerDep, parts: PartsDep, now: NowDep
) -> Response:
    """Begin a second factor; its secret is shown this once, and asked for once confirmed."""
    _by_cookie(caller)
    made = second_factor.begin(session, caller.account, key=parts.keys().secret, now=now)
    content = {"secret": made.secret, "address": made.address, "qr": factors.picture(made.address)}
    return answer(content, status=201)


@router.post(
    "/confirm",
    response_model=RecoveryCodesOut,
    dependencies=[signed_in],
    responses=documented(409, 429),
)
def confirm_second_factor(
    request: Request, parts: PartsDep, caller: CallerDep, _turn: TurnDep, body: CodeBody
) -> Response:
    """Turn it on by a first code; other sessions end. The recovery codes are shown this once."""
    _by_cookie(caller)
    now, key = parts.clock.now(), parts.keys().secret
    return _codes(
        _counted(
            parts,
            request,
            caller,
            lambda session: second_factor.confirm(session, caller, body.code, key=key, now=now),
        )
    )


@router.post(
    "/codes",
    response_model=RecoveryCodesOut,
    dependencies=[signed_in],
    responses=documented(409, 429),
)
def renew_recovery_codes(
    request: Request, parts: PartsDep, caller: CallerDep, _turn: TurnDep, body: CodeBody
) -> Response:
    """Make new recovery codes, shown this once; the old ones are void."""
    _by_cookie(caller)
    now, key, account = parts.clock.now(), parts.keys().secret, caller.account
    return _codes(
        _counted(
            parts,
            request,
            caller,
            lambda session: second_factor.renew_codes(
                session, account, body.code, key=key, now=now
            ),
        )
    )


@router.post(
    "/off", response_model=FactorOut, dependencies=[signed_in], responses=documented(409, 429)
)
def turn_second_factor_off(
    request: Request, parts: PartsDep, caller: CallerDep, _turn: TurnDep, body: CodeBody
) -> Response:
    """Turn the second factor off, by a last code."""
    _by_cookie(caller)
    if caller.account.role in parts.settings.second_factor_roles:
        raise SecondFactorRequired("Your role needs a second factor.")
    now, key, account = parts.clock.now(), parts.keys().secret, caller.account

    def turn_off(session: Session) -> dict[str, Any]:
        second_factor.turn_off(session, account, body.code, key=key, now=now)
        return _state(session, parts, caller)

    return answer(_counted(parts, request, caller, turn_off))


def _counted(parts: Parts, request: Request, caller: Caller, change: Callable[[Session], T]) -> T:
    """Make a change that a code allows; wrong codes are counted, whatever they were for."""
    address = request.client.host if request.client else ""
    key, now = second_factor.attempts_key(caller.account.id), parts.clock.now()
    try:
        with parts.db.write() as session:
            service.check_limits(session, key, address=address, now=now)
            return change(session)
    except WrongCode:
        with parts.db.write() as session:
            service.note_failure(session, key, address=address, now=now)
        raise


def _state(session: Session, parts: Parts, caller: Caller) -> dict[str, Any]:
    found = second_factor.state(session, caller.account.id)
    return {
        "on": found.since is not None,
        "since": found.since,
        "codes_left": found.codes_left,
        "required": caller.account.role in parts.settings.second_factor_roles,
    }


def _codes(codes: list[str]) -> Response:
    return answer({"codes": codes})


def _by_cookie(caller: Caller) -> None:
    if not caller.by_cookie:
        raise NotByToken("Sign in on the page to change how you sign in.")
