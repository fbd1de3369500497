"""Public forms as the API speaks of them."""

from typing import Annotated

from pydantic import Field

from core.content.types import FormKind
from serving.schemas.common import Body, Flag, Line, Note, Out, Reference, Time


class FormBody(Body):
    """A form to be opened.

    ``apply`` asks for a wording of the consent to recruitment; ``pool_wording_id`` may ask for the
    talent pool besides. Without ``job_id`` the form is about no job in particular.
    """

    kind: FormKind
    title_zh: Line
    title_en: Line
    intro_zh: Annotated[Note, Field(max_length=5_000)] = ""
    intro_en: Annotated[Note, Field(max_length=5_000)] = ""
    job_id: Reference | None = None
    team_id: Reference | None = None
    wording_id: Reference | None = None
    pool_wording_id: Reference | None = None


class FormChange(Body):
    """Open a form again, or close it."""

    is_open: Flag


class FormOut(Out):
    """A public form; ``url`` is what people open."""

    id: str
    kind: FormKind
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    job_id: str
    team_id: str | None
    wording_id: str
    pool_wording_id: str
    is_open: bool
    version: int
    created_at: Time
    url: str
