"""Values of the content slice: public forms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.errors import NotFound, Refused


class FormKind(StrEnum):
    """What a form is for."""

    APPLY = "apply"
    REFER = "refer"


class Flaw(StrEnum):
    """What is wrong with a form, in words for whoever made it."""

    NO_TITLE = "it needs a title in both languages"
    NO_WORDING = "an application form needs the words of a consent to recruitment"
    NO_POOL_WORDING = "the second wording must be one for the talent pool"
    NOT_YOUR_TEAM = "it can only belong to a team of your own"


class FormInvalid(Refused):
    """A form that cannot be opened so; ``reasons`` say why."""

    code = "form-invalid"


class FormClosed(NotFound):
    """There is no such form, or it takes nothing in any more."""

    code = "form-closed"


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form to be opened; ``job_id`` empty asks for no job in particular."""

    kind: FormKind
    title_zh: str
    title_en: str
    intro_zh: str = ""
    intro_en: str = ""
    job_id: str = ""
    team_id: str | None = None
    wording_id: str = ""
    pool_wording_id: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A public form; ``wording_id`` and ``pool_wording_id`` are the words that people agree to."""

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
    created_at: datetime
    created_by: str
