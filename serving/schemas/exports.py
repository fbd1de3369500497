"""What a list of people is exported as."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.profile.types import Sort
from serving.schemas.common import Body, Reference

MOST_CHOSEN = 1_000


class Column(StrEnum):
    """A column of an export."""

    ID = "id"
    NAME = "name"
    TITLE = "title"
    COMPANY = "company"
    CITY = "city"
    YEARS = "years"
    EDUCATION = "education"
    SKILLS = "skills"
    LANGUAGES = "languages"
    EMAIL = "email"
    PHONE = "phone"
    UPDATED = "updated"


class ExportBody(Body):
    """Whom to export, in what order, and what of them.

    With ``talent_ids`` it is these people, in this order; else everybody whom the list would show
    for the same ``q``, ``where`` and ``sort``.
    """

    q: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    where: Annotated[str, Field(max_length=2_000)] = ""
    sort: Sort = Sort.UPDATED
    talent_ids: Annotated[tuple[Reference, ...], Field(max_length=MOST_CHOSEN)] = ()
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=len(Column))] = tuple(
        Column
    )
