import pytest

from core.errors import Unusable
from trm_ml.extract.documents.decoding import decode

SIMPLIFIED = "姓名,手机,城市\n张伟,13800138000,深圳\n李娜,13900139000,北京\n𠮷田,,东京\n"
TRADITIONAL = "姓名,電話,城市\n張偉,0912345678,臺北\n陳怡君,0922333444,高雄\n工作經驗與學歷,,\n"
CASES = [
    ("utf-8", SIMPLIFIED, "utf-8"),
    ("utf-8-sig", SIMPLIFIED, "utf-8"),
    ("utf-16", SIMPLIFIED, "utf-16-le"),
    ("utf-16-le", SIMPLIFIED, "utf-16-le"),
    ("utf-16-be", SIMPLIFIED, "utf-16-be"),
    ("gb18030", SIMPLIFIED, "gb18030"),
    ("gbk", SIMPLIFIED.replace("𠮷", "吉"), "gb18030"),
    ("big5", TRADITIONAL, "big5"),
    ("utf-8", TRADITIONAL, "utf-8"),
    ("utf-8", "name,city\nJosé,Málaga\n", "utf-8"),
    ("utf-8", "name\n😀 👨‍👩‍👧\n", "utf-8"),
    ("ascii", "id,name\n1,Ann\n", "utf-8"),
    ("utf-16-le", "id,name\n1,Ann\n", "utf-16-le"),
    ("gb18030", "张", "gb18030"),
    ("gb18030", "会python，懂java的张伟，李娜和王小明", "gb18030"),
    ("cp950", "李恒，裏面墻邊，工作經驗", "cp950"),
    ("big5hkscs", "陳大文佢哋喺度嘅時候", "big5hkscs"),
    ("big5", "姓名：王小明\n應徵職務：軟體工程師", "big5"),
    ("utf-16-le", "姓名：王小明。职务：软件工程师。", "utf-16-le"),
]


@pytest.mark.parametrize(("written_as", "text", "expected"), CASES)
def test_every_sign_comes_back(written_as, text, expected):
    found = decode(text.encode(written_as))
    assert found.text == text
    assert found.encoding == expected


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfname\n\xff\xfe\xfd",
        bytes(range(128, 256)) * 3,
        b"\x00\xd8\x00\xd8\x00\xd8",
        "Ärzte Anna, Österreich\n".encode("cp1252"),
        "Jürgen Müller, François\n".encode("cp1252"),
        "Иван Петров, инженер-программист, Москва\n".encode("cp1251"),
        "Γιώργος Παπαδόπουλος, μηχανικός\n".encode("cp1253"),
        "田中太郎,エンジニアです\n".encode("shift_jis"),
        b"\x93quoted\x94 caf\xe9 na\xefve r\xe9sum\xe9 \x81",
    ],
)
def test_what_cannot_be_told_is_refused(content):
    with pytest.raises(Unusable):
        decode(content)
