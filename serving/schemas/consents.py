"""Consents as the API speaks of them."""

from pydantic import Field

from core.consent.types import Act, ConsentChannel, Purpose, Source, Why
from serving.schemas.common import Body, Line, Note, OptionalLine, Out, Reference, Time, When, Words


class ConsentEntryOut(Out):
    """One entry of the ledger; ``at`` is when the person said so, ``recorded_at`` when we wrote it.

    Contact data in ``proof`` is masked for readers who may not write.
    """

    id: str
    purpose: Purpose
    channel: ConsentChannel
    act: Act
    at: Time
    recorded_at: Time
    source: Source
    wording_id: str
    proof: str
    expires_at: Time | None
    actor_id: str


class ConsentDecisionOut(Out):
    """May we, why, and by which entry of the ledger (empty: none says anything)."""

    purpose: Purpose
    channel: ConsentChannel
    allowed: bool
    why: Why
    text: Words
    entry_id: str


class ConsentsOut(Out):
    """What a person allows as of a time, and the whole ledger it follows from, oldest first.

    ``decisions`` hold each purpose by ``any`` channel, and the channels whose answer differs.
    """

    talent_id: str
    as_of: Time
    decisions: list[ConsentDecisionOut]
    entries: list[ConsentEntryOut]


class ConsentBody(Body):
    """What a person allowed or refused; consent needs its wording and a proof."""

    purpose: Purpose
    act: Act
    channel: ConsentChannel = ConsentChannel.ANY
    at: When | None = Field(None, description="when the person said so; now if left out")
    source: Source = Source.RECRUITER
    wording_id: Reference | None = None
    proof: OptionalLine = ""
    expires_at: When | None = None


class WithdrawalBody(Body):
    """What a person takes back; nothing else is needed."""

    purpose: Purpose
    channel: ConsentChannel = ConsentChannel.ANY
    source: Source = Source.PERSON
    proof: OptionalLine = ""


class WordingBody(Body):
    """The words of a consent, in both languages."""

    purpose: Purpose
    version: Line
    zh: Note = Field(min_length=1)
    en: Note = Field(min_length=1)


class WordingOut(Out):
    """A wording; it is never changed, new words are a new version."""

    id: str
    purpose: Purpose
    version: str
    zh: str
    en: str
    created_at: Time
