"""Writes the CV of an invented person, in Chinese or English, in one of several layouts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from core.profile.types import EducationLevel
from serving.demo import names
from serving.demo.professions import Profession, Words

if TYPE_CHECKING:
    from serving.demo.people import Post

_DEGREES = {
    EducationLevel.DIPLOMA: Words("大专", "Associate degree"),
    EducationLevel.BACHELOR: Words("本科", "Bachelor's degree"),
    EducationLevel.MASTER: Words("硕士", "Master's degree"),
    EducationLevel.DOCTORATE: Words("博士", "PhD"),
}
_STUDY_MONTHS = {
    EducationLevel.DIPLOMA: 36,
    EducationLevel.BACHELOR: 48,
    EducationLevel.MASTER: 84,
    EducationLevel.DOCTORATE: 132,
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LANGUAGES = {
    "zh": (
        "英语（CET-6）",
        "英语（CET-4）",
        "英语流利、普通话",
        "日语N2、英语CET-4",
        "粤语、普通话",
    ),
    "en": (
        "English, Mandarin Chinese",
        "English (native)",
        "English, French (B2)",
        "English, German",
    ),
}


def write_cv(  # noqa: PLR0913  one argument for each thing a CV says
    rng: np.random.Generator,
    *,
    language: str,
    identity: names.Identity,
    city: Words,
    education: EducationLevel,
    posts: tuple[Post, ...],
    skills: tuple[Words, ...],
    profession: Profession,
    today: date,
) -> str:
    """Return the text of the CV."""
    blocks = {
        "work": [_post(rng, post, language) for post in posts],
        "study": [_study(rng, posts, education, profession, language)],
        "skills": [_join([skill.of(language) for skill in skills], language)],
        "languages": [str(rng.choice(_LANGUAGES[language]))],
    }
    headings = {
        "work": Words("工作经历", "Experience"),
        "study": Words("教育背景", "Education"),
        "skills": Words("专业技能", "Skills"),
        "languages": Words("语言能力", "Languages"),
    }
    order = ["skills", "work", "study", "languages"]
    if rng.random() < 0.4:
        order = ["work", "study", "skills", "languages"]
    body = [
        f"{headings[part].of(language)}\n" + "\n".join(blocks[part])
        for part in order
        if blocks[part]
    ]
    return "\n\n".join([_head(identity, city, posts, language), *body])


def _head(identity: names.Identity, city: Words, posts: tuple[Post, ...], language: str) -> str:
    title = posts[0].title.of(language)
    contact = [identity.email, *([identity.phone] if identity.phone else [])]
    if language == "zh":
        return f"{identity.name}\n{title}\n现居城市：{city.zh}\n联系方式：" + " ".join(contact)
    return f"{identity.name}\n{title}\n{city.en} | " + " | ".join(contact)


def _post(rng: np.random.Generator, post: Post, language: str) -> str:
    period = f"{_month(post.start, language)} - " + (
        ("至今" if language == "zh" else "Present") if post.current else _month(post.end, language)
    )
    lines = [f"{period}  {post.company.of(language)}  {post.title.of(language)}"]
    for task in post.tasks:
        skill = post.skills[rng.integers(len(post.skills))]
        number = int(rng.integers(3, 40))
        said = task.of(language).format(skill=skill.of(language), n=number)
        lines.append(("· " if language == "zh" else "- ") + said)
    used = _join([skill.of(language) for skill in post.skills], language)
    lines.append(f"使用技术与方法：{used}" if language == "zh" else f"Used: {used}")
    return "\n".join(lines)


def _study(
    rng: np.random.Generator,
    posts: tuple[Post, ...],
    education: EducationLevel,
    profession: Profession,
    language: str,
) -> str:
    end = posts[-1].start - int(rng.integers(0, 3))
    begin = end - _STUDY_MONTHS[education]
    major = profession.majors[rng.integers(len(profession.majors))]
    parts = (names.school(rng).of(language), major.of(language), _DEGREES[education].of(language))
    return f"{_month(begin, language)} - {_month(end, language)}  " + "  ".join(parts)


def _month(months: int, language: str) -> str:
    year, month = divmod(months, 12)
    return f"{year}.{month + 1:02d}" if language == "zh" else f"{_MONTHS[month]} {year}"


def _join(words: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)
