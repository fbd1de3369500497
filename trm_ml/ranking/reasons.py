"""What a reason says, in Chinese and in English, each in its own habit.

A code belongs to one sign: a sentence of praise is never shown beside a negative contribution. The
values that end in ``_zh`` or ``_en`` are the same fact named in each language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.pool.types import Reason
from core.profile.types import EducationLevel

Language = Literal["zh", "en"]
_ONE = re.compile(r"(?<![\d.])(1(?: more)? year)s")

EDUCATION: Mapping[EducationLevel, tuple[str, str]] = {
    EducationLevel.SECONDARY: ("高中或中专", "secondary school"),
    EducationLevel.DIPLOMA: ("大专", "a diploma"),
    EducationLevel.BACHELOR: ("本科", "a bachelor's degree"),
    EducationLevel.MASTER: ("硕士", "a master's degree"),
    EducationLevel.DOCTORATE: ("博士", "a doctorate"),
}
LEVELS = (
    ("实习", "intern"),
    ("初级", "junior"),
    ("中级", "mid-level"),
    ("高级", "senior"),
    ("主管或经理", "lead or manager"),
    ("总监", "director"),
    ("高管", "executive"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in both languages; ``sign`` is that of the contribution it may stand beside."""

    sign: int
    zh: str
    en: str


SENTENCES: Mapping[str, Sentence] = {
    # skills
    "skills-all": Sentence(1, "必备技能全部具备：{names}", "Has every required skill: {names}"),
    "skills-some": Sentence(
        1,
        "具备 {asked} 项必备技能中的 {held} 项：{names}",
        "Has {held} of {asked} required skills: {names}",
    ),
    "skills-nice": Sentence(1, "具备加分技能：{names}", "Has nice-to-have skills: {names}"),
    "skills-near": Sentence(
        1,
        "简历没有写明所要求的技能，但有相近的：{names}",
        "None of the skills asked is named, but close ones are: {names}",
    ),
    "skills-like": Sentence(1, "技能与这个职位相称", "The skills suit this kind of job"),
    "skills-short": Sentence(
        -1,
        "必备技能还缺 {absent} 项：{names}",
        "Lacks {absent} of {asked} required skills: {names}",
    ),
    "skills-weak": Sentence(
        -1, "技能与这个职位的贴合度偏低", "The skills lie further from this job than usual"
    ),
    "skills-none": Sentence(-1, "简历中没有认出技能", "No skill was recognised in the CV"),
    # role
    "role-same": Sentence(1, "做过同样的职位：{title}", "Has held the same job: {title}"),
    "role-near": Sentence(1, "做过相近的职位：{title}", "Has held a similar job: {title}"),
    "role-free": Sentence(1, "以往职位没有妨碍", "Past jobs are no obstacle"),
    "role-far": Sentence(
        -1,
        "做过的职位（{title}）与这个岗位相距较远",
        "Past jobs ({title}) are far from this one",
    ),
    "role-unknown": Sentence(
        -1, "履历里没有可以比对的职位", "No past job is named that could be compared"
    ),
    # experience
    "years-met": Sentence(
        1,
        "{years:g} 年工作经验，达到要求的 {asked:g} 年",
        "{years:g} years of experience; {asked:g} are asked",
    ),
    "years-close": Sentence(
        1,
        "{years:g} 年工作经验，接近要求的 {asked:g} 年",
        "{years:g} years of experience, close to the {asked:g} asked",
    ),
    "years-plenty": Sentence(1, "有 {years:g} 年工作经验", "{years:g} years of experience"),
    "years-free": Sentence(1, "工作年限没有妨碍", "Years of experience are no obstacle"),
    "years-short": Sentence(
        -1,
        "{years:g} 年工作经验，少于要求的 {asked:g} 年",
        "{years:g} years of experience; {asked:g} are asked",
    ),
    "years-few": Sentence(
        -1, "工作经验偏短（{years:g} 年）", "Rather little experience ({years:g} years)"
    ),
    "years-unknown": Sentence(-1, "没有写明工作年限", "Years of experience are not stated"),
    # seniority
    "level-met": Sentence(1, "职级相当（{level}）", "The level fits ({level})"),
    "level-free": Sentence(1, "职级没有妨碍", "The level is no obstacle"),
    "level-short": Sentence(
        -1, "职级（{level}）低于岗位（{asked}）", "Level ({level}) is below the job's ({asked})"
    ),
    "level-low": Sentence(-1, "职级偏低（{level}）", "A rather low level ({level})"),
    "level-unknown": Sentence(-1, "看不出职级", "The level cannot be told"),
    # education
    "education-met": Sentence(
        1, "学历{level}，达到要求（{asked}）", "Has {level}; {asked} is asked"
    ),
    "education-plain": Sentence(1, "学历：{level}", "Has {level}"),
    "education-free": Sentence(1, "学历没有妨碍", "Education is no obstacle"),
    "education-short": Sentence(
        -1, "学历{level}，低于要求的{asked}", "Has {level}; {asked} is asked"
    ),
    "education-low": Sentence(
        -1, "学历（{level}）没有优势", "Education ({level}) gives no advantage"
    ),
    "education-unknown": Sentence(-1, "没有写明学历", "Education is not stated"),
    # languages and certificates
    "credentials-met": Sentence(
        1, "符合语言或证书要求：{names}", "Meets the languages or certificates asked: {names}"
    ),
    "credentials-free": Sentence(
        1, "语言和证书没有妨碍", "Languages and certificates are no obstacle"
    ),
    "credentials-short": Sentence(
        -1,
        "没有找到要求的语言或证书：{names}",
        "Languages or certificates asked for are not named: {names}",
    ),
    "credentials-weak": Sentence(
        -1, "语言或证书没有优势", "Languages and certificates give no advantage"
    ),
    # place
    "place-same": Sentence(1, "在当地或愿意去：{place}", "Is there or willing to go: {place}"),
    "place-near": Sentence(1, "在同一地区：{place}", "Is in the same region: {place}"),
    "place-free": Sentence(1, "地点没有妨碍", "The place is no obstacle"),
    "place-far": Sentence(-1, "人在{place}，不在工作地点", "Is in {place}, not where the job is"),
    "place-unknown": Sentence(-1, "没有写明所在地", "Where they live is not stated"),
    "place-weak": Sentence(-1, "地点没有优势", "The place gives no advantage"),
    # what would change the rank
    "add-skill": Sentence(
        1,
        "若具备「{names}」，可从第 {from_rank} 名升到第 {to_rank} 名",
        "With {names}: from place {from_rank} to {to_rank}",
    ),
    "add-years": Sentence(
        1,
        "若再有 {more:g} 年经验，可从第 {from_rank} 名升到第 {to_rank} 名",
        "With {more:g} more years: from place {from_rank} to {to_rank}",
    ),
    "add-education": Sentence(
        1,
        "若学历达到{asked}，可从第 {from_rank} 名升到第 {to_rank} 名",
        "With {asked}: from place {from_rank} to {to_rank}",
    ),
    "add-language": Sentence(
        1,
        "若会「{names}」，可从第 {from_rank} 名升到第 {to_rank} 名",
        "With {names}: from place {from_rank} to {to_rank}",
    ),
    "add-certificate": Sentence(
        1,
        "若持有「{names}」，可从第 {from_rank} 名升到第 {to_rank} 名",
        "With {names}: from place {from_rank} to {to_rank}",
    ),
}


