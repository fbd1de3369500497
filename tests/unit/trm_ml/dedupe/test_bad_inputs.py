"""What real tables do to a matcher: shared and recycled numbers, team addresses, damage, crowds."""

import resource
import time

import numpy as np
import pytest

from trm_ml.dedupe.engine import MERGE, deduplicate
from trm_ml.dedupe.fields import guess
from trm_ml.dedupe.proposals import propose

SURNAMES = "王李刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑"
GIVEN = "芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉"


def crowd(many: int) -> dict[str, list[str]]:
    """Make records of whom no two are one person."""
    rng = np.random.default_rng(3)
    one, two = rng.integers(0, len(GIVEN), (2, many))
    days = np.array("1960-01-01", "datetime64[D]") + rng.integers(0, 14_000, many)
    return {
        "name": [
            SURNAMES[n % 20] + GIVEN[a] + GIVEN[b]
            for n, (a, b) in enumerate(zip(one, two, strict=True))
        ],
        "birth_date": days.astype(str).tolist(),
        "phone": [str(13_000_000_000 + int(n)) for n in rng.choice(10**9, many, replace=False)],
        "email": [f"u{n:06d}@mail.cn" for n in rng.permutation(many)],
    }


def with_records(*records: dict[str, str], many: int = 400) -> dict[str, list[str]]:
    """Put records in front of a crowd."""
    table = crowd(many)
    return {
        name: [record.get(name, "") for record in records] + cells for name, cells in table.items()
    }


def joined(*records: dict[str, str]) -> bool:
    """Tell whether two records among a crowd are held to be one person."""
    table = with_records(*records)
    found = deduplicate(table, guess(table))
    return bool(found.cluster[0] == found.cluster[1])


FAMILY = {"phone": "13800138000"}
PAIRS_OF_TWO = {
    "a couple shares a telephone": (
        {"name": "张伟", "birth_date": "1985-03-02", **FAMILY},
        {"name": "李娜", "birth_date": "1987-11-20", **FAMILY},
    ),
    "father and daughter share surname and telephone": (
        {"name": "张建国", "birth_date": "1960-03-02", **FAMILY},
        {"name": "张雨桐", "birth_date": "1992-11-20", **FAMILY},
    ),
    "a number that was given to the next owner": (
        {"name": "Robert Smith", "birth_date": "1971-03-02", "phone": "+86 138 0013 8000"},
        {"name": "陈静", "birth_date": "1995-08-09", "email": "cj@x.cn", **FAMILY},
    ),
    "one frequent name, another telephone, another year of birth": (
        {"name": "张伟", "birth_date": "1985-03-02", "phone": "13800138000"},
        {"name": "张伟", "birth_date": "1991-07-15", "phone": "13911112222"},
    ),
    "one name in two scripts, another telephone, another year of birth": (
        {"name": "张伟", "birth_date": "1985", "phone": "13800138000"},
        {"name": "Zhang Wei", "birth_date": "1991", "phone": "13911112222"},
    ),
    "both wrote the address of their team": (
        {"name": "王芳", "birth_date": "1985-03-02", "email": "hr@firm.cn"},
        {"name": "刘洋", "birth_date": "1990-01-09", "email": "hr@firm.cn"},
    ),
    "both telephones were rounded by a spreadsheet": (
        {"name": "王芳", "phone": "1.38E+10"},
        {"name": "刘洋", "phone": "1.38E+10"},
    ),
}


@pytest.mark.parametrize("name", PAIRS_OF_TWO)
def test_two_people_are_two(name: str):
    assert not joined(*PAIRS_OF_TWO[name])


def test_one_person_is_one_though_a_field_is_damaged():
    assert joined(
        {"name": "欧阳思远", "birth_date": "1985-03-02", "phone": "1.38E+10", "email": "oy@a.cn"},
        {
            "name": "Siyuan Ouyang",
            "birth_date": "1985-03-02",
            "phone": "13800138000",
            "email": "oy@a.cn",
        },
    )


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "021-5555 6666"), ("email", "jobs@agency.cn")]
)
def test_an_agency_with_one_number_for_all_its_candidates_joins_nobody(field: str, value: str):
    table = crowd(1_200)
    table[field][:300] = [value] * 300
    found = deduplicate(table, guess(table))
    apart = (found.band == MERGE).sum()
    assert apart <= 1
    assert len(np.unique(found.cluster[:300])) >= 299


@pytest.mark.parametrize("damage", ["1.38E+10", "#N/A", "00000000000", "13800", "电话", "-"])
def test_a_column_of_damaged_telephones_joins_nobody(damage: str):
    table = crowd(600)
    table["phone"] = [damage] * 600
    found = deduplicate(table, guess(table))
    assert len(np.unique(found.cluster)) >= 599


def test_fifty_thousand_rows_of_one_address_take_bounded_time_and_memory():
    table = crowd(50_000)
    table["email"] = ["all@company.cn"] * 50_000
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = deduplicate(table, guess(table))
    made = propose(found)
    spent = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert spent < 60, spent
    assert grown < 1_500, grown
    assert len(found.left) < 100 * 50_000
    assert len(np.unique(found.cluster)) > 0.99 * 50_000
    assert len(made) < 50_000


def test_fifty_thousand_rows_of_one_person_take_bounded_time_and_memory():
    table = {
        "name": ["张伟"] * 50_000,
        "email": ["all@company.cn"] * 50_000,
        "phone": ["13800138000"] * 50_000,
    }
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    made = propose(deduplicate(table, guess(table)))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert time.process_time() - started < 60
    assert grown < 1_500, grown
    assert len(made) < 50_000
