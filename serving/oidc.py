"""Signing in by the company's own service: where the browser goes, and what it brings back."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.access import oidc, service
from core.access.types import OidcRefused, OpenedBy, SignedIn
from serving import auth
from serving.settings import Settings
from serving.wiring import Parts

PATH = "/p/oidc"
LIFE = timedelta(minutes=10)


def redirect_uri(settings: Settings) -> str:
    """Return the address to register with the service."""
    return f"{settings.base_url}{PATH}/callback"


def seal(parts: Parts, flow: oidc.Flow, next_: str) -> str:
    """Return what the browser keeps meanwhile; nobody else can read or make it."""
    content = json.dumps({**asdict(flow), "next": next_}).encode()
    now = int(parts.clock.now().timestamp())
    return _cipher(parts).encrypt_at_time(content, now).decode()


def unseal(parts: Parts, cookie: str) -> tuple[oidc.Flow, str]:
    """Return the flow of this browser and where it wants to go. Raises `OidcRefused`."""
    now, life = int(parts.clock.now().timestamp()), int(LIFE.total_seconds())
    try:
        content = json.loads(_cipher(parts).decrypt_at_time(cookie.encode(), life, now))
    except (InvalidToken, ValueError) as error:
        raise OidcRefused(
            "This sign-in was not begun here, or too long ago.", why="flow"
        ) from error
    return oidc.Flow(content["state"], content["nonce"], content["verifier"]), content["next"]


def come_in(
    parts: Parts, known: oidc.Provider, flow: oidc.Flow, answer: Mapping[str, str], *, now: datetime
) -> SignedIn:
    """Open a session for whom the service answers for.

    Raises:
        OidcRefused: the answer is not to what was asked, or cannot be trusted.
        OidcNoAccount: no rule lets them in.
        OidcDown: the service does not answer.
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
        raise OidcRefused("This is the answer to another sign-in.", why="state")
    if answer.get("iss", known.issuer) != known.issuer:  # RFC 9207: another service's answer
        raise OidcRefused("This is the answer of another service.", why="issuer")
    if not answer.get("code"):
        raise OidcRefused("The service did not let you in.", why="denied")
    claims = known.redeem(answer["code"], flow, redirect_uri=redirect_uri(parts.settings), now=now)
    with parts.db.write() as session:
        account = oidc.account_for(session, claims, parts.settings.link_rule, now=now)
        lifetimes = auth.lifetimes(parts.settings)
        return service.open_session(
            session, account, lifetimes=lifetimes, now=now, by=OpenedBy.OIDC
        )


def _cipher(parts: Parts) -> Fernet:
    derive = HKDF(hashes.SHA256(), 32, salt=None, info=b"oidc flow")
    return Fernet(urlsafe_b64encode(derive.derive(parts.keys().secret)))
