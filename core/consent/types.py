"""Values of the consent slice: entries of the ledger, and what follows from them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.errors import Conflict, NotFound, Refused


class Purpose(StrEnum):
    """What somebody's data may be used for; each is given and withdrawn on its own."""

    RECRUITMENT = "recruitment"
    TALENT_POOL = "talent_pool"
    MARKETING = "marketing"
    PROFILING = "profiling"
    REHIRE = "rehire"


class ConsentChannel(StrEnum):
    """By which way somebody may be reached; ``any`` speaks of all of them."""

    ANY = "any"
    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"
    WECOM = "wecom"
    WEB = "web"


class Act(StrEnum):
    """What somebody did about a purpose; all but giving close it."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Source(StrEnum):
    """Where an entry comes from."""

    PERSON = "person"
    FORM = "form"
    RECRUITER = "recruiter"
    MESSAGE = "message"
    IMPORT = "import"
    EXIT = "exit"
    SYSTEM = "system"


class Why(StrEnum):
    """The reason of a decision."""

    GIVEN = "given"
    NOT_REFUSED = "not_refused"
    NEVER_ASKED = "never_asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"


class Flaw(StrEnum):
    """What is wrong with an entry, in words for whoever wrote it."""

    FUTURE = "it lies in the future"
    NO_PROOF = "a consent needs a proof: where it can be seen that it was given"
    NO_WORDING = "a consent needs the wording that was agreed to"
    EXPIRED = "it would be over before it begins"
    NO_EXPIRY = "only a consent can expire"
    NO_REASON = "a hold needs a reason"
    NO_END = "a hold needs an end that lies ahead, within ten years"


class ConsentMissing(Refused):
    """Somebody would be used or contacted for what they did not allow."""

    code = "consent-missing"


class EntryInvalid(Refused):
    """An entry that the ledger cannot take; ``reasons`` say why."""

    code = "consent-invalid"


class WordingUnknown(NotFound):
    """A wording that is not there."""

    code = "wording-unknown"


class WordingExists(Conflict):
    """A wording of that purpose and version with other words."""

    code = "wording-exists"


class NotProfiled(Refused):
    """A score was asked for of somebody who wants none."""

    code = "not-profiled"


class HoldInvalid(Refused):
    """A hold without a reason, or one that ends before it begins."""

    code = "hold-invalid"


class AddressUnusable(Refused):
    """A mark on what is no address."""

    code = "suppression-invalid"


class LiftInvalid(Refused):
    """A mark that was to be lifted without a reason."""

    code = "lift-invalid"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words somebody agreed to, in both languages; a change of words is a new version."""

    id: str
    purpose: Purpose
    version: str
    zh: str
    en: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be written into the ledger.

    ``at`` is when the person said so, ``proof`` where that can be seen (a message id, a form's
    submission, a note). ``expires_at`` only means something for what was given.
    """

    purpose: Purpose
    act: Act
    at: datetime
    source: Source
    channel: ConsentChannel = ConsentChannel.ANY
    wording_id: str = ""
    proof: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger; ``seq`` rises in the order of writing."""

    seq: int
    id: str
    talent_id: str
    purpose: Purpose
    channel: ConsentChannel
    act: Act
    at: datetime
    recorded_at: datetime
    source: Source
    wording_id: str = ""
    proof: str = ""
    expires_at: datetime | None = None
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """May we, why, and by which row of the ledger (``None``: there is no row on it)."""

    purpose: Purpose
    channel: ConsentChannel
    allowed: bool
    why: Why
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """A mark of do-not-contact on an address, kept as a keyed hash of it.

    ``purpose`` ``None`` means every purpose; ``channel`` ``any`` every way that this address is
    used. ``keep_out`` means that whoever comes in with this address is not stored either.
    """

    id: str
    kind: str
    purpose: Purpose | None
    channel: ConsentChannel
    keep_out: bool
    reason: str
    since: datetime
    until: datetime | None
    actor_id: str
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewSuppression:
    """A mark to be set on an address; see `Suppression`."""

    kind: str
    address: str
    reason: str
    purpose: Purpose | None = None
    channel: ConsentChannel = ConsentChannel.ANY
    keep_out: bool = False
    until: datetime | None = None


class Relationship(StrEnum):
    """How somebody stands to the company, as far as the time they are kept goes."""

    PROSPECT = "prospect"
    APPLICANT = "applicant"
    EMPLOYEE = "employee"
    ALUMNUS = "alumnus"


class Region(StrEnum):
    """Whose rules on keeping apply."""

    CN = "CN"
    EU = "EU"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Standing:
    """A relationship the clock runs from: since when, and until when if it ended."""

    relationship: Relationship
    since: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason to keep somebody past their time, with an end."""

    id: str
    talent_id: str
    reason: str
    since: datetime
    until: datetime
    actor_id: str
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When somebody's time is over, and what decided it.

    ``on`` is ``None`` while nothing makes it end (an employee). ``ground`` is the relationship or
    purpose that lasts longest, ``days`` what the policy gives it from ``since``.
    """

    on: date | None
    ground: str
    region: Region
    days: int | None
    since: datetime


class Stage(StrEnum):
    """Where somebody stands on the way to erasure."""

    KEPT = "kept"
    HELD = "held"
    REVIEW = "review"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Clock:
    """The retention clock of one person: their due date, the notice given, and the hold.

    ``erase_on`` is the first day that they may not be kept any more: never before the notice has
    run, never while a hold lasts.
    """

    talent_id: str
    due: Due
    stage: Stage
    noticed_at: datetime | None
    erase_on: date | None
    hold: Hold | None
