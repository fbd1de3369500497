"""The invented company: seeded, bilingual, and true to what it says of itself."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise

from serving.demo.history import invent_history
from serving.demo.jobs import invent_jobs
from serving.demo.people import invent
from serving.demo.professions import professions

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_the_same_seed_gives_the_same_people_whatever_the_number():
    few = list(invent(20, seed=3, today=TODAY))
    many = list(invent(60, seed=3, today=TODAY))
    assert many[:20] == few
    assert list(invent(20, seed=4, today=TODAY)) != few


def test_both_languages_and_every_profession_occur():
    people = list(invent(800, seed=3, today=TODAY))
    shares = Counter(person.language for person in people)
    assert 0.55 < shares["zh"] / len(people) < 0.75
    assert {person.truth.profession for person in people} == set(professions())


def test_nobody_shares_an_address():
    people = list(invent(800, seed=3, today=TODAY))
    assert len({person.email for person in people}) == len(people)
    assert all(person.email.endswith("@example.com") for person in people)
    phones = [person.phone for person in people if person.phone]
    assert len(set(phones)) == len(phones)


def test_a_cv_says_what_is_true_of_its_writer():
    for person in invent(100, seed=5, today=TODAY):
        for post in person.posts:
            assert post.company.of(person.language) in person.text
        known = {
            words.en: words for row in professions().values() for words in (*row.core, *row.more)
        }
        for skill in person.truth.skills:
            assert known[skill].of(person.language) in person.text
        spans = [(post.start, post.end) for post in reversed(person.posts)]
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_professions_name_only_professions_as_kin():
    for profession in professions().values():
        assert set(profession.near) <= set(professions()) - {profession.key}


def test_a_jd_asks_for_what_the_manager_wants():
    jobs = list(invent_jobs(40, seed=3))
    assert len({(job.title, job.city, job.number) for job in jobs}) == 40
    assert (
        Counter(job.language for job in jobs)["zh"]
        > Counter(job.language for job in jobs)["en"]
        > 8
    )
    for job in jobs:
        if job.language == "en":
            for skill in (*job.must, *job.nice):
                assert skill in job.text
        if job.min_years:
            assert str(job.min_years) in job.text


def test_history_lies_in_the_past_and_the_keen_answer_more():
    replies: dict[bool, list[int]] = {True: [], False: []}
    for person in invent(400, seed=3, today=TODAY):
        history = list(invent_history(person, seed=3, now=NOW))
        assert history
        assert all(event.at < NOW for event in history)
        replies[person.truth.engagement > 0.3].append(
            sum(event.kind == "email.replied" for event in history)
        )
    keen, others = (sum(replies[key]) / len(replies[key]) for key in (True, False))
    assert keen > 2 * others
