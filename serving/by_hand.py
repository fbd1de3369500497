"""Facts written by hand: what the API was sent, as facts of a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.errors import Unusable
from core.profile.types import (
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
)
from serving import passages
from serving.schemas.talents import TalentFields
from serving.wiring import Parts


class MaskSent(Unusable):
    """A text that holds a mask in the place of what it hides."""

    code = "mask-sent"


def check_unmasked(body: TalentFields) -> None:
    """Refuse an edit that would put a mask in the place of what it hides.

    Raises:
        Unusable: a text holds a masked passage.
    """
    if passages.MASK * 4 in body.model_dump_json():
        raise MaskSent("A passage that is hidden from you cannot be saved over; leave it out.")


def read_cv(parts: Parts, text: str, *, now: datetime) -> Facts:
    """Read a pasted résumé."""
    from trm_ml.extract import cv

    return cv.read_cv(text, parts.lexicon(), today=now.date())


def changes(parts: Parts, body: TalentFields) -> dict[str, Any]:
    """Return the fields of `Facts` that were given; null empties a field."""
    given = body.model_dump(include=set(TalentFields.model_fields) & body.model_fields_set)
    return {
        name: _EMPTY[name] if value is None else _READ[name](value, parts)
        for name, value in given.items()
    }


def _place(value: Mapping[str, str], parts: Parts) -> Place:
    known = parts.lexicon().place(value["city"]) if value["city"] else None
    place = known or Place()
    return Place(
        city=place.city or value["city"],
        province=value["province"] or place.province,
        country=value["country"] or place.country,
    )


def _skill(value: Mapping[str, str], parts: Parts) -> SkillFact:
    skills = parts.lexicon().skills
    row = skills.row_of(value["id"]) if value["id"] else parts.lexicon().skill_of(value["name"])
    if row < 0:
        return SkillFact("", value["name"].strip())
    return SkillFact(skills.ids[row], value["name"].strip(), skills.kind[row])


def _employment(value: Mapping[str, Any], parts: Parts) -> Employment:
    title = value["title"]
    return Employment(**value, occupation_id=parts.lexicon().occupation_of(title) if title else "")


def _education(value: Mapping[str, Any], _parts: Parts) -> Education:
    return Education(**{**value, "level": EducationLevel[value["level"].upper()]})


def _texts(values: list[str], _parts: Parts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values))


_EMPTY: dict[str, Any] = {name: getattr(Facts(), name) for name in TalentFields.model_fields}
_READ: dict[str, Any] = {
    "name": lambda value, _parts: value.strip(),
    "headline": lambda value, _parts: value.strip(),
    "summary": lambda value, _parts: value,
    "years": lambda value, _parts: value,
    "emails": _texts,
    "phones": _texts,
    "certificates": _texts,
    "place": _place,
    "desired_places": lambda values, parts: tuple(_place(one, parts) for one in values),
    "skills": lambda values, parts: tuple(_skill(one, parts) for one in values),
    "employments": lambda values, parts: tuple(_employment(one, parts) for one in values),
    "educations": lambda values, parts: tuple(_education(one, parts) for one in values),
    "languages": lambda values, _parts: tuple(LanguageFact(**one) for one in values),
}
