"""Every sentence the API says, in both languages."""

import string

import pytest

import serving.app
import serving.worker  # noqa: F401
import trm_ml.matcher  # noqa: F401  the more is imported, the more errors are known
from core import errors
from serving import messages, refusals


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def classes(kind=errors.TalentError):
    yield kind
    for below in kind.__subclasses__():
        yield from classes(below)


OURS = {
    kind.code for kind in classes() if kind.__module__.startswith(("core.", "trm_ml.", "serving."))
}


@pytest.mark.parametrize("code", sorted(OURS))
def test_every_deliberate_error_has_a_title_in_both_languages(code):
    said = messages.PROBLEMS.get(code) or refusals.SENTENCES[code]
    zh, en = said.title("zh"), said.title("en")
    assert zh != en
    assert any(sign > "\u4e00" for sign in zh), f"no Chinese title for {code}"


def test_twins_fill_the_same_blanks():
    for zh, en in [
        *messages.NOTICES.values(),
        *messages.WHY_NOT.values(),
        *messages.INVALID.values(),
    ]:
        assert fields(zh) == fields(en)
        assert zh
        assert en


def test_no_sentence_pleads_or_shouts():
    said = [text for pair in messages.NOTICES.values() for text in pair]
    said += [one.zh + one.en for one in messages.PROBLEMS.values()]
    for text in said:
        assert "!" not in text
        assert "！" not in text
        assert "please" not in text.lower()


def test_a_detail_that_cannot_be_filled_keeps_the_errors_own():
    assert messages.problem("forbidden", "own", {}, language="en") == ("Not allowed", "own")
    title, said = messages.problem("forbidden", "own", {"permission": "jobs:read"}, language="zh")
    assert (title, said) == ("没有权限", "你的角色或令牌没有所需权限：jobs:read。")


def test_an_unknown_code_is_its_own_title():
    assert messages.problem("odd-thing", "own", {}, language="zh") == ("Odd thing", "own")


def test_what_is_invalid_is_named_by_field():
    errors_ = [
        {"loc": ["body", "years"], "msg": "m", "type": "float_type"},
        {"loc": ["body", "skills", 0, "name"], "msg": "m", "type": "missing"},
        {"loc": ["query", "x"], "msg": "odd", "type": "never-heard-of"},
        {"loc": ["body"], "msg": "m", "type": "missing"},
    ]
    _, zh = messages.problem("invalid", "own", {"errors": errors_}, language="zh")
    assert zh == "“years”应为数字；缺少“skills.0.name”；x: odd。"
    _, en = messages.problem("invalid", "own", {"errors": errors_[1:2]}, language="en")
    assert en == "`skills.0.name` is missing."


def test_why_not_tells_the_place_only_where_it_is_known():
    told = messages.why_not("below-the-cut", rank=31, gap=0.125, clauses=())
    assert told["en"] == "Scored, but at place 31: 12.5 points of 100 below the last person shown."
    assert "31" not in messages.why_not("below-the-cut", rank=None, gap=0.1, clauses=())["en"]
