"""Where the résumé proves what a reason or a requirement says."""

import re
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Any

from core.pool.types import Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel, Facts, Span
from serving.views import people

SHOWN = 4
AROUND = 40
_STOP = re.compile(r"[。！？!?；;\n]|\.(?=\s)")
_REACH = 300  # a sentence is looked for this far to both sides
_LISTING = 4  # separators from which a sentence is a list of words and proves less
_SEPARATOR = re.compile(r"[、,，/|·•]")

Sentence = tuple[str, str | int]


def of_reason(reason: Reason, facts: Facts) -> list[Span]:
    """Return up to `SHOWN` passages: the best of every key a reason names, then the second best."""
    of_keys = [_best_first(_of_key(key, facts), facts.text) for key in reason.skills]
    return _first(zip_longest(*of_keys), facts.text)


def of_requirement(need: Requirement, facts: Facts) -> list[Span]:
    """Return up to `SHOWN` passages that prove a requirement is met."""
    if need.kind is RequirementKind.YEARS:
        return _first([post.evidence for post in facts.employments], facts.text)
    return _first([_best_first(_of_key(need.key, facts), facts.text)], facts.text)


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


def _best_first(groups: Iterable[Iterable[Span]], text: str) -> list[Span]:
    """Put what is said in a sentence before what is merely listed; ties stay in order."""

    def listed(one: Span) -> bool:
        start, end = _sentence(one, text)
        return len(_SEPARATOR.findall(text, start, end)) >= _LISTING

    return sorted(chain.from_iterable(groups), key=listed)


def _first(groups: Iterable[Iterable[Span | None]], text: str) -> list[Span]:
    """Return the first `SHOWN` passages; no sentence is shown twice."""
    of_sentence: dict[Sentence, Span] = {}
    for one in chain.from_iterable(groups):
        if one is not None:
            start, end = _sentence(one, text)
            of_sentence.setdefault((one.source_id, start if end else one.text), one)
    return list(of_sentence.values())[:SHOWN]


def _sentence(where: Span, text: str) -> tuple[int, int]:
    """Return where the sentence around a passage begins and ends; (0, 0) if it is not in here."""
    if not where.text or text[where.start : where.end] != where.text:
        return 0, 0
    begins = max(0, where.start - _REACH)
    for stop in _STOP.finditer(text, begins, where.start):
        begins = stop.end()
    stop_after = _STOP.search(text, where.end, where.end + _REACH)
    ends = stop_after.start() if stop_after else min(len(text), where.end + _REACH)
    return begins, ends
