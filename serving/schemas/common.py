"""What every answer shares: bodies that refuse unknown fields, pages, texts in two languages."""

import re
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

T = TypeVar("T")

MAX_TEXT = 200_000
MAX_LINE = 300


def _utc(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def _written_out(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970, and times without a zone."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise PydanticCustomError(
            "datetime_parsing", "Input should be a time with its zone, as RFC 3339 writes it"
        )
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("datetime_parsing", "Input lies outside of time") from None


When = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
Time = Annotated[datetime, PlainSerializer(_utc, return_type=str, when_used="json")]
# NUL cannot be stored on PostgreSQL; the patterns say so to whoever reads the documents
_SOME = r"^[^\x00]*[^\s\x00][^\x00]*$"
_ANY = r"^[^\x00]*$"
Line = Annotated[str, Field(min_length=1, max_length=MAX_LINE, pattern=_SOME)]
OptionalLine = Annotated[str, Field(max_length=MAX_LINE, pattern=_ANY)]
Note = Annotated[str, Field(max_length=20_000, pattern=_ANY)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT, pattern=_SOME)]
JdText = Annotated[
    str,
    Field(
        max_length=MAX_TEXT,
        pattern=_ANY,
        description="the whole text of the job description",
        examples=["Data engineer. 3 years of experience; Python and SQL. 有 Spark 经验者优先。"],
        json_schema_extra={"minLength": 1, "pattern": _SOME},
    ),
]
Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_:.\-]+$")]


def _not_a_number(value: object) -> object:
    if isinstance(value, bool | str):
        raise PydanticCustomError("float_type", "Input should be a number")
    return value


def _not_a_flag(value: object) -> object:
    if value is not None and not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "Input should be true or false")
    return value


# pydantic would take ``true`` for 1 and ``"1"`` for either; the documents say otherwise
Number = Annotated[float, BeforeValidator(_not_a_number)]
Whole = Annotated[int, BeforeValidator(_not_a_number)]
Flag = Annotated[bool, BeforeValidator(_not_a_flag)]
OptionalFlag = Annotated[bool | None, BeforeValidator(_not_a_flag)]


class Body(BaseModel):
    """What a client sends; a field we do not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What we answer."""

    model_config = ConfigDict(from_attributes=True)


class Page(Out, Generic[T]):
    """One page of a list.

    ``next_cursor`` is handed back as ``cursor`` for the next page and is null on the last one;
    ``total`` counts everything that fits, over all pages; people are counted up to 10,000, and
    ``more`` tells that there are more than that.
    """

    items: list[T]
    next_cursor: str | None = None
    total: int = Field(ge=0)
    more: bool = False


class Words(Out):
    """A sentence in both languages; neither is a translation of the other."""

    zh: str
    en: str


class Problem(Out):
    """An RFC 9457 problem document; ``title`` and ``detail`` are in the reader's language."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
