"""Finding labels in text: one automaton over coded tokens, linear in the length of the text."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import ahocorasick

from trm_ml.extract.folding import CJK, FIRST_CODE, Folded, Tokens, fold, singular, tokenise

#: A label that is also an everyday word counts only with another skill this many tokens away.
NEIGHBOURHOOD = 8
#: The row of words in which a label only seems to stand: 优化工作 has no 化工 in it.
DECOY = -1
#: A label in small letters that should have capitals counts between separators, beside a skill.
_ELEMENT_BEFORE = re.compile(r"(?:^|[,，、/;；|(（\n])\s*$")
_ELEMENT_AFTER = re.compile(r"\s*(?:$|[,，、/;；|)）\n])")
NEXT_ELEMENT = 2
#: What turns a field into the name of a department, a school or a company.
_ORGANISATION = re.compile(r"部(?![署分件门位])|学院|大学|有限|集团|股份|公司|研究[所院]|协会|学会")
_AMONG_CHINESE = re.compile(f"[{CJK}、]")
#: By the digit a pattern file stores; ``-list`` and ``list`` need company.
_RULES = ("any", "upper", "cased", "list", "upper-list", "cased-list")


class SkillHit(NamedTuple):
    """A skill found in a text: its row, and where; offsets are of the unchanged text."""

    row: int
    start: int
    end: int


class _Match(NamedTuple):
    first: int
    last: int
    row: int
    rule: str


class PatternFinder:
    """Finds the labels of a packaged pattern file."""

    def __init__(self, packed: Mapping[str, Any]) -> None:
        stems = packed["stems"].split(" ")
        self._codes = {stem: chr(FIRST_CODE + index) for index, stem in enumerate(stems)}
        self._surfaces: list[str] = packed["surfaces"].split("\n")
        self._rows: list[int] = packed["rows"]
        self._rules: str = packed["rules"]
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        self._lengths: list[int] = []
        for index, key in enumerate(packed["keys"].split("\n")):
            self._automaton.add_word(key, index)
            self._lengths.append(len(key))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[SkillHit]:
        """Return the labels found, in order, longest first where they overlap. O(length)."""
        folded = fold(text)
        tokens = tokenise(folded.text, self._codes)
        matches = self._accepted(text, folded, tokens)
        return [
            SkillHit(
                match.row,
                folded.at(tokens.starts[match.first]),
                folded.at(tokens.ends[match.last] - 1) + 1,
            )
            for match in _supported([m for m in _longest(matches) if m.row != DECOY])
        ]

    def _accepted(self, text: str, folded: Folded, tokens: Tokens) -> list[_Match]:
        accepted = []
        for last, index in self._automaton.iter(tokens.codes):
            first = last - self._lengths[index] + 1
            surface = self._surfaces[index]
            if surface and surface not in (tokens.words[first], singular(tokens.words[first])):
                continue  # "security" is not the plural label "securities"
            rule = _RULES[int(self._rules[index])]
            start, end = tokens.starts[first], tokens.ends[last]
            if rule != "any" and not _cased(rule, text, folded, start, end):
                if not _is_element(folded.text, start, end):
                    continue
                rule = "element"
            if _ORGANISATION.match(folded.text, tokens.ends[last]):
                continue
            accepted.append(_Match(first, last, self._rows[index], rule))
        return accepted


def _cased(rule: str, text: str, folded: Folded, start: int, end: int) -> bool:
    if _AMONG_CHINESE.search(folded.text, max(0, start - 2), end + 2):
        return True  # nobody writes an English everyday word in the middle of a Chinese sentence
    original = text[folded.at(start) : folded.at(end - 1) + 1]
    if rule.startswith("upper"):
        return original == original.upper()
    return not rule.startswith("cased") or original[:1].isupper()


def _is_element(text: str, start: int, end: int) -> bool:
    """Tell whether a label stands alone between separators, as in ``java,oracle,sql``."""
    before = _ELEMENT_BEFORE.search(text, max(0, start - 3), start)
    return before is not None and _ELEMENT_AFTER.match(text, end) is not None


def _longest(matches: list[_Match]) -> list[_Match]:
    """Keep the longest of overlapping matches; of equally long ones the first."""
    kept: list[_Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first)):
        places = range(match.first, match.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept)


def _supported(matches: list[_Match]) -> list[_Match]:
    """Drop everyday words that stand without another skill beside them."""
    supported = []
    for index, match in enumerate(matches):
        reach = NEIGHBOURHOOD if match.rule.endswith("list") else NEXT_ELEMENT
        anywhere = not match.rule.endswith(("list", "element"))
        if anywhere or _has_company(matches, index, reach):
            supported.append(match)
    return supported


def _has_company(matches: list[_Match], index: int, reach: int) -> bool:
    mine = matches[index]
    for other in (*matches[max(0, index - 1) : index], *matches[index + 1 : index + 2]):
        gap = other.first - mine.last if other.first > mine.last else mine.first - other.last
        if gap <= reach and other.row != mine.row:
            return True
    return False
