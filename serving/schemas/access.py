"""What the API speaks about sessions, accounts, teams, tokens and the audit log."""

from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field

from core.actor import Permission, Role
from core.outreach.types import Settlement
from serving.schemas.common import Body, Line, OptionalFlag, OptionalLine, Out, Reference, Time

# as typed: what is too weak is said with its reasons, after the one-time link was looked at
Password = Annotated[str, Field(min_length=1, max_length=1024)]
Secret = Annotated[str, Field(min_length=20, max_length=128, pattern=r"^[A-Za-z0-9_\-]+$")]
Language = Literal["zh-CN", "en"]
Density = Literal["comfortable", "compact"]
Theme = Literal["system", "light", "dark"]
Email = Annotated[EmailStr, Field(max_length=254)]


# six digits of the app, or a recovery code
Code = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z \-]*$")]


class SignInBody(Body):
    """E-mail address and password, and a code where the account has a second factor."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    password: Password
    code: Code = ""


class WaysOut(Out):
    """How one can sign in here; ``single_sign_on`` is what its button says, null without one."""

    single_sign_on: str | None


class LinkBody(Body):
    """The token of a one-time sign-in link."""

    token: Secret


class AccountOut(Out):
    """An account; ``active`` is false while invited and once deactivated.

    One that is ``blind`` sees people without name, contact data and school, under a pseudonym.
    """

    id: str
    email: str
    name: str
    role: Role
    state: Literal["invited", "active", "deactivated"]
    active: bool
    team_ids: list[str]
    language: str
    timezone: str
    density: str
    theme: str
    created_at: Time
    last_seen_at: Time | None
    blind: bool


class SessionOut(Out):
    """Who is signed in; ``csrf_token`` goes into ``X-CSRF-Token`` of every changing request.

    While ``must_enrol``, nothing works but setting a second factor up.
    """

    account: AccountOut
    csrf_token: str
    permissions: list[Permission]
    must_enrol: bool


class PreferencesBody(Body):
    """How the screens should look; what is left out stays as it is.

    ``blind`` hides name, contact data and school of people; that it was changed is noted.
    """

    language: Language | None = None
    timezone: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+\-/]+$")] | None = None
    density: Density | None = None
    theme: Theme | None = None
    blind: OptionalFlag = None


class SetupBody(Body):
    """The first account, which becomes the administrator's."""

    token: Secret
    email: Email
    name: Line
    password: Password


class AskResetBody(Body):
    """Whose password was forgotten."""

    email: Annotated[str, Field(min_length=3, max_length=254)]


class AskedOut(Out):
    """Whether messages can be sent at all; whether the address is known is not told."""

    sends_mail: bool


class NewPasswordBody(Body):
    """The new password, and a code where the account has a second factor."""

    password: Password
    code: Code = ""


class FactorOut(Out):
    """The second factor of the caller; ``since`` is null while it is off."""

    on: bool
    since: Time | None
    codes_left: int
    required: bool


class NewFactorOut(Out):
    """A second factor that was begun: shown this once, and off until a first code confirms it.

    ``qr`` is a picture of ``address`` as a data address; ``secret`` is for typing it in by hand.
    """

    secret: str
    address: str
    qr: str


class CodeBody(Body):
    """A code of the authenticator app, or a recovery code."""

    code: Annotated[str, Field(min_length=6, max_length=40, pattern=r"^[0-9A-Za-z \-]+$")]


class RecoveryCodesOut(Out):
    """Codes that each replace the app once; shown this once."""

    codes: list[str]


class AcceptBody(Body):
    """Name and password of somebody who was invited."""

    name: Line
    password: Password


class AccountBody(Body):
    """What to change of an account; what is left out stays as it is."""

    name: Line | None = None
    role: Role | None = None
    active: OptionalFlag = None
    blind: OptionalFlag = None
    team_ids: Annotated[list[Reference], Field(max_length=200)] | None = None


class InviteBody(Body):
    """Whom to invite, and as what."""

    email: Email
    role: Role
    team_ids: Annotated[tuple[Reference, ...], Field(max_length=200)] = ()


class DeliveryOut(Out):
    """How a one-time link gets to its reader.

    ``link`` is given only where no message can be sent: it is shown this once, to be passed on by
    hand. Otherwise ``sending_id`` names the message.
    """

    account: AccountOut
    link: str | None
    sending_id: str | None
    expires_at: Time


class TeamBody(Body):
    """A new team."""

    name: Line


class TeamOut(Out):
    """A team."""

    id: str
    name: str
    members: int


class TokenBody(Body):
    """A new API token; it can do what its scopes say, and never more than its owner."""

    name: Line
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    days: Annotated[int, Field(ge=1, le=366)] = 90


class TokenOut(Out):
    """A token as it is listed; it starts with ``prefix``."""

    id: str
    name: str
    prefix: str
    scopes: list[Permission]
    created_at: Time
    expires_at: Time
    last_used_at: Time | None


class NewTokenOut(TokenOut):
    """A new token; ``token`` is shown this once."""

    token: str


class AuditEntryOut(Out):
    """One entry of the audit log; ``sealed`` once it is chained and signed."""

    id: int
    at: Time
    actor_id: str
    action: str
    subject: str
    details: dict[str, Any]
    sealed: bool


class SettleBody(Body):
    """What became of a message in doubt, and how that was found out.

    ``send_again``: it did not go out and shall be handed over once more, under the same key.
    """

    found: Settlement
    reason: Line


class SendingOut(Out):
    """One message of the send ledger; ``error`` is what went wrong, or how doubt was settled."""

    id: str
    purpose: str
    recipient: str
    channel: str
    state: str
    attempt: int
    error: OptionalLine
    created_at: Time
    updated_at: Time
