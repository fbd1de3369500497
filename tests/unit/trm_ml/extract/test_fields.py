"""Titles and employers in the short texts of a CV."""

import pytest

from trm_ml.extract.fields import is_employer, may_be_employer, title_of, title_then_employer
from trm_ml.extract.naming import find_name
from trm_ml.extract.sections import Part, heading, lines


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Senior Data Engineer", "Senior Data Engineer"),
        ("Role: Civil Engineer", "Civil Engineer"),
        ("Designation - Test Lead", "Test Lead"),
        ("Platform Developer with 6+ years of experience", "Platform Developer"),
        ("FULL STACK DEVELOPER WITH 7+ YEARS OF EXPERIENCE", "FULL STACK DEVELOPER"),
        ("Frontend Developer - 8 years experience", "Frontend Developer"),
        ("Operations Manager [first employee]", "Operations Manager"),
        ("后端开发工程师", "后端开发工程师"),
        ("Reporting to Vice President", ""),
        ("Worked with the lead architect on releases", ""),
        ("I am responsible for three engineers", ""),
        ("Associate's Degree", ""),
        ("Knowledge of driver development", ""),
        ("Bright Software Ltd", ""),
    ],
)
def test_a_line_gives_the_title_it_begins_with(line: str, title: str) -> None:
    assert title_of(line) == title


@pytest.mark.parametrize(
    "piece",
    [
        "Current Project",
        "Job Responsibilities",
        "Career Timeline",
        "Duration",
        "Nature Of Work",
        "Professional Experience",
        "February",
        "Frontend",
        "None",
    ],
)
def test_what_a_cv_writes_above_a_value_is_no_employer(piece: str) -> None:
    assert not is_employer(piece)
    assert not may_be_employer(piece)


def test_a_title_and_an_employer_without_anything_between_them_are_cut() -> None:
    assert title_then_employer("Java Developer Northwind Ltd") == (
        "Java Developer",
        "Northwind Ltd",
    )
    assert title_then_employer("Senior Software Engineer") is None
    assert title_then_employer("Bank Manager") is None


@pytest.mark.parametrize(
    ("line", "part", "rest"),
    [
        ("Professional Experience", Part.WORK, ""),
        ("W O R K  E X P E R I E N C E", Part.WORK, ""),
        ("EXPERIENCE SKILLS", Part.WORK, ""),
        ("EXPERIENCE Django", Part.WORK, "Django"),
        ("工作经历 Work Experience", Part.WORK, ""),
    ],
)
def test_a_heading_is_known_however_it_stands(line: str, part: Part, rest: str) -> None:
    assert heading(line) == (part, rest)


def test_a_label_under_a_post_does_not_end_the_posts() -> None:
    read = lines(
        "Experience\n2019 - 2021 Acme Ltd\nTechnologies: Java, Go\n2017 - 2019 Initech Ltd"
    )
    assert [line.part for line in read] == [Part.WORK, Part.SKILLS, Part.WORK]


@pytest.mark.parametrize(
    "text",
    [
        "Project Name: Winter Palace\nClient: Acme",
        "Father's Name: John Brown",
        "Java Developer\nTel Aviv\nPython",
        "Education\nDiploma Mechanical Springfield",
    ],
)
def test_names_of_other_things_are_not_the_person(text: str) -> None:
    assert find_name(text) is None
