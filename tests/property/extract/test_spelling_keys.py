"""Looking a key up first hides exactly what trying every pattern hides."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from trm_ml.extract.spellings import Sheet, Spelling, spellings

NAMES = ("王伟", "欧阳娜娜", "高峰", "Anna Lee", "Li Na", "Jean-Pierre O'Neil", "Kim", "İpek Kaya",
         "Zoë Müller", "王芳 Fang Wang", "Maria del Carmen Ruiz")  # fmt: skip
MAILS = ("anna.lee88@example.com", "kıSs@example.com", "Žukov_1@example.com")
PHONES = ("+8613800138000", "138 0013 8000")
CASES = (str.upper, str.lower, str.title, str.capitalize, str)
SWAPS = (("s", "ſ"), ("k", "\u212a"), ("i", "ı"), ("I", "İ"), (" ", "."), (" ", ", "), ("", ""))


@st.composite
def mentions(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a name, and a text in which it, or something like it, may stand."""
    name = draw(st.sampled_from(NAMES))
    words = [*name.split(), *name, "先生", "小", "某", "'s", "wei", "Wang", "高级", *MAILS, *PHONES,
             "138-0013-8000", "86 138", "OUYANG na-na", "gao feng", "fang", " ", "，", "\n"]  # fmt: skip
    parts = draw(st.lists(st.sampled_from(words), max_size=12))
    text = draw(st.sampled_from(("", " "))).join(parts) + draw(st.sampled_from((name, "")))
    text = draw(st.sampled_from(CASES))(text)
    return name, text.replace(*draw(st.sampled_from(SWAPS)))


def tried(spelling: Spelling, text: str) -> list[tuple[int, int]]:
    flags = re.IGNORECASE if spelling.form == "flat" else 0
    return [hit.span() for hit in re.finditer(spelling.pattern, text, flags)]


@settings(deadline=None)  # the first name in pinyin loads its tables
@given(mentions())
def test_a_key_is_in_every_text_that_its_pattern_matches(drawn: tuple[str, str]) -> None:
    name, text = drawn
    for spelling in spellings(name, MAILS, PHONES):
        found = [hit.span() for hit in spelling.found_in(Sheet.of(text))]
        assert found == tried(spelling, text), spelling


def test_a_value_that_is_not_there_compiles_nothing() -> None:
    re.purge()
    ways = spellings("欧阳雪松", ("snowpine77@example.com",), ("+8619000000001",))
    assert len(ways) >= 5
    sheet = Sheet.of("高级Java开发工程师，负责订单系统")
    assert not [hit for way in ways for hit in way.found_in(sheet)]
    assert not {way.pattern for way in ways} & {key[1] for key in re._cache}
