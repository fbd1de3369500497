"""An invented bilingual population with its truth: who is whom is drawn first, records follow.

People are drawn before any record; a record is one person as one channel wrote them down. So the
truth does not depend on what a matcher sees. Families share telephones, agencies put their own
number on their candidates, numbers are given to the next owner, people move, marry and go by
English names, and fields are mistyped or missing. All of it is synthetic.
"""

from dataclasses import dataclass

import numpy as np

from trm_ml.dedupe.names import nickname_groups, reading, surname_readings

CITIES = (
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "成都",
    "武汉",
    "西安",
    "南京",
    "苏州",
    "Beijing",
    "Shanghai",
    "Shenzhen",
    "London",
    "Singapore",
)
TITLES = (
    "软件工程师",
    "算法工程师",
    "产品经理",
    "销售经理",
    "财务分析师",
    "人事专员",
    "Engineer",
    "Analyst",
    "Designer",
    "Consultant",
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力斌宇浩然欣怡子涵雨桐梓轩博思远嘉琪晨曦"
FAMILY = (
    "smith",
    "jones",
    "brown",
    "taylor",
    "wilson",
    "davies",
    "evans",
    "thomas",
    "johnson",
    "roberts",
    "walker",
    "wright",
    "robinson",
    "thompson",
    "white",
    "hughes",
    "edwards",
    "green",
    "hall",
    "wood",
    "harris",
    "lewis",
    "martin",
    "jackson",
    "clarke",
    "clark",
    "turner",
    "hill",
    "scott",
    "cooper",
    "morris",
    "ward",
    "moore",
    "king",
    "watson",
    "baker",
    "harrison",
    "morgan",
    "patel",
    "young",
    "allen",
)
CHANNELS = 3.0


@dataclass(frozen=True)
class World:
    """A table and its truth.

    Attributes:
        table: cells by column, "" where missing.
        person: int64 of shape (records,): who each record is.
    """

    table: dict[str, list[str]]
    person: np.ndarray


def make(records: int, *, seed: int = 5) -> World:
    """Draw people until they have this many records; about a fifth of the records are repeats."""
    rng = np.random.default_rng(seed)
    people = int(records / 1.25)
    extra = rng.choice(people, records - people, replace=True)
    person = rng.permutation(np.concatenate([np.arange(people), extra]))
    own = _people(people, rng)
    first = np.zeros(records, bool)
    first[np.unique(person, return_index=True)[1]] = True
    told = {name: values[person].copy() for name, values in own.items()}
    _write_down(told, person, ~first, rng)
    return World({name: values.tolist() for name, values in told.items()}, person)


def _zipf(size: int, values: int, rng: np.random.Generator, power: float = 1.0) -> np.ndarray:
    share = 1 / np.arange(1, values + 1) ** power
    return rng.choice(values, size, p=share / share.sum())


def _people(people: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    chinese = rng.random(people) < 0.65
    surnames = [
        *[name for name in surname_readings() if len(name) == 1][:220],
        "欧阳",
        "司马",
        "诸葛",
    ]
    english = sorted(nickname_groups())
    one, two = _zipf(people, len(GIVEN), rng, 0.5), _zipf(people, len(GIVEN), rng, 0.5)
    single = rng.random(people) < 0.2
    family, own = _zipf(people, len(surnames), rng), _zipf(people, len(english), rng, 0.7)
    foreign = _zipf(people, len(FAMILY) * 40, rng, 0.6)
    names = np.empty(people, object)
    for row in range(people):
        if chinese[row]:
            names[row] = surnames[family[row]] + GIVEN[one[row]]
            names[row] += "" if single[row] else GIVEN[two[row]]
        else:
            kind, stem = divmod(int(foreign[row]), len(FAMILY))
            names[row] = f"{english[own[row]]} {_variant(FAMILY[stem], kind)}".title()
    born = np.array("1958-01-01", "datetime64[D]") + rng.integers(0, 16_000, people)
    phones = _phones(people, rng)
    users = np.array([f"u{number:08x}" for number in rng.permutation(people * 8)[:people]], object)
    return {
        "name": names,
        "birth_date": born.astype(str).astype(object),
        "phone": phones,
        "email": users
        + np.array(["@mail.cn", "@post.com", "@qq.com"], object)[_zipf(people, 3, rng)],
        "company": np.array([f"公司{n:05d}" for n in range(20_000)], object)[
            _zipf(people, 20_000, rng, 0.6)
        ],
        "title": np.array(TITLES, object)[rng.integers(0, len(TITLES), people)],
        "city": np.array(CITIES, object)[_zipf(people, len(CITIES), rng, 0.5)],
    }


_ENDS = (
    "son",
    "ton",
    "ley",
    "well",
    "ford",
    "wood",
    "man",
    "er",
    "by",
    "ham",
    "worth",
    "field",
    "stone",
    "brook",
    "land",
    "more",
)


def _variant(stem: str, kind: int) -> str:
    return stem if kind == 0 else stem[: 3 + kind % 3] + _ENDS[kind % len(_ENDS)]


def _phones(people: int, rng: np.random.Generator) -> np.ndarray:
    """Draw mobile numbers: families of two or three share one, agencies stand for hundreds."""
    numbers = 13_000_000_000 + rng.choice(6_000_000_000, people, replace=False)
    shared = np.flatnonzero(rng.random(people) < 0.06)
    numbers[shared[1:]] = np.where(
        rng.random(len(shared) - 1) < 0.5, numbers[shared[:-1]], numbers[shared[1:]]
    )
    agency = rng.random(people) < 0.03
    offices = 2_100_000_000 + rng.integers(0, max(people // 4_000, 3), people)
    numbers[agency] = offices[agency]
    recycled = np.flatnonzero(rng.random(people) < 0.01)
    numbers[recycled] = numbers[rng.integers(0, people, len(recycled))]
    return numbers.astype(str).astype(object)


def _write_down(
    told: dict[str, np.ndarray], person: np.ndarray, again: np.ndarray, rng: np.random.Generator
) -> None:
    """Turn true values into what channels wrote; later records of a person differ more."""
    size = len(person)
    _rename(told["name"], again, rng)
    moved = again & (rng.random(size) < 0.35)
    told["company"][moved] = rng.permutation(told["company"])[moved]
    told["title"][moved] = rng.permutation(told["title"])[moved]
    for name, share in (("city", 0.15), ("phone", 0.15), ("email", 0.25)):
        changed = np.flatnonzero(again & (rng.random(size) < share))
        fresh = (
            rng.permutation(told[name])[changed] if name == "city" else _fresh(name, changed, rng)
        )
        told[name][changed] = fresh
    for name, share in (("birth_date", 0.02), ("phone", 0.02), ("email", 0.02), ("name", 0.02)):
        for row in np.flatnonzero(rng.random(size) < share):
            told[name][row] = _mistyped(told[name][row], rng)
    for name, share in (
        ("birth_date", 0.35), ("phone", 0.2), ("email", 0.25), ("company", 0.2), ("title", 0.2), ("city", 0.2),
    ):  # fmt: skip
        told[name][rng.random(size) < share] = ""
    nobody = (told["phone"] == "") & (told["email"] == "") & (told["birth_date"] == "")
    told["phone"][nobody] = [f"{15_000_000_000 + int(number)}" for number in person[nobody]]


def _fresh(name: str, rows: np.ndarray, rng: np.random.Generator) -> list[str]:
    if name == "phone":
        return [
            str(number) for number in 13_000_000_000 + rng.integers(0, 6_000_000_000, len(rows))
        ]
    return [f"n{number:09x}@work.com" for number in rng.integers(0, 16**9, len(rows))]


def _rename(names: np.ndarray, again: np.ndarray, rng: np.random.Generator) -> None:
    groups: dict[int, list[str]] = {}
    for name, places in nickname_groups().items():
        for place in places:
            groups.setdefault(place, []).append(name)
    english = sorted(nickname_groups())
    for row in np.flatnonzero(again & (rng.random(len(names)) < 0.45)):
        name, kind = names[row], rng.random()
        if name.isascii():
            first, last = name.lower().split(" ", 1)
            if kind < 0.5:
                place = min(nickname_groups()[first])
                first = groups[place][int(rng.integers(len(groups[place])))]
            names[row] = (
                f"{last}, {first}".title() if 0.5 <= kind < 0.7 else f"{first} {last}".title()
            )
            continue
        size = 2 if name[:2] in surname_readings() else 1
        family = surname_readings().get(name[:size], (reading(name[0]),))[0].title()
        given = "".join(map(reading, name[size:])).title()
        if kind < 0.1:
            given = english[int(rng.integers(len(english)))].title()
        names[row] = f"{given} {family}" if kind < 0.6 else f"{family} {given}"


def _mistyped(value: str, rng: np.random.Generator) -> str:
    if len(value) < 4:
        return value
    place = int(rng.integers(1, len(value) - 1))
    kind = rng.random()
    if kind < 0.4:
        return value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    if kind < 0.7 and value[place].isdigit():
        return value[:place] + str(int(rng.integers(10))) + value[place + 1 :]
    return value[:place] + value[place + 1 :]
