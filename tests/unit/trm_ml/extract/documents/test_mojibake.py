import pytest

from trm_ml.extract.documents.mojibake import mended
from trm_ml.extract.documents.tidy import tidy

RIGHT = "• Python – naïve “x” It’s 工作经历，项目（A）🙂 é à"


def test_text_read_as_latin_1_is_read_again() -> None:
    assert mended(RIGHT.encode().decode("latin-1")) == RIGHT


def test_text_misread_twice_is_read_again() -> None:
    once = RIGHT.encode().decode("latin-1")
    assert mended(once.encode().decode("latin-1")) == RIGHT


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("â\x80¢ Java", "• Java"),
        ("â€¢ Itâ€™s", "• It’s"),
        ("Ã¯", "ï"),
        ("RÃ©sumÃ©", "Résumé"),
        ("å·¥ä½œ ç»\x8fåŽ†", "工作 经历"),
        ("café and RÃ©sumÃ©", "café and Résumé"),
    ],
)
def test_what_real_files_hold(wrong: str, right: str) -> None:
    assert mended(wrong) == right


@pytest.mark.parametrize(
    "meant",
    [
        RIGHT,
        "é à ü »Menü« «déjà» São Ângela CAFÉ® naïve",
        "Müller & Söhne, Größe, Ærø, Đà Nẵng",
        "12 °C ± 3 % © ½ µm",
        "",
    ],
)
def test_what_was_meant_stays(meant: str) -> None:
    assert mended(meant) == meant


def test_documents_are_mended_when_they_are_read() -> None:
    assert tidy("Skills:\nâ\x80¢ Python\u00a0Ã©") == ("Skills:\n• Python é", False)
