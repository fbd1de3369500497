"""What people of an occupation can do, and what they are called: from ESCO and O*NET."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trm_ml.extract.folding import CJK
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.lexicon_sources import ESCO_OCCUPATION, ESCO_SKILL, esco, onet

FEWEST_SKILLS = 8
_CJK = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Role:
    """An occupation: rows of the lexicon, ISCO-08 unit group, names, skills it needs or may need.

    ``tools`` are technologies in demand for it (O*NET), by row like the other skills.
    """

    row: int
    group: str
    titles_en: tuple[str, ...]
    titles_zh: tuple[str, ...]
    essential: tuple[int, ...]
    optional: tuple[int, ...]
    tools: tuple[int, ...] = ()


def roles(data: Path, lexicon: Lexicon) -> list[Role]:
    """Return the occupations that have enough skills to tell them apart, in the lexicon's order.

    Source: ESCO v1.1.1 occupation-skill relations; O*NET 29.2 technology skills (hot or in demand).
    """
    needed: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for relation in esco(data, "occupationSkillRelations.csv", archive="relations"):
        occupation = "esco:" + relation["occupationUri"].removeprefix(ESCO_OCCUPATION)
        skill = "esco:" + relation["skillUri"].removeprefix(ESCO_SKILL)
        row, skill_row = lexicon.occupations.row_of(occupation), lexicon.skills.row_of(skill)
        if row >= 0 and skill_row >= 0:
            needed[row][relation["relationType"]].append(skill_row)
    tools = _tools(data, lexicon)
    found: list[Role] = []
    for row in sorted(needed):
        essential = tuple(sorted(needed[row]["essential"]))
        optional = tuple(sorted(needed[row]["optional"]))
        group = lexicon.occupations.group[row]
        if len(essential) + len(optional) < FEWEST_SKILLS or not group.isdigit():
            continue
        names = lexicon.occupations.names(row)
        chinese = tuple(name for name in names if _CJK.search(name))
        english = tuple(name for name in names if not _CJK.search(name))
        named = tuple(sorted(tools.get(row, ())))
        found.append(Role(row, group, english, chinese, essential, optional, named))
    return found


def apart(found: Sequence[Role], share: float) -> tuple[list[Role], list[Role]]:
    """Split roles into two, whole unit groups on one side; the second holds about ``share``.

    The side of a group depends on its code alone, so that it stays where it is when others come.
    """
    limit = int(share * 1000)
    held = [role for role in found if int(role.group) * 7919 % 1000 < limit]
    kept = [role for role in found if int(role.group) * 7919 % 1000 >= limit]
    return kept, held


def _tools(data: Path, lexicon: Lexicon) -> dict[int, set[int]]:
    titles = {row["O*NET-SOC Code"]: row["Title"] for row in onet(data, "occupation_data")}
    occupations = {code: lexicon.occupation_of(title) for code, title in titles.items()}
    skills: dict[str, int] = {}
    found: dict[int, set[int]] = defaultdict(set)
    for row in onet(data, "technology_skills"):
        if "Y" not in (row["Hot Technology"], row["In Demand"]):
            continue
        name = row["Example"]
        if name not in skills:
            skills[name] = lexicon.skill_of(name)
        occupation = occupations.get(row["O*NET-SOC Code"], "")
        if skills[name] >= 0 and occupation:
            found[lexicon.occupations.row_of(occupation)].add(skills[name])
    return dict(found)
