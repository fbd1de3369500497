"""A workspace from real CVs and JDs: the texts are real, the names and addresses are invented.

The sets may be used for development only (see their READMEs), so nothing of them is in this
repository; they are read from the directory that is named.
"""

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import Unusable
from serving.demo import names
from trm_ml.extract.documents.mojibake import mended

_CVS_EN = Path("resume_updated962/unique_resumes.csv.gz")
_CVS_DEVELOPERS = Path("vanetik_cv_vacancy/cvs.jsonl.gz")
_JDS_ZH = Path("jd_zh_51job_structured/jd_zh_51job_2018.csv.gz")
_JDS_EN = Path("jd_en_google_2018/job_skills.csv.gz")
_MASKS = re.compile(r"\*{4,}|<(?:PHONE|TEL|EMAIL|IM|CONTACT|PERSON)>")


@dataclass(frozen=True, slots=True)
class RealCv:
    """A real CV under an invented name; ``key`` says which row of which set it is."""

    key: str
    text: str
    identity: names.Identity


@dataclass(frozen=True, slots=True)
class RealJob:
    """A real JD."""

    key: str
    title: str
    city: str
    text: str


def cvs(directory: Path, *, seed: int) -> Iterator[RealCv]:
    """Yield every distinct CV found under ``directory``.

    Raises:
        Unusable: neither set is there.
    """
    texts = dict(_cv_texts(directory))
    if not texts:
        raise Unusable(
            f"no CVs found under {directory}: expected {_CVS_EN} or {_CVS_DEVELOPERS} there"
        )
    for number, (key, text) in enumerate(texts.items()):
        rng = np.random.default_rng([seed, 3 * 10**9 + number])
        yield RealCv(key, _MASKS.sub(" ", mended(text)), names.identity(rng, number, "en"))


def jobs(directory: Path, *, limit: int, seed: int) -> Iterator[RealJob]:
    """Yield at most ``limit`` JDs, half of them Chinese, in an order drawn from ``seed``.

    Raises:
        Unusable: neither set is there.
    """
    found = [list(_chinese(directory)), list(_english(directory))]
    if not any(found):
        raise Unusable(f"no JDs found under {directory}: expected {_JDS_ZH} or {_JDS_EN} there")
    rng = np.random.default_rng([seed, 4 * 10**9])
    for some in found:
        order = rng.permutation(len(some))[: (limit + 1) // 2]
        yield from (some[i] for i in order)


def _cv_texts(directory: Path) -> Iterator[tuple[str, str]]:
    if (directory / _CVS_EN).is_file():
        for row in _rows(directory / _CVS_EN):
            yield f"resume_updated962/{row['resume_id']}", row["text"]
    if (directory / _CVS_DEVELOPERS).is_file():
        seen: set[str] = set()
        with gzip.open(directory / _CVS_DEVELOPERS, "rt", encoding="utf-8") as file:
            for record in map(json.loads, file):
                digest = hashlib.sha256(record["text"].encode()).hexdigest()
                if digest not in seen:
                    seen.add(digest)
                    yield f"vanetik/{record['cv']}", record["text"]


def _chinese(directory: Path) -> Iterator[RealJob]:
    seen: set[tuple[str, str]] = set()
    if (directory / _JDS_ZH).is_file():
        for row in _rows(directory / _JDS_ZH):
            once = (row["title"], row["company"])
            if once not in seen and len(row["body"]) >= 80:
                seen.add(once)
                needs = row["requirement_line"].replace("|", "，")
                text = f"{row['title']}\n工作地点：{row['city_area']}\n{needs}\n{row['body']}"
                yield RealJob(f"51job/{row['jd_id']}", row["title"], row["city_area"], text)


def _english(directory: Path) -> Iterator[RealJob]:
    parts = ("Responsibilities", "Minimum Qualifications", "Preferred Qualifications")
    seen: set[str] = set()
    if (directory / _JDS_EN).is_file():
        for number, row in enumerate(_rows(directory / _JDS_EN)):
            if row["Title"] in seen or not all(row[part].strip() for part in parts):
                continue
            seen.add(row["Title"])
            body = "\n\n".join(f"{part}:\n{row[part].strip()}" for part in parts)
            text = f"{row['Title']}\nLocation: {row['Location']}\n\n{body}"
            yield RealJob(f"google/{number}", row["Title"], row["Location"], text)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
