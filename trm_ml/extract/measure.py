"""How well extraction does on the labelled sets of the shared data.

    python -m trm_ml.extract.measure --data DIR

SkillSpan dev (packaged tagger and lexicon), ResumeNER dev (rules only, own labels mapped), keywords
of 51job ads (lexicon). A span is right only if start, end and label are equal; *partial* counts a
span when one of the same label on the other side overlaps it (as the READMEs of the sets say).
"""

import argparse
import csv
import gzip
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trm_ml.extract.hints import english_tagger
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.span_sets import resume_ner, skillspan
from trm_ml.extract.spans import extract_spans
from trm_ml.extract.tagging import Tag

#: Our labels in the words of ResumeNER, which has one label for employers and schools.
RESUME_NER = {
    "NAME": "NAME",
    "ORG": "ORG",
    "SCHOOL": "ORG",
    "TITLE": "TITLE",
    "EDU": "EDU",
    "DEGREE": "EDU",
    "MAJOR": "PRO",
}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts behind precision, recall and F1, strict and partial."""

    found: int
    wanted: int
    right: int
    found_touching: int
    wanted_touched: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found; 0 when nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)

    @property
    def partial_f1(self) -> float:
        """Harmonic mean of the shares that touch a span of the other side."""
        found = self.found_touching / self.found if self.found else 0.0
        wanted = self.wanted_touched / self.wanted if self.wanted else 0.0
        return _harmonic(found, wanted)


def _harmonic(left: float, right: float) -> float:
    return 2 * left * right / (left + right) if left + right else 0.0


def span_scores(
    found: Sequence[Iterable[Tag]], wanted: Sequence[Iterable[Tag]]
) -> dict[str, Score]:
    """Return a score for each label (with its kind) and for ``all`` of them together."""
    pairs = [(set(left), set(right)) for left, right in zip(found, wanted, strict=True)]
    names = sorted({_name(tag) for _, right in pairs for tag in right})
    scores = {
        name: _score(
            [
                ({t for t in a if _name(t) == name}, {t for t in b if _name(t) == name})
                for a, b in pairs
            ]
        )
        for name in names
    }
    known = set(names)
    scores["all"] = _score([({t for t in a if _name(t) in known}, b) for a, b in pairs])
    return scores


def _name(tag: Tag) -> str:
    return f"{tag.label}/{tag.kind}" if tag.kind else tag.label


def _score(pairs: Sequence[tuple[set[Tag], set[Tag]]]) -> Score:
    return Score(
        found=sum(len(found) for found, _ in pairs),
        wanted=sum(len(wanted) for _, wanted in pairs),
        right=sum(len(found & wanted) for found, wanted in pairs),
        found_touching=sum(_touching(found, wanted) for found, wanted in pairs),
        wanted_touched=sum(_touching(wanted, found) for found, wanted in pairs),
    )


def _touching(ours: set[Tag], theirs: set[Tag]) -> int:
    return sum(
        any(_name(a) == _name(b) and a.start < b.end and b.start < a.end for b in theirs)
        for a in ours
    )


def told(title: str, scores: dict[str, Score]) -> str:
    """Write scores as a table."""
    lines = [f"{title}", f"  {'label':<18}{'P':>7}{'R':>7}{'F1':>7}{'partial':>9}{'n':>7}"]
    lines += [
        f"  {name:<18}{s.precision:7.3f}{s.recall:7.3f}{s.f1:7.3f}{s.partial_f1:9.3f}{s.wanted:7d}"
        for name, s in scores.items()
    ]
    return "\n".join(lines) + "\n"


def keyword_score(data: Path, lexicon: Lexicon) -> Score:
    """Score the words the lexicon finds in 51job ads against the keywords employers chose."""
    path = data / "jd_zh_51job_structured" / "jd_zh_51job_2018.csv.gz"
    pairs = []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            wanted = {_keyword(word) for word in row["keywords"].split("|") if word.strip()}
            if not wanted:
                continue
            text = f"{row['title']}\n{row['body']}"
            found = {_keyword(text[hit.start : hit.end]) for hit in lexicon.find_skills(text)}
            pairs.append(
                ({Tag(0, 1, word) for word in found}, {Tag(0, 1, word) for word in wanted})
            )
    return _score(pairs)


def _keyword(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().lower()


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of shared data sets")
    data = parser.parse_args().data
    lexicon = Lexicon.load()
    english = english_tagger(lexicon)
    dev = skillspan(data, "dev")
    found = [
        [
            Tag(s.start, s.end, s.label, s.kind)
            for s in extract_spans(e.text, lexicon, english=english)
        ]
        for e in dev
    ]
    sys.stdout.write(
        told(
            "SkillSpan dev, as `trm file extract` without examples",
            span_scores(found, [e.tags for e in dev]),
        )
    )
    dev = resume_ner(data, "dev")
    found = [
        [
            Tag(s.start, s.end, RESUME_NER[s.label])
            for s in extract_spans(e.text, lexicon)
            if s.label in RESUME_NER
        ]
        for e in dev
    ]
    sys.stdout.write(told("ResumeNER dev, rules only", span_scores(found, [e.tags for e in dev])))
    sys.stdout.write(
        told("51job keywords, words of the lexicon", {"all": keyword_score(data, lexicon)})
    )


if __name__ == "__main__":
    main()
