"""The state of the workspace as the API speaks of it."""

from typing import Literal

from serving.schemas.common import Body, Out
from serving.schemas.shortlists import NoticeOut


class IndexOut(Out):
    """What can be searched; ``behind`` counts changes since it was built, served from memory."""

    state: Literal["ready", "missing", "rebuilding"]
    generation: str
    indexed: int
    behind: int
    encoder: str
    backend: str


class SystemOut(Out):
    """The workspace at a glance; counts are of what the caller may see."""

    version: str
    people: int
    jobs: int
    open_jobs: int
    shortlists: int
    index: IndexOut
    demo: bool
    notices: list[NoticeOut]


class StartBody(Body):
    """Confirms that every invented person, job and shortlist is to be deleted."""

    confirm: Literal["delete-the-demo"]


class StartedOut(Out):
    """What was deleted."""

    people: int
    jobs: int
    shortlists: int


class BackgroundJobOut(Out):
    """A job of the queue and how far it is."""

    id: str
    name: str
    status: str
    done: int
    total: int | None
    note: str
    error: str
