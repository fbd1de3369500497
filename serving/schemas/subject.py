"""What goes over the wire about erasures."""

from typing import Annotated

from pydantic import Field

from serving.schemas.common import Body, Out, Time


class ErasureBody(Body):
    """Why somebody is to be erased."""

    reason: Annotated[
        str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")
    ]


class ErasureOut(Body):
    """A request to erase somebody; ``done`` says per store when it was emptied."""

    id: str
    talent_id: str
    reason: str
    requested_by: str
    requested_at: Time
    due_at: Time
    finished_at: Time | None
    done: dict[str, str]
    open: list[str]
    error: str


class PortalLinkOut(Out):
    """A link to a person's own page; it is shown once."""

    url: str
    expires_at: Time