def render(reason: Reason, language: str) -> str:
    """Return the sentence of a reason; ``zh`` or else English.

    Example:
        >>> said = Reason("years-short", "experience", -0.4, {"years": 2.0, "asked": 5.0})
        >>> render(said, "zh"), render(said, "en")
        ('2 年工作经验，少于要求的 5 年', '2 years of experience; 5 are asked')
    """
    spoken: Language = "zh" if language.startswith("zh") else "en"
    sentence = SENTENCES.get(reason.code)
    if sentence is None:
        return reason.code
    values: dict[str, str | float | int] = {}
    for name, value in reason.values.items():
        stem, _, suffix = name.rpartition("_")
        if suffix == spoken:
            values[stem] = value
        else:
            values.setdefault(name, value)
    text = sentence.zh if spoken == "zh" else sentence.en
    said = text.format_map(values)
    return _ONE.sub(r"\1", said)


def education_names(level: EducationLevel) -> tuple[str, str]:
    """Return what a level of education is called in Chinese and in English."""
    return EDUCATION.get(level, ("未知", "no stated degree"))


def level_names(level: int) -> tuple[str, str]:
    """Return what a seniority of 0..6 is called in Chinese and in English."""
    return LEVELS[level] if 0 <= level < len(LEVELS) else ("未知", "unknown")
