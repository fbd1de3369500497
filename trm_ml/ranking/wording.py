"""Invented jobs and people in words, Chinese or English, as ads and CVs put them.

The words are then read by the same extractor that reads real ones, so that the ranker learns from
what is found in text and not from what was meant.
"""

from collections.abc import Sequence

import numpy as np

from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking.truth import Ad, Person

#: (English, Chinese), by number.
CITIES = (
    ("Beijing", "北京"), ("Shanghai", "上海"), ("Shenzhen", "深圳"), ("Guangzhou", "广州"),
    ("Hangzhou", "杭州"), ("Chengdu", "成都"), ("Wuhan", "武汉"), ("Xi'an", "西安"),
    ("London", "伦敦"), ("Berlin", "柏林"), ("Paris", "巴黎"), ("New York", "纽约"),
    ("Singapore", "新加坡"), ("Toronto", "多伦多"), ("Sydney", "悉尼"), ("Madrid", "马德里"),
)  # fmt: skip
CERTIFICATES = (
    ("PMP", "PMP"), ("CPA", "注册会计师"), ("CISSP", "CISSP"), ("CCNP", "CCNP"), ("CFA", "CFA"),
    ("ACCA", "ACCA"), ("nursing licence", "护士执业证书"), ("teaching certificate", "教师资格证"),
    ("welding certificate", "焊工证"), ("forklift licence", "叉车证"),
    ("driving licence", "驾驶证"), ("food safety certificate", "健康证"),
    ("Six Sigma Black Belt", "六西格玛黑带"),
    ("AWS Certified Solutions Architect", "AWS认证"), ("first aid certificate", "急救证"),
    ("legal practice licence", "律师执业证"),
)  # fmt: skip
LANGUAGES = {
    "en": ("English", "英语"), "zh": ("Chinese", "普通话"), "de": ("German", "德语"),
    "fr": ("French", "法语"), "es": ("Spanish", "西班牙语"), "ja": ("Japanese", "日语"),
    "ko": ("Korean", "韩语"), "ru": ("Russian", "俄语"),
}  # fmt: skip
EDUCATION = (
    ("", ""),
    ("high school diploma", "高中"),
    ("diploma", "大专"),
    ("bachelor's degree", "本科"),
    ("master's degree", "硕士"),
    ("PhD", "博士"),
)
LEVELS = (
    ("{} intern", "{}实习生"),
    ("Junior {}", "初级{}"),
    ("{}", "{}"),
    ("Senior {}", "高级{}"),
    ("Lead {}", "{}主管"),
    ("Head of {}", "{}总监"),
    ("Chief {}", "首席{}"),
)
TODAY_YEAR = 2026
Words = np.random.Generator


