"""Values of the portal slice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.actor import Actor, Role
from core.errors import Refused

LINK_LIVES = timedelta(hours=1)
VISIT_LIVES = timedelta(hours=1)
LINKS_AN_HOUR = 3
#: Who acts in a visit. It may do anything, so every verb of this slice is handed a `Visit` and
#: touches the person of that visit only.
PERSON = Actor("person", "person", frozenset({Role.ADMIN}))


class VisitOver(Refused):
    """The link was used, the visit is too old, or the person was merged or erased meanwhile."""

    code = "visit-over"


class NothingAsked(Refused):
    """A question or correction without a word in it."""

    code = "nothing-asked"


class Wish(StrEnum):
    """What a person wants a human to do."""

    CORRECT = "correct"
    CONTEST = "contest"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Link:
    """A way in for one person, good once; ``token`` is not stored."""

    id: str
    talent_id: str
    address: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A person who came in by a link."""

    id: str
    talent_id: str
    expires_at: datetime
