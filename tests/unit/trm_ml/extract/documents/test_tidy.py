import pytest

from trm_ml.extract.documents.tidy import tidy


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("⼯作 ⽬标", "工作 目标"),
        ("eﬃcient", "efficient"),
        ("a\u00a0b\u2003c", "a b c"),
        ("a \r\n b\rc", "a\nb\nc"),
        ("\n\n\na\n\n\n\nb\n", "a\n\nb"),
        ("\uf0b7 item", "item"),
        ("so\u00adft", "soft"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("张\u200b伟", "张伟"),
        ("left\u202eright", "leftright"),
    ],
)
def test_tidy(text, clean):
    assert tidy(text)[0] == clean


def test_words_split_by_invisible_signs_are_flagged():
    assert tidy("P\u200by\u200bt\u200bh\u200bo\u200bn")[1] is True
    assert tidy("Python\u200b, Java\u200b; one\u200bbreak")[1] is False
