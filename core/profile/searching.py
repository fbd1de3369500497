"""What people are searched by: the text of their facts, and regions as sets of provinces."""

from collections.abc import Mapping

from core.profile.types import Facts


def search_text(facts: Facts, *, whole: bool) -> str:
    """Return the text that people are searched by; ``whole`` adds the text of the CV."""
    parts: list[str] = [facts.name, facts.headline, *facts.emails, *facts.phones]
    for post in facts.employments:
        parts += (post.title, post.company)
    for course in facts.educations:
        parts += (course.school, course.major)
    parts += [skill.name for skill in facts.skills]
    parts += [*facts.certificates, facts.place.city, facts.place.province]
    parts += [place.city for place in facts.desired_places]
    if whole:
        parts += [facts.summary, *(post.description for post in facts.employments), facts.text]
    return "\n".join(part for part in parts if part)


_REGIONS = {
    "华北": "北京 天津 河北 山西 内蒙古",
    "东北": "辽宁 吉林 黑龙江",
    "华东": "上海 江苏 浙江 安徽 福建 江西 山东 台湾",
    "华中": "河南 湖北 湖南",
    "华南": "广东 广西 海南 香港 澳门",
    "西南": "重庆 四川 贵州 云南 西藏",
    "西北": "陕西 甘肃 青海 宁夏 新疆",
}
REGIONS: Mapping[str, frozenset[str]] = {
    name: frozenset(provinces.split()) for name, provinces in _REGIONS.items()
}
