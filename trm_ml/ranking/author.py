"""Writes and reads: jobs and people in words, and what the extractor finds in the words."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.pool.types import Position
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking import invention, real_ads
from trm_ml.ranking.invention import Invented
from trm_ml.ranking.taxonomy import Role
from trm_ml.ranking.truth import Ad, Person
from trm_ml.ranking.wording import Writer, titled

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Progress = Callable[[str, int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its truth; ``source`` says where its text comes from."""

    truth: Ad
    position: Position
    source: str


@dataclass(slots=True)
class Crowd:
    """Everybody of one data set, numbered; found again by role and by group."""

    people: list[Invented] = field(default_factory=list)
    by_role: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_group: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Invented) -> int:
        """Number somebody who is found by number only."""
        self.people.append(one)
        return len(self.people) - 1

    def join(self, one: Invented) -> None:
        """Number somebody who is also found by role and group."""
        number = self.add(one)
        self.by_role[one.truth.roles[0]].append(number)
        self.by_group[one.truth.groups[0][:3]].append(number)


class Author:
    """Invents jobs and people and reads them back; the same numbers give the same words."""

    def __init__(self, data: Path, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._data = data
        self._writer = Writer(lexicon)
        self._filler = real_ads.sentences(data)

    def job(self, role: Role, words: np.random.Generator) -> Job:
        """Invent a job of an occupation, in Chinese half of the time if it has a Chinese name."""
        language = "zh" if role.titles_zh and words.random() < 0.5 else "en"
        return self.job_in(language, role, invention.ad(role, words), words)

    def job_in(self, language: str, role: Role, truth: Ad, words: np.random.Generator) -> Job:
        """Put a job in words of a language."""
        title = titled(_title(role, language, words), truth.level, language)
        filler = ""
        if language == "en" and self._filler:
            picked = words.integers(len(self._filler), size=2)
            filler = " ".join(self._filler[int(index)] for index in picked)
        text = self._writer.ad(truth, title, language, words, filler=filler)
        position = read_jd(text, self.lexicon, title=title)
        return Job(truth, position, f"taxonomy-{language}")

    def real_jobs(
        self, source: real_ads.Source, *, first: bool, count: int, seed: int
    ) -> list[Job]:
        """Return ads of a source whose labels can be read: from the head or the tail of one order.

        As long as both together are fewer than the source has, no ad stands in both.
        """
        found = real_ads.distinct(source, self._data)
        order = np.random.default_rng([seed, 3]).permutation(len(found))
        jobs: list[Job] = []
        for index in order if first else order[::-1]:
            title, text = found[int(index)]
            position = read_jd(text, self.lexicon, title=title)
            truth = real_ads.as_ad(position, self.lexicon)
            if truth.must or truth.nice:
                jobs.append(Job(truth, position, source.name))
            if len(jobs) == count:
                break
        return jobs

    def crowd(
        self,
        chosen: Sequence[Role],
        count: int,
        words: np.random.Generator,
        progress: Progress | None,
    ) -> Crowd:
        """Invent ``count`` people of each role."""
        crowd = Crowd()
        for number, role in enumerate(chosen):
            for _ in range(count):
                earlier = [other for other in drawn(chosen, 1, words) if words.random() < 0.4]
                crowd.join(self.read(invention.person(role, earlier, words), words))
            if progress:
                progress("people", number + 1, len(chosen))
        return crowd

    def read(self, truth: Person, words: np.random.Generator, *, same_as: str = "") -> Invented:
        """Write a CV, in Chinese half of the time if it can be, and read it back.

        Args:
            truth: of the person.
            words: the randomness.
            same_as: id of the person if this is another CV of somebody known.
        """
        titles = self.titles(truth, words)
        chinese = all(zh for _, zh in titles) and words.random() < 0.5
        return self.read_in("zh" if chinese else "en", truth, titles, words, same_as=same_as)

    def read_in(
        self,
        language: str,
        truth: Person,
        titles: Sequence[tuple[str, str]],
        words: np.random.Generator,
        *,
        same_as: str = "",
    ) -> Invented:
        """Write a CV in a language and read it back; ``titles`` in English and Chinese."""
        shown = [zh if language == "zh" else en or zh for en, zh in titles]
        text = self._writer.cv(truth, shown, language, words)
        facts = read_cv(text, self.lexicon, today=TODAY)
        talent_id = same_as or f"invented-{words.integers(1 << 40)}"
        return Invented(truth, text, to_candidate(talent_id, facts, self.lexicon, now=NOW))

    def suited(self, one: Invented, job: Job, words: np.random.Generator) -> Invented:
        """Return a CV of somebody that has most of what a job asks, its occupation at times."""
        truth = invention.suited(one.truth, job.truth, words)
        if truth.roles[0] != job.truth.role >= 0 and words.random() < 0.5:
            truth = replace(
                truth,
                roles=(job.truth.role, *truth.roles),
                groups=(job.truth.group, *truth.groups),
            )
        return self.read(truth, words, same_as=one.candidate.talent_id)

    def titles(self, truth: Person, words: np.random.Generator) -> list[tuple[str, str]]:
        """Return a title a post in English and Chinese; the Chinese one may be empty."""
        named: list[tuple[str, str]] = []
        for place, row in enumerate(truth.roles):
            names = self.lexicon.occupations.names(row)
            english = [name for name in names if name.isascii()] or [""]
            chinese = [name for name in names if not name.isascii()] or [""]
            level = truth.level if place == 0 else 2
            pair = [
                titled(options[int(words.integers(len(options)))], level, language)
                for options, language in ((english, "en"), (chinese, "zh"))
            ]
            named.append((pair[0] if english[0] else "", pair[1] if chinese[0] else ""))
        return named


def drawn(options: Sequence[T], count: int, words: np.random.Generator) -> list[T]:
    """Draw at most ``count`` different ones."""
    size = min(count, len(options))
    if not size:
        return []
    chosen = words.choice(len(options), size=size, replace=False)
    return [options[int(index)] for index in chosen]


def _title(role: Role, language: str, words: np.random.Generator) -> str:
    names = role.titles_zh if language == "zh" else role.titles_en
    return names[int(words.integers(len(names)))] if names else role.titles_zh[0]