class Writer:
    """Writes ads and CVs; the lexicon gives skills their names."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def skill(self, row: int, language: str, words: Words) -> str:
        """Return a name of a skill, at times a synonym; English for want of a Chinese one."""
        skills = self._lexicon.skills
        if language == "zh":
            return skills.zh[row] or skills.en[row]
        names = [name for name in skills.names(row) if name.isascii()]
        pick = names[int(words.integers(len(names)))] if names and words.random() < 0.3 else ""
        return pick or skills.en[row] or skills.zh[row]

    def ad(self, ad: Ad, title: str, language: str, words: Words, *, filler: str = "") -> str:
        """Return the text of a job, title first."""
        must = [self.skill(row, language, words) for row in _shuffled(ad.must, words)]
        nice = [self.skill(row, language, words) for row in _shuffled(ad.nice, words)]
        if language == "zh":
            return _ad_zh(ad, title, must, nice, filler)
        return _ad_en(ad, title, must, nice, filler)

    def cv(self, person: Person, titles: Sequence[str], language: str, words: Words) -> str:
        """Return the text of a CV, silent about what is 0 or empty; ``titles`` newest first."""
        skills = [self.skill(row, language, words) for row in _shuffled(person.skills, words)]
        if language == "zh":
            return _cv_zh(person, titles, skills, words)
        return _cv_en(person, titles, skills, words)


def titled(title: str, level: int, language: str) -> str:
    """Return a title with the mark of a level; -1 and 2 add none.

    Example:
        >>> titled("软件工程师", 3, "zh"), titled("nurse", 1, "en")
        ('高级软件工程师', 'Junior nurse')
    """
    return LEVELS[level][language == "zh"].format(title) if level >= 0 else title


def _ad_zh(ad: Ad, title: str, must: list[str], nice: list[str], filler: str) -> str:
    lines = [f"招聘岗位：{title}"]
    if filler:
        lines.append(f"岗位职责：{filler}")
    asked = []
    if ad.education:
        asked.append(f"{EDUCATION[ad.education][1]}及以上学历")
    if ad.years:
        asked.append(f"{ad.years:g}年以上相关工作经验")
    if must:
        asked.append(f"熟练掌握{'、'.join(must)}")
    asked += [f"{LANGUAGES[code][1]}流利" for code in sorted(ad.languages)]
    asked += [f"持有{CERTIFICATES[number][1]}" for number in sorted(ad.certificates)]
    lines.append("任职要求：")
    lines += [f"{number}. {line}；" for number, line in enumerate(asked, start=1)]
    if nice:
        lines.append(f"加分项：熟悉{'、'.join(nice)}者优先。")
    if ad.city >= 0:
        lines.append(f"工作地点：{CITIES[ad.city][1]}")
    return "\n".join(lines)


def _ad_en(ad: Ad, title: str, must: list[str], nice: list[str], filler: str) -> str:
    lines = [title, filler, "", "Requirements:"]
    if ad.education:
        lines.append(f"- {EDUCATION[ad.education][0]} or higher")
    if ad.years:
        lines.append(f"- {ad.years:g}+ years of experience")
    lines += [f"- {name}" for name in must]
    lines += [f"- fluent {LANGUAGES[code][0]}" for code in sorted(ad.languages)]
    lines += [f"- {CERTIFICATES[number][0]} required" for number in sorted(ad.certificates)]
    if nice:
        lines += ["", "Nice to have:", *(f"- {name}" for name in nice)]
    if ad.city >= 0:
        lines += ["", f"Location: {CITIES[ad.city][0]}"]
    return "\n".join(lines)


def _cv_zh(person: Person, titles: Sequence[str], skills: list[str], words: Words) -> str:
    lines = [titles[0] if titles else "求职者"]
    if (words.random() < 0.7 or not titles) and person.years:
        lines.append(f"工作经验：{person.years:g}年")
    if person.education:
        lines.append(f"学历：{EDUCATION[person.education][1]}")
    if person.city >= 0:
        lines.append(f"现居地：{CITIES[person.city][1]}")
    if person.years:
        posts = _posts(person, titles, "至今")
        lines += ["工作经历", *(f"{start} - {end} {title}" for start, end, title in posts)]
    if skills:
        lines.append(f"专业技能：{'、'.join(skills)}")
    if person.languages:
        lines.append("语言：" + "、".join(LANGUAGES[c][1] for c in sorted(person.languages)))
    if person.certificates:
        lines.append("证书：" + "、".join(CERTIFICATES[n][1] for n in sorted(person.certificates)))
    return "\n".join(lines)


def _cv_en(person: Person, titles: Sequence[str], skills: list[str], words: Words) -> str:
    lines = [titles[0] if titles else "Candidate"]
    if (words.random() < 0.7 or not titles) and person.years:
        lines.append(f"{person.years:g} years of experience.")
    if person.city >= 0:
        lines.append(f"Location: {CITIES[person.city][0]}")
    if person.years:
        posts = _posts(person, titles, "present")
        lines += ["", "Work experience"]
        lines += [f"{title}, {start} - {end}" for start, end, title in posts]
    if person.education:
        lines += ["", "Education", EDUCATION[person.education][0].capitalize()]
    if skills:
        lines += ["", "Skills", ", ".join(skills)]
    if person.languages:
        lines += ["", "Languages", ", ".join(LANGUAGES[c][0] for c in sorted(person.languages))]
    if person.certificates:
        names = ", ".join(CERTIFICATES[number][0] for number in sorted(person.certificates))
        lines += ["", "Certificates", names]
    return "\n".join(lines)


def _posts(person: Person, titles: Sequence[str], now: str) -> list[tuple[str, str, str]]:
    """Share the years out over the posts, newest first, in whole months."""
    end = TODAY_YEAR * 12 + 5
    months = max(int(person.years * 12), 1)
    posts: list[tuple[str, str, str]] = []
    for number, title in enumerate(titles):
        last = number == len(titles) - 1
        size = months if last else max(months // 2, 1)
        shown_end = now if number == 0 else _month(end)
        posts.append((_month(end - size), shown_end, title))
        end, months = end - size, months - size
    return posts


def _month(months: int) -> str:
    return f"{months // 12}.{months % 12 + 1:02d}"


def _shuffled(rows: frozenset[int], words: Words) -> list[int]:
    ordered = sorted(rows)
    return [ordered[index] for index in words.permutation(len(ordered))]
