"""The jobs of the invented company, each with the JD a hiring manager would have written."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from core.profile.types import EducationLevel
from serving.demo.names import CITIES, CITY_SHARES
from serving.demo.people import LEVELS
from serving.demo.professions import Profession, Words, professions

_YEARS = {0: 0, 1: 1, 2: 2, 3: 5, 4: 8, 5: 10}
_EDUCATION = (
    (EducationLevel.DIPLOMA, Words("大专", "an associate degree"), 0.25),
    (EducationLevel.BACHELOR, Words("本科", "a bachelor's degree"), 0.6),
    (EducationLevel.MASTER, Words("硕士", "a master's degree"), 0.15),
)


@dataclass(frozen=True, slots=True)
class DemoJob:
    """An invented job: its JD, and what the hiring manager truly wants."""

    number: int
    language: str
    title: str
    city: str
    text: str
    profession: str
    level: int
    min_years: int
    must: tuple[str, ...]
    nice: tuple[str, ...]

    def truth_row(self) -> dict[str, object]:
        """Return what the manager wants as plain values, without the JD."""
        return {name: value for name, value in asdict(self).items() if name != "text"}


def invent_jobs(count: int, *, seed: int) -> Iterator[DemoJob]:
    """Invent jobs, one profession after the other, two in three of them in Chinese."""
    table = list(professions().values())
    order = np.random.default_rng([seed, 10**9]).permutation(len(table))
    for number in range(count):
        rng = np.random.default_rng([seed, 10**9 + 1 + number])
        yield _job(number, rng, table[order[number % len(table)]])


def _job(number: int, rng: np.random.Generator, profession: Profession) -> DemoJob:
    language = "zh" if number % 3 else "en"
    level = int(rng.choice([1, 2, 3, 4], p=[0.15, 0.4, 0.35, 0.1]))
    city = CITIES[rng.choice(len(CITIES), p=CITY_SHARES)]
    must = profession.core[:4]
    order = rng.permutation(len(profession.more))
    must = (*must[:3], *(profession.more[i] for i in order[:1]))
    nice = tuple(profession.more[i] for i in order[1:4])
    education = _EDUCATION[int(rng.choice(3, p=[share for _, _, share in _EDUCATION]))][1]
    prefix = LEVELS[level][1]
    title = Words(f"{prefix.zh}{profession.title.zh}", f"{prefix.en} {profession.title.en}".strip())
    write = _chinese if language == "zh" else _english
    years = _YEARS[level]
    return DemoJob(
        number,
        language,
        title.of(language),
        city.of(language),
        write(profession, title, city, education, years, must, nice),
        profession.key,
        level,
        years,
        tuple(skill.en for skill in must),
        tuple(skill.en for skill in nice),
    )


def _chinese(  # noqa: PLR0913  one argument for each part of a JD
    profession: Profession,
    title: Words,
    city: Words,
    education: Words,
    years: int,
    must: tuple[Words, ...],
    nice: tuple[Words, ...],
) -> str:
    duties = "\n".join(f"{i}、{duty.zh}；" for i, duty in enumerate(_duties(profession, must), 1))
    lines = [
        f"{education.zh}及以上学历，{profession.majors[0].zh}等相关专业",
        f"{years}年以上相关工作经验" if years else "欢迎应届毕业生",
        f"熟练掌握{'、'.join(skill.zh for skill in must)}",
        f"有{'、'.join(skill.zh for skill in nice)}经验者优先",
        "责任心强，善于沟通与协作",
    ]
    needs = "\n".join(f"{i}、{line}；" for i, line in enumerate(lines, 1))
    return f"{title.zh}\n工作地点：{city.zh}\n岗位职责：\n{duties}\n任职要求：\n{needs}"


def _english(  # noqa: PLR0913  one argument for each part of a JD
    profession: Profession,
    title: Words,
    city: Words,
    education: Words,
    years: int,
    must: tuple[Words, ...],
    nice: tuple[Words, ...],
) -> str:
    duties = "\n".join(f"- {duty.en}" for duty in _duties(profession, must))
    needs = [
        f"{education.en[0].upper()}{education.en[1:]} in {profession.majors[0].en} or similar",
        f"{years}+ years of experience" if years else "New graduates are welcome",
        f"Strong {', '.join(skill.en for skill in must)}",
    ]
    listed = "\n".join(f"- {need}" for need in needs)
    extra = "\n".join(f"- Experience with {skill.en}" for skill in nice)
    return (
        f"{title.en}\nLocation: {city.en}\n\nWhat you will do:\n{duties}"
        f"\n\nRequirements:\n{listed}\n\nNice to have:\n{extra}"
    )


def _duties(profession: Profession, must: tuple[Words, ...]) -> tuple[Words, ...]:
    kin = professions()[profession.near[0]]
    first, last = must[0], must[-1]
    return (
        Words(f"负责{first.zh}方向的规划、实施与交付", f"Plan and deliver our {first.en} work"),
        Words(
            f"与{kin.title.zh}等团队协作推进重点项目",
            f"Work with the {kin.title.en} team on key projects",
        ),
        Words(
            f"持续改进{last.zh}，沉淀规范与文档", f"Improve how we do {last.en} and write it down"
        ),
    )
