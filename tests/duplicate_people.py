"""A few people who came in twice among strangers, for tests of the queue."""

from core.profile.types import Arrival, Channel, Employment, Facts, Place

SURNAMES = "王李刘陈杨黄赵吴周徐"
GIVEN = "芳娜敏静丽强磊军洋勇"
CITIES = ("北京", "上海", "深圳", "杭州", "成都", "武汉", "西安")


def arrival(
    name: str,
    *,
    key: str,
    phone: str = "",
    email: str = "",
    company: str = "",
    city: str = "",
    born: str = "",
    team: str | None = None,
    invented: bool = False,
) -> Arrival:
    """Make an arrival; the date of birth is in the raw row only."""
    facts = Facts(
        name=name,
        phones=(phone,) if phone else (),
        emails=(email,) if email else (),
        employments=(Employment("工程师", company, current=True),) if company else (),
        place=Place(city=city),
    )
    raw = {"姓名": name, "编号": key, "出生日期": born}
    return Arrival(
        "test", Channel.IMPORT, facts, external_id=key, raw=raw, team_id=team, invented=invented
    )


def strangers(many: int, *, team: str | None = None, invented: bool = False) -> list[Arrival]:
    """Make people of whom no two are one."""
    made = []
    for number in range(many):
        name = SURNAMES[number % 10] + GIVEN[number * 7 % 10] + GIVEN[number // 10 % 10]
        made.append(
            arrival(
                name,
                key=f"s{number}",
                phone=f"15{number % 10}{7919 * (number + 3) % 10**8:08d}",
                email=f"u{number}@mail{number}.cn",
                company=f"公司{number % 17}",
                city=CITIES[number % 7],
                born=f"{1960 + number % 40}-{1 + number % 12:02d}-{1 + number * 5 % 28:02d}",
                team=team,
                invented=invented,
            )
        )
    return made


def twice(team: str | None = None) -> list[Arrival]:
    """Make two arrivals of one person who share neither telephone nor address."""
    more = {"company": "Globex", "city": "广州", "born": "1988-02-01", "team": team}
    return [
        arrival("欧阳思远", key="t1", phone="13800138000", email="oy@a.cn", **more),
        arrival("Siyuan Ouyang", key="t2", phone="13911112222", email="ouyang@b.com", **more),
    ]
