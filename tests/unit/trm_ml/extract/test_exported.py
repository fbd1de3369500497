"""CVs as job boards export them."""

from datetime import date

from trm_ml.extract.cv import read_cv
from trm_ml.extract.exported import stated_months
from trm_ml.extract.lexicon import Lexicon

LEXICON = Lexicon.load()
TODAY = date(2026, 6, 1)
EXPORTED = """Skills: Python, SQL, Tableau Education Details
January 2014 to January 2018 B.E Computer Science Springfield State University
{first}

{second}
Skill Details
Python- Exprience - 30 months
SQL- Exprience - 14 months
Tableau- Exprience - Less than 1 year monthsCompany Details
company - Northwind Traders Pvt Ltd
description - Responsibilities:
* Built reports for the sales team in Tableau.
company - Current Project
description - Duration: March 2019 to January 2020
company - Initech
description - Junior Data Analyst
May 2016 to June 2017
"""


def exported(first: str, second: str) -> str:
    return EXPORTED.format(first=first, second=second)


def test_the_title_and_the_first_company_are_the_present_post() -> None:
    facts = read_cv(
        exported("Data Analyst", "Data Analyst - Northwind Traders Pvt Ltd"), LEXICON, today=TODAY
    )
    assert facts.headline == "Data Analyst"
    now, before = facts.employments
    assert (now.title, now.company, now.start, now.end) == (
        "Data Analyst",
        "Northwind Traders Pvt Ltd",
        "2019-03",
        "2020-01",
    )
    assert (before.title, before.company, before.start, before.end) == (
        "Junior Data Analyst",
        "Initech",
        "2016-05",
        "2017-06",
    )
    assert facts.years == 2.5  # the longest time given for a skill, more than the dates cover
    assert [course.level.name for course in facts.educations] == ["BACHELOR"]
    for post in facts.employments:
        for where in post.evidence:
            assert facts.text[where.start : where.end] == where.text


def test_a_sentence_instead_of_a_title_leaves_the_title_above_it() -> None:
    facts = read_cv(
        exported("Data science", "I have six months of experience in data science and SQL"),
        LEXICON,
        today=TODAY,
    )
    assert facts.headline == "Data science"
    assert facts.employments[0].title == "Data science"


def test_a_title_without_dates_is_a_post_that_lasts() -> None:
    text = exported("Sales Manager", "Sales Manager").replace(
        "description - Duration: March 2019 to January 2020", "description - Leads"
    )
    first, *_ = read_cv(text, LEXICON, today=TODAY).employments
    assert (first.title, first.current, first.start) == ("Sales Manager", True, "")


def test_months_are_read_from_skill_lines_only() -> None:
    assert stated_months("Java- Exprience - 24 months\nGo - Experience - 40 months") == 40
    assert stated_months("a project of 24 months") == 0
