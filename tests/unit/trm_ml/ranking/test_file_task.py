from datetime import date

import numpy as np
import pytest

from tests.ranking_world import small_bundle, world
from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking.file_task import candidate_of, position_of, score_job_talent
from trm_ml.ranking.model import LightGbmRanker

TODAY = date(2026, 11, 23)
JOBS = [
    {
        "id": "q1",
        "text": "Java开发工程师\n任职要求：本科，3年以上经验，熟悉Java、Spring Boot、MySQL。",
    },
    {"id": "q2", "text": "Registered nurse. Requirements: 2+ years of experience, patient care."},
    {"id": "q3", "text": "   "},
]
CVS = [
    {"id": "d1", "text": "Java工程师，6年经验，本科。Java、Spring Boot、MySQL。"},
    {"id": "d2", "text": "Registered nurse, 5 years of experience, patient care."},
    {"id": "d3", "text": ""},
    {"id": "d4", "text": "Accountant, 1 year of experience. Excel."},
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return world().lexicon


class NoEncoder:
    id, dim = "none", 48

    def encode_one(self, text: str, *, kind: str) -> np.ndarray:
        return world().vector_of(text)

    def encode(self, texts, *, kind, progress=None, workers=None):
        return np.stack([self.encode_one(text, kind=kind) for text in texts])


def scores(queries: list[dict], documents: list[dict]) -> np.ndarray:
    return score_job_talent(
        queries,
        documents,
        lexicon=world().lexicon,
        encoder=NoEncoder(),
        lexicon_vectors=world(),
        model=LightGbmRanker(small_bundle()),
        today=TODAY,
    )


def test_the_right_person_is_first_and_blank_scores_nothing():
    found = scores(JOBS, CVS)
    assert found.shape == (3, 4)
    assert found[0].argmax() == 0
    assert found[1].argmax() == 1
    assert (found[2] == 0).all()
    assert (found[:, 2] == 0).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_a_pair_scores_the_same_alone_in_another_order_and_in_company():
    together = scores(JOBS, CVS)
    assert scores(JOBS[:1], CVS[3:])[0, 0] == together[0, 3]
    np.testing.assert_array_equal(scores(JOBS[::-1], CVS[::-1]), together[::-1, ::-1])
    np.testing.assert_array_equal(scores(JOBS, CVS + CVS)[:, 4:], together)


def test_fields_of_a_row_take_the_place_of_its_text(lexicon: Lexicon):
    row = {
        "text": "Jane Doe\nCashier, 1 year of experience.",
        "name": "Jane Doe",
        "skills": "Java; Spring Boot、MySQL",
        "titles": "Java developer | Tester",
        "years": "7",
        "education": "硕士",
        "city": "深圳",
    }
    one = candidate_of(row, lexicon, today=TODAY)
    assert [lexicon.skills.en[lexicon.skills.row_of(skill)] for skill in one.skills] == [
        "Java",
        "Spring Boot",
        "MySQL",
    ]
    assert one.titles == ("Java developer", "Tester")
    assert len(one.occupations) == 2
    assert (one.years, one.education.name, one.city) == (7.0, "MASTER", "深圳")
    assert "Jane" not in one.text


def test_must_and_nice_take_the_place_of_the_skills_of_the_text(lexicon: Lexicon):
    row = {
        "text": "Developer. Requirements: Python, 3+ years of experience.",
        "must": "Java, 本科",
        "nice": "Kafka",
    }
    position = position_of(row, lexicon)
    asked = {
        (need.label, need.must) for need in position.requirements if need.kind.value == "skill"
    }
    assert asked == {("Java", True), ("Kafka", False)}
    assert position.education.name == "BACHELOR"
    assert position.min_years == 3.0


def test_a_must_that_no_lexicon_knows_is_kept(lexicon: Lexicon):
    position = position_of({"text": "Clerk", "must": "frobnication of zorks"}, lexicon)
    assert [need.label for need in position.requirements if need.kind.value == "skill"] == [
        "frobnication of zorks"
    ]


def test_a_short_cv_without_headings_gives_title_and_degree(lexicon: Lexicon):
    one = candidate_of(
        {"text": "前端工程师，5年工作经验，本科。熟练使用Vue.js。"}, lexicon, today=TODAY
    )
    assert one.titles == ("前端工程师",)
    assert (one.education.name, one.years) == ("BACHELOR", 5.0)


def test_fields_may_be_lists_and_numbers_or_missing(lexicon: Lexicon):
    row = {
        "text": "Cashier",
        "skills": ["Java", "MySQL"],
        "years": 7,
        "city": None,
        "name": float("nan"),
    }
    one = candidate_of(row, lexicon, today=TODAY)
    assert len(one.skills) == 2
    assert (one.years, one.city) == (7.0, "")
