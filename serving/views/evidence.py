"""Where the résumé proves what a reason or a requirement says."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from core.pool.types import Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel, Facts, Span
from serving.views import people

SHOWN = 3
AROUND = 40


def of_reason(reason: Reason, facts: Facts) -> list[Span]:
    """Return up to `SHOWN` passages for the keys a reason names, in the order of the keys."""
    if not reason.skills:
        return []
    return _first(chain.from_iterable(_of_key(key, facts) for key in reason.skills))


def of_requirement(need: Requirement, facts: Facts) -> list[Span]:
    """Return up to `SHOWN` passages that prove a requirement is met."""
    if need.kind is RequirementKind.YEARS:
        return _first(post.evidence for post in facts.employments)
    return _first(_of_key(need.key, facts))


def met(need: Requirement, facts: Facts) -> bool | None:
    """Tell whether the facts meet a requirement; ``None`` where they say nothing either way."""
    match need.kind:
        case RequirementKind.YEARS:
            return None if facts.years is None else facts.years >= float(need.key)
        case RequirementKind.EDUCATION:
            highest = max((course.level for course in facts.educations), default=None)
            return highest >= _level(need.key) if highest else None
        case RequirementKind.PLACE:
            places = (facts.place, *facts.desired_places)
            named = {name for one in places for name in (one.city, one.province, one.country)}
            return need.key in named if any(named) else None
        case _:
            return any(True for _ in _of_key(need.key, facts))


def shown(found: Iterable[Span], facts: Facts) -> list[dict[str, Any]]:
    """Return passages with up to `AROUND` characters before and after, contact data masked.

    A passage of another source than the main text comes without what stands around it.
    """
    return [people.span(one) | _around(one, facts.text) for one in found]


def _around(where: Span, text: str) -> dict[str, str]:
    if not where.text or text[where.start : where.end] != where.text:
        return {"before": "", "after": ""}
    start = max(0, where.start - AROUND)
    window = people.masked(text[start : where.end + AROUND])
    at = where.start - start
    _, broken, before = window[:at].rpartition("\n")
    after, ended, _ = window[at + len(where.text) :].partition("\n")
    begins = bool(broken) or start == 0
    whole = bool(ended) or where.end + AROUND >= len(text)
    return {
        "before": before.lstrip() if begins else "…" + before,
        "after": after.rstrip() if whole else after + "…",
    }


def _of_key(key: str, facts: Facts) -> list[tuple[Span, ...]]:
    """Return the evidence of every fact that goes by ``key``; a fact may have none."""
    found = [skill.evidence for skill in facts.skills if key in (skill.skill_id, skill.name)]
    found += [
        post.evidence
        for post in facts.employments
        if key == post.occupation_id or key.casefold() == post.title.casefold()
    ]
    found += [spoken.evidence for spoken in facts.languages if spoken.code == key]
    level = EducationLevel.__members__.get(key.upper())
    if level is not None:
        found += [course.evidence for course in facts.educations if course.level >= level]
    found += [() for name in facts.certificates if name.casefold() == key.casefold()]
    return found


def _level(key: str) -> EducationLevel:
    return EducationLevel.__members__.get(key.upper(), EducationLevel.UNKNOWN)


def _first(groups: Iterable[Iterable[Span]]) -> list[Span]:
    distinct = dict.fromkeys(chain.from_iterable(groups))
    return list(distinct)[:SHOWN]
