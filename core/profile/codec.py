"""`Facts` as compact JSON and back.

Empty fields are left out. A span is ``[start, end, text]`` in a record (its source is the record)
and ``[start, end, text, n]`` in a talent, where ``n`` counts into the list of sources.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from core.profile.types import (
    Education,
    EducationLevel,
    Employment,
    Facts,
    LanguageFact,
    Place,
    SkillFact,
    SkillKind,
    Span,
)

_SCALARS = ("name", "headline", "summary")


def dump(facts: Facts, sources: list[str] | None = None) -> str:
    """Return JSON of everything but ``text``.

    ``sources`` collects the source ids that spans name; ``None`` leaves the sources out.
    """
    every = {
        "name": facts.name,
        "headline": facts.headline,
        "summary": facts.summary,
        "emails": facts.emails,
        "phones": facts.phones,
        "certificates": facts.certificates,
        "years": facts.years,
        "place": _place_out(facts.place),
        "desired": [_place_out(place) for place in facts.desired_places],
        "skills": [
            [item.skill_id, item.name, item.kind.value, _spans_out(item.evidence, sources)]
            for item in facts.skills
        ],
        "jobs": [_employment_out(item, sources) for item in facts.employments],
        "edu": [_education_out(item, sources) for item in facts.educations],
        "lang": [
            [item.code, item.level, _spans_out(item.evidence, sources)] for item in facts.languages
        ],
        "sources": sources,
    }
    kept = {name: value for name, value in every.items() if value or value == 0.0}
    return orjson.dumps(kept).decode()


def load(text: str, *, source_id: str = "", body: str = "") -> Facts:
    """Read what `dump` wrote; ``source_id`` is put into spans that name none."""
    row = orjson.loads(text)
    sources: list[str] = row.get("sources", [])
    if not sources and source_id:
        sources = [source_id]
    return Facts(
        name=row.get("name", ""),
        emails=tuple(row.get("emails", ())),
        phones=tuple(row.get("phones", ())),
        headline=row.get("headline", ""),
        summary=row.get("summary", ""),
        employments=tuple(_employment_in(item, sources) for item in row.get("jobs", ())),
        educations=tuple(_education_in(item, sources) for item in row.get("edu", ())),
        skills=tuple(
            SkillFact(item[0], item[1], SkillKind(item[2]), _spans_in(item[3], sources))
            for item in row.get("skills", ())
        ),
        languages=tuple(
            LanguageFact(item[0], item[1], _spans_in(item[2], sources))
            for item in row.get("lang", ())
        ),
        certificates=tuple(row.get("certificates", ())),
        place=Place(*row.get("place", ())),
        desired_places=tuple(Place(*item) for item in row.get("desired", ())),
        years=row.get("years"),
        text=body,
    )


def dump_provenance(provenance: Mapping[str, str]) -> str:
    """Return JSON of the fields by source, which is shorter than the sources by field."""
    fields: dict[str, list[str]] = {}
    for name, source in provenance.items():
        fields.setdefault(source, []).append(name)
    return orjson.dumps(fields).decode()


def load_provenance(text: str) -> dict[str, str]:
    """Read what `dump_provenance` wrote."""
    fields: dict[str, list[str]] = orjson.loads(text)
    return {name: source for source, names in fields.items() for name in names}


def raw_hash(raw: object, body: str) -> str:
    """Return the SHA-256 of a raw row and the text that came with it, in hex."""
    head = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(head + b"\x00" + body.encode("utf-8", "surrogatepass")).hexdigest()


def facts_hash(facts: Facts, dumped: str) -> str:
    """Return a digest of what was read, so that reading better counts as a change."""
    body = facts.text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(dumped.encode() + b"\x00" + body, digest_size=16).hexdigest()


def _place_out(place: Place) -> list[str]:
    return [place.city, place.province, place.country] if place != Place() else []


def _employment_out(item: Employment, sources: list[str] | None) -> list[Any]:
    return [
        item.title, item.company, item.start, item.end, int(item.current), item.description,
        item.occupation_id, _spans_out(item.evidence, sources),
    ]  # fmt: skip


def _employment_in(item: Sequence[Any], sources: list[str]) -> Employment:
    title, company, start, end, now, description, occupation, spans = item
    return Employment(
        title, company, start, end, bool(now), description, occupation, _spans_in(spans, sources)
    )


def _education_out(item: Education, sources: list[str] | None) -> list[Any]:
    return [
        item.school, int(item.level), item.degree, item.major, item.start, item.end,
        _spans_out(item.evidence, sources),
    ]  # fmt: skip


def _education_in(item: Sequence[Any], sources: list[str]) -> Education:
    school, level, degree, major, start, end, spans = item
    return Education(
        school, EducationLevel(level), degree, major, start, end, _spans_in(spans, sources)
    )


def _spans_out(spans: tuple[Span, ...], sources: list[str] | None) -> list[list[Any]]:
    if sources is None:
        return [[span.start, span.end, span.text] for span in spans]
    out: list[list[Any]] = []
    for span in spans:
        if span.source_id not in sources:
            sources.append(span.source_id)
        out.append([span.start, span.end, span.text, sources.index(span.source_id)])
    return out


def _spans_in(spans: Sequence[Sequence[Any]], sources: list[str]) -> tuple[Span, ...]:
    return tuple(
        Span(item[0], item[1], item[2], sources[item[3] if len(item) > 3 else 0] if sources else "")
        for item in spans
    )
