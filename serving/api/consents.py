"""What people allowed: the ledger of one person, the wordings, and who wants no score."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from core.actor import Permission
from core.consent import rules, service
from core.consent.repository import ledger
from core.consent.types import NewEntry, Purpose
from core.profile import repository as profile
from serving import matching
from serving.answers import answer, documented, operation_id, page
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, VeilDep, require
from serving.schemas.common import Body, Page, When
from serving.schemas.consents import (
    ConsentBody,
    ConsentEntryOut,
    ConsentsOut,
    WithdrawalBody,
    WordingBody,
    WordingOut,
)
from serving.schemas.talents import TalentCard
from serving.views import consents, people
from serving.views.naming import Naming

router = APIRouter(tags=["consent"], generate_unique_id_function=operation_id)
reads = require(Permission.PEOPLE_READ)
writes = require(Permission.PEOPLE_WRITE)


class AsOfQuery(Body):
    """As of when."""

    at: When | None = None


@router.get(
    "/talents/{talent_id}/consents",
    response_model=ConsentsOut,
    dependencies=[reads],
    responses=documented(404),
)
def read_consents(
    session: ReadingDep,
    actor: ActorDep,
    veil: VeilDep,
    now: NowDep,
    talent_id: str,
    query: Annotated[AsOfQuery, Query()],
) -> Response:
    """Say what a person allows, why, and by which entry; `at` asks as of another time."""
    at = query.at or now
    entries = ledger.ledger_of(session, actor, talent_id)
    talent = profile.get(session, actor, talent_id)
    shown = [replace(one, proof=veil.about(one.proof, talent)) for one in entries]
    return answer(
        {
            "talent_id": talent_id,
            "as_of": at,
            "decisions": [consents.decision(one) for one in rules.state(entries, at=at)],
            "entries": [consents.entry(one) for one in shown],
        }
    )


@router.post(
    "/talents/{talent_id}/consents",
    status_code=201,
    response_model=ConsentEntryOut,
    dependencies=[writes],
    responses=documented(404),
)
def record_consent(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: ConsentBody
) -> Response:
    """Write down what a person allowed or refused; it cannot be changed, only followed by more."""
    new = NewEntry(
        purpose=body.purpose,
        act=body.act,
        at=body.at or now,
        source=body.source,
        channel=body.channel,
        wording_id=body.wording_id or "",
        proof=body.proof,
        expires_at=body.expires_at,
    )
    made = service.record(session, actor, talent_id, new, now=now)
    return answer(consents.entry(made), status=201)


@router.post(
    "/talents/{talent_id}/consents/withdraw",
    status_code=201,
    response_model=ConsentEntryOut,
    dependencies=[writes],
    responses=documented(404),
)
def withdraw_consent(
    session: SessionDep, actor: ActorDep, now: NowDep, talent_id: str, body: WithdrawalBody
) -> Response:
    """Take a consent back, as of now; for `profiling` this is the "no profiling" switch."""
    made = service.withdraw(
        session,
        actor,
        talent_id,
        body.purpose,
        now=now,
        channel=body.channel,
        source=body.source,
        proof=body.proof,
    )
    return answer(consents.entry(made), status=201)


@router.get(
    "/talents-not-profiled",
    response_model=Page[TalentCard],
    dependencies=[reads],
    responses=documented(),
)
def list_not_profiled(
    parts: PartsDep, session: ReadingDep, actor: ActorDep, veil: VeilDep
) -> Response:
    """List the people who want no score, by name: they are on no ranked list."""
    names = Naming(parts.lexicon, parts.clock.now())
    found = matching.unranked(session, actor, now=parts.clock.now())
    items = [people.card(veil.talent(one), names) for one in found]
    return page(items, next_cursor=None, total=len(items))


@router.get(
    "/consent-wordings",
    response_model=Page[WordingOut],
    dependencies=[reads],
    responses=documented(),
)
def list_wordings(session: ReadingDep, purpose: Purpose | None = None) -> Response:
    """List the wordings of consents, newest first."""
    found = ledger.wordings(session, purpose)
    return page([consents.wording(one) for one in found], next_cursor=None, total=len(found))


@router.post(
    "/consent-wordings",
    status_code=201,
    response_model=WordingOut,
    dependencies=[require(Permission.WORKSPACE_WRITE)],
    responses=documented(409),
)
def add_wording(session: SessionDep, actor: ActorDep, now: NowDep, body: WordingBody) -> Response:
    """Add the words of a consent under a version; words are never changed."""
    made = service.add_wording(
        session, actor, body.purpose, body.version, zh=body.zh, en=body.en, now=now
    )
    return answer(consents.wording(made), status=201)
