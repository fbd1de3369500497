"""Where the lexicon comes from: ESCO, O*NET, CSCO, job texts, and our own tables."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OWN = Path(__file__).parent / "data" / "own"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"
ESCO_OCCUPATION = "http://data.europa.eu/esco/occupation/"
Row = dict[str, str]


@dataclass(slots=True)
class Concept:
    """One skill or occupation while it is being put together."""

    id: str
    en: str
    kind: str = ""
    group: str = ""
    zh: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    weight: int = 0
    own: list[str] = field(default_factory=list)
    near: str = ""
    forced: list[str] = field(default_factory=list)


def esco(data: Path, table: str, *, archive: str = "classification_en") -> Iterator[Row]:
    """Yield the rows of one ESCO table."""
    path = data / "esco_v1.1.1" / f"esco_v1.1.1_{archive}_csv.zip"
    with zipfile.ZipFile(path) as packed, packed.open(table) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8"))


def onet(data: Path, table: str) -> Iterator[Row]:
    """Yield the rows of one O*NET table."""
    with gzip.open(data / "onet" / f"{table}.txt.gz", "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def csco(data: Path, table: str = "csco22") -> Iterator[Row]:
    """Yield the rows of the Chinese classification of occupations."""
    path = data / "csco2022_zh" / f"{table}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def job_texts(data: Path) -> Iterator[str]:
    """Yield the Chinese job texts whose word statistics the lexicon uses."""
    path = data / "jd_zh_51job_zhilian" / "jd_zh_tech.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield row["text"]
    path = data / "jd_zh_51job_listing" / "51job.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield row["tags"].replace(",", "，")


def own(pattern: str) -> Iterator[Row]:
    """Yield the rows of our own tables: ``;`` between columns, ``|`` inside a cell."""
    for path in sorted(OWN.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream, delimiter=";")


def cells(text: str | None) -> list[str]:
    """Split a cell of our own tables."""
    return [part.strip() for part in (text or "").split("|") if part.strip()]
