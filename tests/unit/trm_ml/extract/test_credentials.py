import pytest

from trm_ml.extract.credentials import find_certificates, find_languages


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("持施工员证，无驾照", ["施工员证"]),
        ("持有护士资格证书", ["护士执业资格证"]),
        ("有护士证", ["护士执业资格证"]),
        ("持低压电工证、焊工证", ["低压电工证", "焊工证"]),
        ("需持有二级建造师证书", ["二级建造师证书"]),
        ("C1驾照", ["C1驾照"]),
        ("current RN license", ["RN licence"]),
        ("Jane Doe, RN, 5 years", ["RN licence"]),
        ("valid driver's license required", ["driving licence"]),
        ("CPA or ACCA", ["CPA", "ACCA"]),
        ("no RN license", []),
        ("没有CPA", []),
        ("未取得CPA证书", []),
        ("持证上岗", []),
        ("身份证号", []),
        ("提供学历证书", []),
        ("学生证", []),
        ("相关职业资格证书", []),
    ],
)
def test_certificates_of_a_line(text: str, papers: list[str]) -> None:
    assert [paper.text for paper in find_certificates(text)] == papers


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("no French", []),
        ("不会英语", []),
        ("不会英语、日语", []),
        ("Does not speak German", []),
        ("not fluent in French", []),
        ("English not required", []),
        ("英语不限", []),
        ("英语：无", []),
        ("没有通过CET-4", []),
        ("English only", ["en"]),
        ("English fluent, no French or German", ["en"]),
        ("不会日语，英语流利", ["en"]),
        ("not only English but also French", ["en", "fr"]),
        ("无障碍英语沟通", ["en"]),
        ("English (native), French", ["en", "fr"]),
    ],
)
def test_languages_of_a_line(text: str, codes: list[str]) -> None:
    assert [spoken.code for spoken in find_languages(text)] == codes
