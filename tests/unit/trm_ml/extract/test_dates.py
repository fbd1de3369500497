"""Dates, periods and working years as CVs write them."""

from datetime import date

import pytest

from trm_ml.extract.dates import find_periods, months_between, years_covered

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("2019.03-2021.06", "2019-03", "2021-06", False),
        ("2019年3月至今", "2019-03", "", True),
        ("Mar 2019 – Jun 2021", "2019-03", "2021-06", False),
        ("2015/9 ~ 2018/06", "2015-09", "2018-06", False),
        ("since MAY 2018 to TILL DATE", "2018-05", "", True),
        ("January 2017 to January 2018", "2017-01", "2018-01", False),
        ("2019 - 2021", "2019", "2021", False),
        ("2021  now", "2021", "", True),
        ("05/2016 - 12/2017", "2016-05", "2017-12", False),
        ("2018年7月—2020年8月", "2018-07", "2020-08", False),
        ("Jan'15 to Feb'17", "2015-01", "2017-02", False),
        ("从2015年至2019年", "2015", "2019", False),
        ("2021.06-2019.03", "2019-03", "2021-06", False),
    ],
)
def test_a_period_is_read_however_it_is_written(
    text: str, start: str, end: str, *, current: bool
) -> None:
    (period,) = find_periods(text)
    assert (period.start, period.end, period.current) == (start, end, current)


@pytest.mark.parametrize(
    "text", ["1990年5月出生", "20190301", "电话 138-0013-8000", "版本 3.11-3.14", ""]
)
def test_what_is_no_period_is_not_read(text: str) -> None:
    assert find_periods(text) == []


@pytest.mark.parametrize(
    ("periods", "years"),
    [
        ([("2018-01", "2019-12"), ("2019-01", "2020-12")], 3.0),  # overlap once
        ([("2018-01", "2018-12"), ("2020-01", "2020-12")], 2.0),  # a gap is not work
        ([("2020-07", "")], 5.9),  # still lasting
        ([("2015", "2016")], 2.0),  # years alone: whole years
        ([("2019-01", "2019-12"), ("2019-03", "2019-06")], 1.0),  # inside another
        ([("2030-01", "")], None),  # not begun yet
        ([("", "2019-01")], None),
        ([], None),
    ],
)
def test_overlaps_count_once(periods: list[tuple[str, str]], years: float | None) -> None:
    assert years_covered(periods, today=TODAY) == years


def test_a_period_never_ends_in_the_future() -> None:
    assert months_between("2026-01", "2029-12", today=TODAY) == months_between(
        "2026-01", "", today=TODAY
    )


def test_one_more_post_never_takes_years_away() -> None:
    posts = [("2012-03", "2014-05"), ("2015-01", "2015-06"), ("2016", "")]
    for count in range(1, len(posts) + 1):
        fewer = years_covered(posts[: count - 1], today=TODAY) or 0
        assert (years_covered(posts[:count], today=TODAY) or 0) >= fewer
