"""People as plain dicts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.access.fields import Field
from core.profile.types import (
    Attachment,
    Education,
    EducationLevel,
    Employment,
    Facts,
    Interaction,
    LanguageFact,
    Place,
    SkillFact,
    SourceRecord,
    Span,
    Talent,
)
from serving import passages
from serving.schemas.talents import education_name
from serving.views import reach
from serving.views.naming import Naming

CARD_SKILLS = 12
_CONTACT = frozenset({Field.CONTACT})


def card(talent: Talent, names: Naming) -> dict[str, Any]:
    """Return what a list shows of a person: no contact data."""
    facts = talent.facts
    return {
        "id": talent.id,
        "name": facts.name,
        "headline": facts.headline or _newest(facts.employments).title,
        "company": _newest(facts.employments).company,
        "place": place(facts.place, names),
        "years": facts.years,
        "education": education_name(_highest(facts.educations)),
        "skills": [_skill_name(skill, names) for skill in facts.skills[:CARD_SKILLS]],
        "languages": [language.code for language in facts.languages],
        "reachability": reach.of(talent, names.now),
        "updated_at": talent.updated_at,
        "invented": talent.invented,
    }


def full(talent: Talent, names: Naming, *, with_contact: bool) -> dict[str, Any]:
    """Return everything about a person; e-mail and phone only ``with_contact``."""
    facts = talent.facts
    return {
        **card(talent, names),
        "skills": [
            {**_skill_name(skill, names), "kind": skill.kind, "evidence": spans(skill.evidence)}
            for skill in facts.skills
        ],
        "emails": list(facts.emails) if with_contact else [],
        "phones": list(facts.phones) if with_contact else [],
        "contact_hidden": not with_contact and bool(facts.emails or facts.phones),
        "summary": facts.summary if with_contact else masked(facts.summary),
        "employments": [_employment(one, with_contact=with_contact) for one in facts.employments],
        "educations": [_education(one) for one in facts.educations],
        "language_facts": [_language(one) for one in facts.languages],
        "certificates": list(facts.certificates),
        "desired_places": [place(one, names) for one in facts.desired_places],
        "provenance": dict(talent.provenance),
        "version": talent.version,
        "created_at": talent.created_at,
        "team_id": talent.team_id,
        "owner_id": talent.owner_id,
    }


def masked(text: str) -> str:
    """Hide e-mail addresses and phone numbers, not dates; offsets stay what they were.

    Example:
        >>> masked("call 138-0013-8000")
        'call •••••••••••••'
    """
    return passages.masked(text, _CONTACT)


def span(where: Span) -> dict[str, Any]:
    """Return where a fact stands."""
    return {
        "source_id": where.source_id,
        "start": where.start,
        "end": where.end,
        "text": where.text,
    }


def spans(found: Iterable[Span]) -> list[dict[str, Any]]:
    """Return where a fact stands, every time."""
    return [span(one) for one in found]


def place(where: Place, names: Naming) -> dict[str, Any]:
    """Return a place, as it is kept and as it is called."""
    zh, en = names.place(where)
    return {
        "city": where.city,
        "province": where.province,
        "country": where.country,
        "names": {"zh": zh, "en": en},
    }


def interaction(happened: Interaction) -> dict[str, Any]:
    """Return something that happened."""
    return {
        "id": happened.id,
        "kind": happened.kind,
        "direction": happened.direction,
        "channel": happened.channel,
        "at": happened.at,
        "known_at": happened.known_at,
        "summary": happened.summary,
        "actor_id": happened.actor_id,
    }


def attachment(file: Attachment) -> dict[str, Any]:
    """Return what is known of a stored file."""
    return {
        "id": file.id,
        "file_name": file.file_name,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "version": file.version,
        "created_at": file.created_at,
        "source_id": file.source_record_id,
    }


def source(record: SourceRecord) -> dict[str, Any]:
    """Return one arrival, without what it says."""
    return {
        "id": record.id,
        "source": record.source,
        "channel": record.channel,
        "external_id": record.external_id,
        "received_at": record.received_at,
        "attachment_id": record.attachment_id,
        "fields": _filled(record.facts),
    }


def utc(at: datetime) -> str:
    """Return a time as the API writes it."""
    return at.isoformat().replace("+00:00", "Z")


def _filled(facts: Facts) -> list[str]:
    values: Mapping[str, Any] = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return [name for name, value in values.items() if value not in ("", (), None, Place())]


def _newest(posts: Sequence[Employment]) -> Employment:
    return posts[0] if posts else Employment()


def _highest(courses: Sequence[Education]) -> EducationLevel:
    return max((course.level for course in courses), default=EducationLevel.UNKNOWN)


def _skill_name(skill: SkillFact, names: Naming) -> dict[str, str]:
    known = names.skill(skill.skill_id) if skill.skill_id else None
    zh, en = known or (skill.name, skill.name)
    return {"id": skill.skill_id, "name": skill.name, "en": en or zh, "zh": zh or en}


def _employment(post: Employment, *, with_contact: bool) -> dict[str, Any]:
    return {
        "title": post.title,
        "company": post.company,
        "start": post.start,
        "end": post.end,
        "current": post.current,
        "description": post.description if with_contact else masked(post.description),
        "occupation_id": post.occupation_id,
        "evidence": spans(post.evidence),
    }


def _education(course: Education) -> dict[str, Any]:
    return {
        "school": course.school,
        "level": education_name(course.level),
        "degree": course.degree,
        "major": course.major,
        "start": course.start,
        "end": course.end,
        "evidence": spans(course.evidence),
    }


def _language(spoken: LanguageFact) -> dict[str, Any]:
    return {"code": spoken.code, "level": spoken.level, "evidence": spans(spoken.evidence)}
