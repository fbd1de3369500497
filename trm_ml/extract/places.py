"""Places: Chinese cities, provinces and regions, and the larger cities of the world."""

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import ahocorasick
import orjson

from core.profile.types import Place
from trm_ml.extract.folding import CJK, DATA, fold, folded

HOME = "中国"
ABROAD = "海外"
#: The seven regions of the country come first: each province lies in exactly one of them.
BASIC_REGIONS = ("华南", "华东", "华北", "华中", "西南", "西北", "东北")
_NOT_A_PLACE = re.compile(
    r"大学|学院|师范|理工|科技|银行|路|街|大厦|人寿|证券|集团|股份|有限|公司|话|菜|籍|族|语|"
    r"医院|中学|小学|日报|"
    r" university| college| institute| bank| school"
)
_DISTRICT = re.compile(r"[\-—–－·,，/、\s(（]+")
_CJK_NAME = re.compile(f"[{CJK}]")


class PlaceHit(NamedTuple):
    """A place named in a text; offsets are of the unchanged text."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True)
class Places:
    """Looks places up by any of their names, and says in which region they lie."""

    _rows: Sequence[Sequence[Any]]
    _regions: Sequence[Sequence[Any]]

    @classmethod
    def load(cls) -> "Places":
        """Return the packaged table."""
        return _load()

    def place(self, text: str) -> Place | None:
        """Return the place a short text names, city before province before country, or None.

        Example:
            >>> Places.load().place("深圳市南山区")
            Place(city='深圳', province='广东', country='中国')
        """
        whole = folded(text).strip(" .。,，;；")
        if not whole:
            return None
        if whole in self._by_name:
            return self._by_name[whole]
        for part in _DISTRICT.split(whole):
            if part in self._by_name and self._by_name[part].city:
                return self._by_name[part]
        found = [hit.place for hit in self.find(text)]
        return max(found, key=lambda place: (bool(place.city), bool(place.province)), default=None)

    def find(self, text: str) -> list[PlaceHit]:
        """Return the places a text names, in order; longest name wins, hits never overlap."""
        shadow = fold(text)
        hits: list[tuple[int, int, Place]] = []
        for last, (size, place) in self._automaton.iter(shadow.text):
            start, end = last - size + 1, last + 1
            if _stands_alone(shadow.text, start, end):
                hits.append((start, end, place))
        kept: list[PlaceHit] = []
        free_from = 0
        for start, end, place in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if start >= free_from:
                kept.append(PlaceHit(place, shadow.at(start), shadow.at(end - 1) + 1))
                free_from = end
        return kept

    def region(self, place: Place) -> str:
        """Return the region of a place: one of `BASIC_REGIONS`, `ABROAD`, or an empty string."""
        if place.country and place.country != HOME:
            return ABROAD
        for name, _, provinces, _ in self._regions:
            if name in BASIC_REGIONS and place.province in provinces:
                return str(name)
        return ""

    def regions(self, place: Place) -> tuple[str, ...]:
        """Return every region a place lies in, such as 华南 and 大湾区."""
        if place.country and place.country != HOME:
            return (ABROAD,)
        return tuple(
            str(name)
            for name, _, provinces, cities in self._regions
            if place.province in provinces or place.city in cities
        )

    def region_named(self, text: str) -> str:
        """Return the canonical name of a region (``South China`` is 华南), or an empty string."""
        return self._region_names.get(folded(text), "")

    def find_regions(self, text: str) -> list[tuple[str, int, int]]:
        """Return ``(region, start, end)`` for the regions a text names."""
        shadow = fold(text)
        return [
            (self._region_names[hit.group()], shadow.at(hit.start()), shadow.at(hit.end() - 1) + 1)
            for hit in self._region_pattern.finditer(shadow.text)
        ]

    def names(self, place: Place) -> tuple[str, str]:
        """Return the Chinese and the English name of the narrowest part of a place."""
        wanted = place.city or place.province or place.country
        spelled = self._spelled.get(wanted, (wanted,))
        zh = next((name for name in spelled if _CJK_NAME.search(name)), wanted)
        en = next((name for name in spelled if not _CJK_NAME.search(name)), wanted)
        return zh, en

    @cached_property
    def _by_name(self) -> dict[str, Place]:
        named: dict[str, Place] = {}
        # Later rows are narrower: 吉林 stays the province, a city of a province's name wins it.
        for names, city, province, country in self._rows:
            for name in names:
                named.setdefault(folded(name), Place(city, province, country))
        return named

    @cached_property
    def _spelled(self) -> dict[str, tuple[str, ...]]:
        spelled: dict[str, tuple[str, ...]] = {}
        for names, city, province, country in self._rows:
            spelled.setdefault(city or province or country, tuple(names))
        return spelled

    @cached_property
    def _automaton(self) -> Any:
        automaton = ahocorasick.Automaton()
        for name, place in self._by_name.items():
            if len(name) > 2 or _CJK_NAME.search(name):
                automaton.add_word(name, (len(name), place))
        automaton.make_automaton()
        return automaton

    @cached_property
    def _region_names(self) -> dict[str, str]:
        return {
            folded(name): str(region)
            for region, names, _, _ in self._regions
            for name in (region, *names)
        }

    @cached_property
    def _region_pattern(self) -> re.Pattern[str]:
        names = sorted(self._region_names, key=len, reverse=True)
        return re.compile("|".join(re.escape(name) for name in names))


def _stands_alone(text: str, start: int, end: int) -> bool:
    if _NOT_A_PLACE.match(text, end):
        return False
    if text[start].isascii() and (
        start and text[start - 1].isalnum() and text[start - 1].isascii()
    ):
        return False
    follower = text[end : end + 1]
    return not (text[end - 1].isascii() and follower.isalnum() and follower.isascii())


@lru_cache(maxsize=1)
def _load() -> Places:
    packed = orjson.loads(gzip.decompress((DATA / "places.json.gz").read_bytes()))
    return Places(packed["places"], packed["regions"])
