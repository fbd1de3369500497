"""Facts about a person → the candidate that matching sees: no name, nothing protected."""

from collections.abc import Iterable
from datetime import date, datetime

from core.pool.types import Candidate
from core.profile.types import EducationLevel, Employment, Facts
from trm_ml.extract.dates import months_between
from trm_ml.extract.deidentify import deidentify
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.seniority import UNKNOWN, level_of

MAX_TEXT = 20_000
MONTH_DAYS = 30.4375


def to_candidate(
    talent_id: str,
    facts: Facts,
    lexicon: Lexicon,
    *,
    now: datetime,
    last_active: datetime | None = None,
) -> Candidate:
    """Turn facts into a candidate; ``last_active`` is the last interaction, if there was one.

    Skills the lexicon does not know are left out; titles and occupations run newest first.
    """
    posts = sorted(facts.employments, key=_recency, reverse=True)
    titles = [deidentify(post.title, facts) for post in posts if post.title]
    if not titles and facts.headline:
        titles = [deidentify(facts.headline, facts)]
    place = facts.place
    return Candidate(
        talent_id=talent_id,
        text=deidentify(text_of(facts), facts)[:MAX_TEXT],
        skills=_once(skill.skill_id for skill in facts.skills),
        titles=_once(titles),
        occupations=_once(_occupations(posts, titles, lexicon)),
        years=facts.years,
        level=_level(titles),
        education=max(
            (course.level for course in facts.educations), default=EducationLevel.UNKNOWN
        ),
        majors=_once(course.major for course in facts.educations),
        languages=_once(language.code for language in facts.languages),
        certificates=_once(facts.certificates),
        city=place.city,
        province=place.province,
        region=lexicon.region(place) if place.country else "",
        country=place.country,
        desired_cities=_once(wanted.city or wanted.province for wanted in facts.desired_places),
        months_since_active=_idle_months(facts.employments, now=now, last_active=last_active),
    )


def text_of(facts: Facts) -> str:
    """Return the text a person is read by: that of the CV, or one made of the single facts."""
    if facts.text.strip():
        return facts.text
    lines = [facts.headline, facts.summary]
    for post in facts.employments:
        lines += [f"{post.title} {post.company}".strip(), post.description]
    lines += [f"{course.school} {course.degree} {course.major}" for course in facts.educations]
    lines.append(", ".join(skill.name for skill in facts.skills))
    lines.append(", ".join(facts.certificates))
    return "\n".join(line.strip() for line in lines if line.strip())


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _recency(post: Employment) -> tuple[bool, str, str]:
    return (post.current, post.end, post.start)


def _occupations(posts: Iterable[Employment], titles: Iterable[str], lexicon: Lexicon) -> list[str]:
    known = [
        post.occupation_id or lexicon.occupation_of(post.title) for post in posts if post.title
    ]
    return known or [lexicon.occupation_of(title) for title in titles]


def _level(titles: Iterable[str]) -> int:
    """Return the highest level held; a step down later takes nothing away."""
    return max((level_of(title) for title in titles), default=UNKNOWN)


def _idle_months(
    posts: Iterable[Employment], *, now: datetime, last_active: datetime | None
) -> float | None:
    """Return months since the last interaction or the end of the last post, whichever is later."""
    idle: list[float] = []
    if last_active is not None:
        idle.append(max(0.0, (now - last_active).days / MONTH_DAYS))
    today = date(now.year, now.month, now.day)
    for post in posts:
        span = months_between(post.start or post.end, post.end, today=today)
        if span is not None and (post.end or post.current):
            idle.append(float(max(0, today.year * 12 + today.month - span[1])))
    return round(min(idle), 1) if idle else None
