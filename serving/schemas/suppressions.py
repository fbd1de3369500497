"""Marks of do-not-contact as the API speaks of them."""

from typing import Annotated, Literal

from pydantic import Field

from core.consent.types import ConsentChannel, Purpose
from serving.schemas.common import Body, Flag, Line, Out, Time, When

AddressKind = Literal["email", "phone"]


class SuppressionScope(Body):
    """What a mark forbids, and why; no purpose means every purpose."""

    reason: Line
    purpose: Purpose | None = None
    channel: ConsentChannel = ConsentChannel.ANY
    keep_out: Flag = Field(False, description="do not store whoever comes in with this address")
    until: When | None = None


class SuppressionBody(SuppressionScope):
    """A mark on an address."""

    kind: AddressKind
    address: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00]+$")]


class LiftBody(Body):
    """Why a mark no longer holds."""

    reason: Line


class SuppressionOut(Out):
    """A mark; the address itself is not kept, only a keyed hash of it."""

    id: str
    kind: AddressKind
    purpose: Purpose | None
    channel: ConsentChannel
    keep_out: bool
    reason: str
    since: Time
    until: Time | None
    actor_id: str
    lifted_at: Time | None
