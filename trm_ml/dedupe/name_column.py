"""The names of all records: compared by surname and given name, whichever way round they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trm_ml.dedupe.columns import Coded, Ints, at, keys_of, mix
from trm_ml.dedupe.evidence import MISSING, BlockKey, Evidence, Levels, Scale
from trm_ml.dedupe.names import NameParts, is_pinyin, nickname_groups, take_apart
from trm_ml.dedupe.similarity import Floats, edit_similarity, on_distinct

SURNAME = Scale(
    "surname", "surname", ("differ", "alike", "close", "reading", "same"),
    (0.06, 0.03, 0.10, 0.01, 0.80),
)  # fmt: skip
GIVEN = Scale(
    "given name",
    "given",
    ("differ", "language", "alike", "overlap", "close", "initial", "short", "same"),
    (0.08, 0.02, 0.04, 0.03, 0.09, 0.02, 0.07, 0.65),
)
_CLOSE, _ALIKE = 0.8, 0.6
_GROUPS = 8  # of nicknames a name may belong to
_OTHERS = 3  # further readings or aliases kept a name


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Distinct words of names with what is known of each."""

    words: list[str]
    groups: Ints  # (words, _GROUPS) nickname groups, -1 padded
    pinyin: npt.NDArray[np.bool_]
    initial: Ints  # code point of the first letter
    length: Ints

    @classmethod
    def of(cls, words: list[str]) -> "_Tokens":
        known = nickname_groups()
        groups = np.full((len(words), _GROUPS), -1, np.int32)
        for row, word in enumerate(words):
            for place, group in enumerate(sorted(known.get(word, ()))[:_GROUPS]):
                groups[row, place] = group
        return cls(
            words,
            groups,
            np.array([is_pinyin(word) for word in words], bool),
            np.array([ord(word[0]) for word in words], np.int32),
            np.array([len(word) for word in words], np.int32),
        )

    def similarity(self, left: Ints, right: Ints) -> Floats:
        """Return the edit similarity of word pairs; 0 where either is missing."""
        there = (left >= 0) & (right >= 0)
        found = np.zeros(len(left), np.float32)
        if there.any():
            found[there] = on_distinct(
                lambda a, b: edit_similarity(self.words, a, b, least=_ALIKE),
                left[there],
                right[there],
                len(self.words),
            )
        return found

    def nicknames(self, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
        """Say which pairs of words are names that one person may go by."""
        mine, theirs = self.groups[left], self.groups[right]
        met = np.zeros(len(left), bool)
        for place in range(_GROUPS):
            group = mine[:, place : place + 1]
            met |= ((group >= 0) & (group == theirs)).any(axis=1)
        return met & (left >= 0) & (right >= 0)


class NameColumn:
    """Names of all records, as codes into distinct names taken apart."""

    def __init__(self, codes: Ints, parts: Sequence[NameParts]) -> None:
        """Keep the names.

        Args:
            codes: int32 of shape (rows,) into ``parts``; -1 is a record without a name.
            parts: the distinct names.
        """
        self.codes = codes
        vocabulary: dict[str, int] = {}

        def code(word: str) -> int:
            return vocabulary.setdefault(word, len(vocabulary)) if word else -1

        def several(words: Sequence[str]) -> list[int]:
            found = [code(word) for word in words[:_OTHERS]]
            return found + [-1] * (_OTHERS - len(found))

        def column(value: Callable[[NameParts], int]) -> Ints:
            return np.array([value(name) for name in parts], np.int32)

        self.surname = column(lambda name: code(name.surname))
        self.joined = column(lambda name: code(name.joined))
        self.first = column(lambda name: code(name.given[0] if name.given else ""))
        self.second = column(lambda name: code(name.given[-1] if len(name.given) > 1 else ""))
        self.many = column(lambda name: len(name.given))
        self.han_surname = column(lambda name: code(name.han[: name.han_surname]))
        self.han_given = column(lambda name: code(name.han[name.han_surname :]))
        shape = (len(parts), _OTHERS)
        self.other_surnames = np.array(
            [several(name.other_surnames) for name in parts], np.int32
        ).reshape(shape)
        self.other_given = np.array(
            [several((*name.aliases, *name.other_given)) for name in parts], np.int32
        ).reshape(shape)
        self.tokens = _Tokens.of(list(vocabulary))
        self.foreign = ~np.append(self.tokens.pinyin, True)[self.joined]
        self._counts()

    def _counts(self) -> None:
        size = len(self.tokens.words)
        rows = self.codes[self.codes >= 0]

        def counted(of: Ints) -> Ints:
            codes = of[rows]
            return np.bincount(codes[codes >= 0], minlength=size).astype(np.int32)

        self.surname_counts, self.given_counts = counted(self.surname), counted(self.joined)
        self.han_counts = counted(self.han_given)

    @property
    def scales(self) -> Sequence[Scale]:
        """Return surname and given name."""
        return (SURNAME, GIVEN)

    def compare(self, left: Ints, right: Ints) -> list[Evidence]:
        """Compare the names of pairs of rows."""
        mine, theirs = self.codes[left], self.codes[right]
        low, high = np.minimum(mine, theirs).astype(np.int64), np.maximum(mine, theirs)
        packed, back = np.unique(low * max(len(self.joined), 1) + high, return_inverse=True)
        size = max(len(self.joined), 1)
        first, second = (packed // size).astype(np.int32), (packed % size).astype(np.int32)
        known = packed >= 0
        both = [np.full(len(packed), MISSING, np.int8) for _ in range(2)]
        share = [np.full(len(packed), np.nan, np.float32) for _ in range(2)]
        if known.any():
            found = self._compare(first[known], second[known])
            both[0][known], both[1][known], share[0][known], share[1][known] = found
        return [
            Evidence(SURNAME, both[0][back], share[0][back]),
            Evidence(GIVEN, both[1][back], share[1][back]),
        ]

    def _compare(self, a: Ints, b: Ints) -> tuple[Levels, Levels, Floats, Floats]:
        surname = self._surnames(a, b)
        given = self._given(a, b)
        self._turned(a, b, surname, given)
        self._single(a, b, surname, given)
        shares = self._shares(a, b, surname, given)
        return surname, given, *shares

    def _surnames(self, a: Ints, b: Ints) -> Levels:
        mine, theirs = self.surname[a], self.surname[b]
        level = self._close(mine, theirs, close=2, alike=1)
        met = (self.other_surnames[a] == theirs[:, None]).any(1)
        met |= (self.other_surnames[b] == mine[:, None]).any(1)
        level[met] = 3
        same = mine == theirs
        level[same] = 4
        unlike = _parted(self.han_surname[a], self.han_surname[b])
        level[unlike] = np.where(same, 3, np.minimum(level, 1))[unlike]  # 陈 is not 程 misspelt
        level[(mine < 0) | (theirs < 0)] = MISSING
        return level

    def _close(self, mine: Ints, theirs: Ints, *, close: int, alike: int) -> Levels:
        level = np.zeros(len(mine), np.int8)
        unlike = (mine != theirs) & (mine >= 0) & (theirs >= 0)
        similar = self.tokens.similarity(mine[unlike], theirs[unlike])
        level[unlike] = np.where(
            similar >= _CLOSE - 0.05, close, np.where(similar >= _ALIKE, alike, 0)
        )
        return level

    def _given(self, a: Ints, b: Ints) -> Levels:
        mine, theirs = self.joined[a], self.joined[b]
        first, other = self.first[a], self.first[b]
        level = self._close(mine, theirs, close=4, alike=2)
        foreign = self.foreign[a] != self.foreign[b]
        level[(level == 0) & foreign] = 1
        overlap = (first == other) | (self.second[a] == other) | (self.second[b] == first)
        level[overlap] = np.maximum(level[overlap], 3)
        level[self._initials(first, other)] = 5
        short = (first == other) & ((self.many[a] == 1) | (self.many[b] == 1))
        short |= (first >= 0) & self.tokens.nicknames(first, other)
        short |= (self.other_given[a] == theirs[:, None]).any(1)
        short |= (self.other_given[b] == mine[:, None]).any(1)
        short |= (self.other_given[a] == other[:, None]).any(1)
        short |= (self.other_given[b] == first[:, None]).any(1)
        level[short] = 6
        same = mine == theirs
        level[same] = 7
        unlike = _parted(self.han_given[a], self.han_given[b])
        level[unlike] = np.where(same, 6, np.minimum(level, 2))[unlike]
        level[(mine < 0) | (theirs < 0)] = MISSING
        return level

    def _initials(self, first: Ints, other: Ints) -> npt.NDArray[np.bool_]:
        tokens = self.tokens
        one = (tokens.length[first] == 1) | (tokens.length[other] == 1)
        both = (first >= 0) & (other >= 0)
        met: npt.NDArray[np.bool_] = both & one & (tokens.initial[first] == tokens.initial[other])
        return met

    def _turned(self, a: Ints, b: Ints, surname: Levels, given: Levels) -> None:
        """Take surname and given name the other way round where that fits better."""
        ask = np.flatnonzero((surname < 3) & (given < 6) & (surname >= 0) & (given >= 0))
        a, b = a[ask], b[ask]
        for mine, theirs in ((a, b), (b, a)):
            there = self.tokens.similarity(self.surname[mine], self.joined[theirs])
            back = self.tokens.similarity(self.joined[mine], self.surname[theirs])
            there = np.maximum(
                there, self.tokens.similarity(self.surname[mine], self.first[theirs])
            )
            reading = self.other_surnames[mine] == self.joined[theirs][:, None]
            there[reading.any(1) & (there < 1)] = 0.9
            reading = self.other_given[mine] == self.surname[theirs][:, None]
            back[reading.any(1) & (back < 1)] = 0.9
            turned = (there >= _CLOSE) & (back >= _CLOSE)
            surname[ask[turned]] = np.where(there[turned] == 1, 4, 2)
            given[ask[turned]] = np.where(back[turned] == 1, 7, 4)

    def _single(self, a: Ints, b: Ints, surname: Levels, given: Levels) -> None:
        """Let a lone word meet the other's surname or given name, whichever is nearer."""
        for mine, theirs in ((a, b), (b, a)):
            lone = np.flatnonzero((self.surname[mine] < 0) & (self.surname[theirs] >= 0))
            word, family = self.joined[mine[lone]], self.surname[theirs[lone]]
            similar = self.tokens.similarity(word, family)
            better = (similar >= _CLOSE) & (given[lone] < 5)
            surname[lone[better]] = np.where(similar[better] == 1, 4, 2)
            given[lone[better]] = MISSING

    def _shares(self, a: Ints, b: Ints, surname: Levels, given: Levels) -> tuple[Floats, Floats]:
        def of(counts: Ints, mine: Ints, theirs: Ints, agreed: npt.NDArray[np.bool_]) -> Floats:
            total = max(int(counts.sum()), 1)
            count = np.maximum(at(counts, mine, 1), at(counts, theirs, 1))
            return np.where(agreed, np.maximum(count, 1) / total, np.nan).astype(np.float32)

        by_surname = of(self.surname_counts, self.surname[a], self.surname[b], surname == 4)
        by_given = of(self.given_counts, self.joined[a], self.joined[b], given == 7)
        han = (given == 7) & (self.han_given[a] >= 0) & (self.han_given[a] == self.han_given[b])
        by_han = of(self.han_counts, self.han_given[a], self.han_given[b], han)
        return by_surname, np.where(han, by_han, by_given)

    def block_keys(self) -> list[BlockKey]:
        """Meet by whole name in any order, by sounds of both parts, by either part."""
        words = keys_of(self.tokens.words)
        short = keys_of([word[:3] for word in self.tokens.words])
        rows = np.flatnonzero(self.codes >= 0).astype(np.int32)
        names = self.codes[rows]
        surname, given = self.surname[names], self.joined[names]
        whole = (surname >= 0) & (given >= 0)
        pair = _unordered(words, surname[whole], given[whole])
        begin = _unordered(short, surname[whole], given[whole])
        first = _unordered(words, surname[whole], self.first[names][whole])
        parts = np.concatenate([surname, given, self.first[names]])
        twice = np.concatenate([rows, rows, rows])
        there = parts >= 0
        return [
            BlockKey("name", pair, rows[whole]),
            BlockKey("first name", first, rows[whole]),
            BlockKey("name begins", begin, rows[whole]),
            BlockKey("part of name", words[parts[there]], twice[there]),
            BlockKey("name part begins", short[parts[there]], twice[there]),
        ]


def apart(one: str, other: str) -> bool:
    """Say whether two names can hardly be one person's; a missing name parts nobody.

    Example:
        >>> apart("张伟", "李娜"), apart("张伟", "Wei ZHANG"), apart("张伟", "Michael Zhang")
        (True, False, False)
    """
    if one.strip() == other.strip():
        return False
    column = name_column([one, other], take_apart)
    two = column.compare(np.zeros(1, np.int32), np.ones(1, np.int32))
    surname, given = (int(told.levels[0]) for told in two)
    if given <= 0:  # given names that differ part a family, which shares surname and telephone
        return given == 0
    return surname == 0 and GIVEN.levels[given] in {"language", "alike"}


def _parted(left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Say where both are known and differ."""
    parted: npt.NDArray[np.bool_] = (left >= 0) & (right >= 0) & (left != right)
    return parted


def _unordered(words: npt.NDArray[np.uint64], left: Ints, right: Ints) -> npt.NDArray[np.uint64]:
    one, other = words[left], words[right]
    return mix(np.minimum(one, other), np.maximum(one, other))


def name_column(cells: Sequence[str], take_apart: Callable[[str], NameParts]) -> NameColumn:
    """Code names written in one column."""
    coded = Coded.of(cells, lambda values: [value.strip() for value in values])
    return NameColumn(coded.codes, [take_apart(value) for value in coded.values])
