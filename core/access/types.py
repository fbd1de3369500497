"""Values of the access slice: who may come in, with what, and how they like the screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.actor import Actor, Permission, Role
from core.errors import Conflict, Forbidden, Refused, Unauthenticated, Unavailable


class AccountState(StrEnum):
    """Where an account stands; only an active one can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"
    SIGN_IN = "sign_in"


class TooManyAttempts(Refused):
    """Too many failed sign-ins for this account or from this address."""

    code = "too-many-attempts"


class LinkInvalid(Refused):
    """A one-time link that is unknown, used or too old."""

    code = "link-invalid"


class WeakPassword(Refused):
    """A password that would be guessed."""

    code = "weak-password"


class WrongCredentials(Unauthenticated):
    """An e-mail address or a password that does not fit; which of them is not told."""

    code = "wrong-credentials"


class TokenUnknown(Unauthenticated):
    """An API token that is unknown, revoked or too old."""

    code = "token-unknown"


class SecondFactorNeeded(Unauthenticated):
    """The password fits; a code of the second factor is needed as well."""

    code = "second-factor-needed"


class WrongCode(Refused):
    """A code of the second factor that does not fit, or that was used before."""

    code = "wrong-code"


class SecondFactorOn(Conflict):
    """The account has a second factor already."""

    code = "second-factor-on"


class SecondFactorOff(Conflict):
    """The account has no second factor, or none that was begun."""

    code = "second-factor-off"


class SecondFactorRequired(Refused):
    """The role must have a second factor, so that it cannot be turned off."""

    code = "second-factor-required"


class SecondFactorFirst(Forbidden):
    """The role must have a second factor, and the account has none yet: nothing else works."""

    code = "second-factor-first"


class OidcRefused(Unauthenticated):
    """What the company's sign-in service answered cannot be trusted; ``why`` is a stable word."""

    code = "oidc-refused"


class OidcNoAccount(Forbidden):
    """Somebody whom the sign-in service knows, and who has no account here by any rule."""

    code = "oidc-no-account"


class OidcDown(Unavailable):
    """The company's sign-in service does not answer, or not as one."""

    code = "oidc-down"


class AccountExists(Conflict):
    """There is an account with that e-mail address already."""

    code = "account-exists"


class SetUpAlready(Conflict):
    """The first account was made already."""

    code = "set-up-already"


class TeamExists(Conflict):
    """There is a team of that name already."""

    code = "team-exists"


class TeamsUnknown(Refused):
    """A team that does not exist."""

    code = "teams-unknown"


class LastAdmin(Refused):
    """Nobody would be left to administer."""

    code = "last-admin"


class ZoneUnknown(Refused):
    """A time zone nobody knows."""

    code = "zone-unknown"


class ScopeBeyond(Forbidden):
    """A token that would do more than its owner may."""

    code = "scope-beyond"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants the screens; ``timezone`` is an IANA name."""

    language: str = "en"
    timezone: str = "UTC"
    density: str = "comfortable"
    theme: str = "system"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    email: str
    name: str
    state: AccountState
    role: Role
    team_ids: frozenset[str]
    preferences: Preferences
    created_at: datetime
    last_seen_at: datetime | None = None
    version: int = 1
    blind: bool = False

    @property
    def actor(self) -> Actor:
        """Return who this account acts as."""
        roles = frozenset({self.role})
        return Actor(self.id, self.name, roles, self.team_ids, blind=self.blind)


@dataclass(frozen=True, slots=True)
class Team:
    """The unit of visibility."""

    id: str
    name: str
    created_at: datetime
    members: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session; ``token`` goes into the cookie and is nowhere else."""

    account: Account
    token: str
    expires_at: datetime


class OpenedBy(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105  a word, no secret
    LINK = "link"
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that has not ended."""

    id: str
    account_id: str
    seen_at: datetime
    opened_by: OpenedBy


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a request, and by which credential; stale: its last use should be noted.

    ``must_enrol`` while the role needs a second factor that the account does not have.
    """

    actor: Actor
    account: Account
    credential_id: str
    by_cookie: bool
    is_stale: bool = False
    opened_by: OpenedBy | None = None
    must_enrol: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor as it is kept; ``sealed`` is its secret, encrypted.

    ``last_step`` is the newest step of 30 s whose code was used: no code works twice.
    """

    account_id: str
    sealed: bytes
    begun_at: datetime
    confirmed_at: datetime | None
    last_step: int


@dataclass(frozen=True, slots=True)
class FactorState:
    """What the owner is told of the second factor; ``since`` is empty while it is off."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor that was begun; the secret is shown this once."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as it is listed; the secret itself was shown once and is not kept."""

    id: str
    account_id: str
    name: str
    prefix: str
    scopes: frozenset[Permission]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link; ``token`` goes into the message and is nowhere else."""

    id: str
    account: Account | None
    purpose: LinkPurpose
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What an admin wants changed; ``None`` leaves a thing as it is."""

    name: str | None = None
    role: Role | None = None
    team_ids: frozenset[str] | None = None
    active: bool | None = None
    blind: bool | None = None


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lives: at most ``longest`` in all, and ``idle`` without a request."""

    longest: timedelta = timedelta(days=14)
    idle: timedelta = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What is known of an Idempotency-Key: see ``AnswerRow``; ``body`` is still encrypted."""

    fingerprint: str
    state: str
    at: datetime
    status: int | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is by the company's sign-in service; ``email`` is empty unless verified."""

    issuer: str
    subject: str
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Which account belongs to somebody who comes by the sign-in service for the first time.

    ``by_email``: the one with the same verified address. Else, if the address is of one of the
    ``domains``, a new one with ``role``; nobody else gets in.
    """

    by_email: bool = True
    domains: frozenset[str] = frozenset()
    role: Role = Role.VIEWER
