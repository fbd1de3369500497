"""OpenID Connect: the code flow with PKCE, state and nonce, and whom an answer may sign in.

The service is found by its issuer (discovery); its keys are fetched when one is named that is not
known, so that they may be changed at any time. Only signatures of an asymmetric kind are taken.
"""

import json
import secrets
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from sqlalchemy.orm import Session

from core import audit
from core.access import rules, service
from core.access.repository import accounts as store
from core.access.repository import identities
from core.access.types import (
    Account,
    AccountState,
    Claims,
    LinkRule,
    OidcDown,
    OidcNoAccount,
    OidcRefused,
)
from core.errors import Refused, Unavailable

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
LEEWAY_S = 60
SCOPE = "openid email profile"

#: ``fetch(url, body, headers)`` returns the body of a 200 answer; ``body`` None is a GET
Fetch = Callable[[str, bytes | None, Mapping[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class Flow:
    """What one sign-in must be recognised by; it waits in a sealed cookie, not in the database."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Flow":
        """Return a fresh one: three secrets of 256 bits."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """One sign-in service, as this installation is registered with it."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, *, fetch: Fetch) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._fetch = fetch
        self._lock = threading.Lock()
        self._found: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}

    def address(self, flow: Flow, *, redirect_uri: str) -> str:
        """Return where the browser is sent. Raises `OidcDown`."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # needed by few installations

        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": create_s256_code_challenge(flow.verifier),
            "code_challenge_method": "S256",
        }
        where = self._endpoint("authorization_endpoint")
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    def redeem(self, code: str, flow: Flow, *, redirect_uri: str, now: datetime) -> Claims:
        """Exchange a code for who somebody is.

        Raises:
            OidcRefused: the answer cannot be trusted.
            OidcDown: the service does not answer.
        """
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": flow.verifier,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if self._client_secret:
            pair = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret)}"
            headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        where = self._endpoint("token_endpoint")
        answer = self._ask(where, urlencode(body).encode(), headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _refused("no-token")
        return self._verified(token, nonce=flow.nonce, now=now)

    def _verified(self, token: str, *, nonce: str, now: datetime) -> Claims:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        keys = KeySet.import_key_set(self._jwks(token))
        try:
            decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY_S,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self._client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise _refused("token") from error
        return self._claims(decoded.claims)

    def _claims(self, claims: Mapping[str, Any]) -> Claims:
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._client_id:
            raise _refused("audience")
        subject, email = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise _refused("subject")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        name = claims.get("name")
        return Claims(
            self.issuer,
            subject,
            email=rules.normal_email(str(email)) if verified else "",
            name=name.strip()[:200] if isinstance(name, str) else "",
        )

    def _jwks(self, token: str) -> dict[str, Any]:
        """Return the keys, fetched anew if the token names one that is not among them."""
        from joserfc import jws
        from joserfc.errors import JoseError

        try:
            named = jws.extract_compact(token.encode()).headers().get("kid")
        except (JoseError, ValueError) as error:
            raise _refused("token") from error
        with self._lock:
            known = {key.get("kid") for key in self._keys.get("keys", [])}
            if not self._keys or named not in known:
                self._keys = self._ask(self._endpoint("jwks_uri"))
            keys = self._keys
        # a key that is for encrypting, or that both sides would know, proves nothing
        usable = [
            key for key in keys.get("keys", [])
            if isinstance(key, dict) and key.get("kty") != "oct" and key.get("use", "sig") == "sig"
        ]  # fmt: skip
        if not usable:
            raise _refused("keys")
        return {"keys": usable}

    def _ask(
        self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            return _read(self._fetch(url, body, headers or {}))
        except (Unavailable, Refused) as error:  # nobody there, or no address to connect to
            raise OidcDown("The sign-in service cannot be reached.") from error

    def _endpoint(self, name: str) -> str:
        if not self._found:
            address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = self._ask(address)
            if found.get("issuer") != self.issuer:
                raise _refused("issuer")
            self._found = found
        where = self._found.get(name)
        if not isinstance(where, str):
            raise OidcDown(f"The sign-in service names no {name}.")
        return where


def account_for(session: Session, claims: Claims, rule: LinkRule, *, now: datetime) -> Account:
    """Return the active account of somebody, linked or made by the rule if need be.

    The key is issuer and subject: an address may pass to somebody else, it only finds the account
    the first time, and only if the service says it is verified.

    Raises:
        OidcNoAccount: no rule gives them one.
    """
    linked = identities.account_of(session, claims.issuer, claims.subject)
    if linked is not None:
        return _active(session, linked)
    found = store.find_by_email(session, claims.email) if claims.email else None
    if found is not None:
        account = found[0] if rule.by_email else None
        if account is None or identities.is_linked(session, claims.issuer, account.id):
            raise _no_account()
        account = _come_in(session, account, claims)
    else:
        account = _provisioned(session, claims, rule, now=now)
    identities.link(session, claims.issuer, claims.subject, account.id, now=now)
    audit.record(session, account.actor, "account.linked", account.id, now=now)
    return account


def _come_in(session: Session, account: Account, claims: Claims) -> Account:
    """Return the account, active now if it was invited."""
    if account.state is AccountState.INVITED:
        name = account.name or claims.name or claims.email
        store.update_account(session, account.id, state=AccountState.ACTIVE.value, name=name)
    return _active(session, account.id)


def _provisioned(session: Session, claims: Claims, rule: LinkRule, *, now: datetime) -> Account:
    domain = claims.email.rpartition("@")[2]
    if not domain or domain not in rule.domains:
        raise _no_account()
    name = claims.name or claims.email
    account = service.new_account(claims.email, name=name, role=rule.role, now=now)
    store.add_account(session, account, password_hash=None)
    details = {"role": rule.role.value}
    audit.record(
        session, account.actor, "account.provisioned", account.id, now=now, details=details
    )
    return account


def _active(session: Session, account_id: str) -> Account:
    account = store.find_account(session, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise _no_account()
    return account


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise OidcDown("The sign-in service does not answer in JSON.") from error
    if not isinstance(found, dict):
        raise OidcDown("The sign-in service does not answer with an object.")
    return found


def _refused(why: str) -> OidcRefused:
    return OidcRefused("The answer of the sign-in service cannot be trusted.", why=why)


def _no_account() -> OidcNoAccount:
    return OidcNoAccount("There is no account for you here; ask an administrator to invite you.")
