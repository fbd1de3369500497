"""Sixty-odd files as programs and people really write them, each with every cell that must come back."""

import datetime
import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import openpyxl


@dataclass(frozen=True)
class TableFile:
    """A file, and exactly what is in it; ``refused`` are the codes of broken rows by their place."""

    name: str
    content: bytes
    rows: list[dict[str, str]]
    suffix: str = ".csv"
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


PEOPLE = [
    {"姓名": "张伟", "手机": "013800138000", "备注": "说“你好”, 来自深圳"},
    {"姓名": "李娜", "手机": "+86 139-0013-9000", "备注": 'a "quoted" word; a|b'},
    {"姓名": "欧阳靖𠮷", "手机": "", "备注": "两行\n第二行 😀"},
]
SIMPLE = PEOPLE[:2]
TRADITIONAL = [
    {"姓名": "陳怡君", "手機": "0912345678", "備註": "臺北的軟體工程師"},
    {"姓名": "張偉", "手機": "0922333444", "備註": "工作經驗十年，專長為機器學習"},
]
WINDOWS_TAIWAN = [
    {"姓名": "李恒", "備註": "裏面墻邊粧"},
    {"姓名": "王碁銹", "備註": "工作經驗十年"},
]
HONG_KONG = [
    {"姓名": "陳大文", "備註": "佢哋喺度嘅時候好攰"},
    {"姓名": "黃恒", "備註": "啱啱返到屋企"},
]
RARE = [
    {"姓名": "䶮小明", "手机": "13800138000"},
    {"姓名": "𠮷田𡈼", "手机": "13900139000"},
    {"姓名": "㛃喆堃淼", "手机": ""},
]
PLAIN = [{"姓名": "张伟", "手机": "1"}, {"姓名": "李娜", "手机": "2"}]


def written(people, *, delimiter=",", end="\r\n", quote_all=False):
    """A table as text, quoted where it must be."""

    def cell(text):
        special = delimiter in text or '"' in text or "\n" in text or quote_all
        return '"' + text.replace('"', '""') + '"' if special else text

    rows = [list(people[0]), *([*person.values()] for person in people)]
    return end.join(delimiter.join(map(cell, row)) for row in rows) + end


def workbook(*rows, title="", start=1, hidden=None, mac=False):
    """An Excel workbook; ``hidden`` is a sheet before it that nobody is shown."""
    book = openpyxl.Workbook()
    if mac:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    for at, row in enumerate(rows, start):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    if title:
        book.create_sheet(title, 0)
    if hidden:
        other = book.create_sheet("下拉选项", 0)
        other.sheet_state = "hidden"
        for row in hidden:
            other.append(row)
        book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document(*rows):
    """A LibreOffice table with the empty rest of the sheet written out as repeats, as it does."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="s">{body}'
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def shared_inline(rows):
    """An .xlsx as export libraries of web systems write it: inline strings, no shared table."""
    body = "".join(
        f'<row r="{at}">'
        + "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData>'
        "</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def one(**cells):
    """One row."""
    return [cells]


FIRST_OF_MARCH = datetime.datetime.fromisoformat("2026-03-01")
LONG_CV = "工作经历：" + "负责推荐系统。" * 30_000
MARK = b"\xef\xbb\xbf"

ENCODINGS = [
    TableFile("Excel zh, GBK", written(SIMPLE).encode("gbk"), SIMPLE, encoding="gb18030"),
    TableFile("GB18030 with four-byte signs", written(PEOPLE).encode("gb18030"), PEOPLE, encoding="gb18030"),
    TableFile("GB18030, rare names 䶮 𠮷 㛃", written(RARE).encode("gb18030"), RARE, encoding="gb18030"),
    TableFile("UTF-8, rare names 䶮 𠮷 㛃", written(RARE).encode(), RARE, encoding="utf-8"),
    TableFile("Excel CSV UTF-8 with mark", written(PEOPLE).encode("utf-8-sig"), PEOPLE),
    TableFile("two marks (a file pasted after another's mark)", MARK * 2 + written(PEOPLE).encode(), PEOPLE),
    TableFile("WPS UTF-8 without mark", written(PEOPLE).encode(), PEOPLE, encoding="utf-8"),
    TableFile("Excel Unicode text (UTF-16 LE, tabs)", written(PEOPLE, delimiter="\t").encode("utf-16"), PEOPLE, ".txt"),
    TableFile("UTF-16 LE without mark", written(PEOPLE).encode("utf-16-le"), PEOPLE, encoding="utf-16-le"),
    TableFile("UTF-16 BE with mark", b"\xfe\xff" + written(PEOPLE).encode("utf-16-be"), PEOPLE),
    TableFile("UTF-16 BE without mark", written(PEOPLE).encode("utf-16-be"), PEOPLE, encoding="utf-16-be"),
    TableFile("UTF-32 with mark", written(PEOPLE).encode("utf-32"), PEOPLE),
    TableFile("Big5", written(TRADITIONAL).encode("big5"), TRADITIONAL, encoding="big5"),
    TableFile("Windows of Taiwan (code page 950: 恒 裏 粧)", written(WINDOWS_TAIWAN).encode("cp950"), WINDOWS_TAIWAN, encoding="cp950"),
    TableFile("Hong Kong set of Big5 (佢哋喺度嘅)", written(HONG_KONG).encode("big5hkscs"), HONG_KONG, encoding="big5hkscs"),
    TableFile("traditional in UTF-8", written(TRADITIONAL).encode(), TRADITIONAL),
    TableFile("traditional in GB18030", written(TRADITIONAL).encode("gb18030"), TRADITIONAL, encoding="gb18030"),
    TableFile("one Chinese name deep in an English GBK file", b"name,note\r\n" + b"Ann,x\r\n" * 40_000 + "张伟,深圳\r\n".encode("gbk"),
              [{"name": "Ann", "note": "x"}] * 40_000 + one(name="张伟", note="深圳"), encoding="gb18030"),
    TableFile("accents and emoji in UTF-8 (Outlook)", "name,notes\r\nZoé Müller,👨‍👩‍👧 naïve – “ok”\r\n".encode(),
              one(name="Zoé Müller", notes="👨‍👩‍👧 naïve – “ok”")),
]  # fmt: skip

LINES = [
    TableFile("Unix line ends", written(PEOPLE, end="\n").encode(), PEOPLE),
    TableFile("old Mac line ends", written(SIMPLE, end="\r").encode(), SIMPLE),
    TableFile("mixed line ends", written(PEOPLE).replace("\r\n李", "\n李").encode(), PEOPLE),
    TableFile("line ends doubled on their way (CR CR LF)", written(SIMPLE, end="\r\r\n").encode(), SIMPLE),
    TableFile("no last line end", written(PEOPLE).encode().rstrip(), PEOPLE),
    TableFile("blank lines between", b"\r\n\r\n" + written(PEOPLE).replace("\r\n张", "\r\n\r\n张").encode(), PEOPLE),
    TableFile("trailing rows of commas and blanks", ("姓名,手机\r\n张伟,1\r\n李娜,2\r\n,\r\n,,,,,\r\n  ,　\r\n\r\n").encode("gbk"), PLAIN),
    TableFile("a DOS end of file", "姓名,手机\r\n张伟,1\r\n李娜,2\r\n\x1a".encode("gbk"), PLAIN),
    TableFile("quoted cells of several lines, every kind of end", b'name,note\r\nAnn,"a\r\nb\nc\rd"\r\nBen,"\r\n\r\ne"\r\n',
              [{"name": "Ann", "note": "a\nb\nc\nd"}, {"name": "Ben", "note": "e"}]),
    TableFile("soft line breaks from Word", "姓名,备注\r\n张伟,一\x0b二\x0c三\r\n".encode("utf-8-sig"), one(姓名="张伟", 备注="一\n二\n三")),
    TableFile("NUL bytes at the end of cells", written(SIMPLE).replace("张伟", "张伟\x00").encode("utf-8-sig"), SIMPLE),
    TableFile("signs that others take for line ends (U+2028, NEL)", "姓名,备注\r\n张伟,a\u2028b\x85c\r\n".encode(), one(姓名="张伟", 备注="a\u2028b\x85c")),
]  # fmt: skip

DELIMITED = [
    TableFile("everything quoted (Numbers)", written(PEOPLE, quote_all=True).encode(), PEOPLE),
    TableFile("semicolons (European Excel)", written(PEOPLE, delimiter=";").encode(), PEOPLE),
    TableFile("tabs", written(PEOPLE, delimiter="\t", end="\n").encode(), PEOPLE, ".tsv"),
    TableFile("pipes", written(PEOPLE[:1], delimiter="|").encode(), PEOPLE[:1]),
    TableFile("a line that names the separator for Excel", MARK + b"sep=;\r\n" + written(PEOPLE, delimiter=";").encode(), PEOPLE),
    TableFile("a named separator above unknown headers", "sep=;\r\n甲;乙\r\n1,5;2\r\n".encode(), one(甲="1,5", 乙="2")),
    TableFile("lists of semicolons in a comma table",
              "姓名,手机,技能\n".encode() + "".join(f'"张{i}{",x" * (i % 4)}",1,a;b;c\n' for i in range(9)).encode(),
              [{"姓名": f"张{i}{',x' * (i % 4)}", "手机": "1", "技能": "a;b;c"} for i in range(9)]),
    TableFile("one column", "姓名\r\n张伟\r\n李娜\r\n".encode("gbk"), [{"姓名": "张伟"}, {"姓名": "李娜"}]),
    TableFile("a stray quotation mark", b'name,size\nAnn,5" screen\nBen,6\n', [{"name": "Ann", "size": '5" screen'}, {"name": "Ben", "size": "6"}]),
    TableFile("a quotation mark that never closes", b'name,note\nAnn,"open\nBen,x\n', [{"": 'Ann,"open'}, {"name": "Ben", "note": "x"}],
              columns=("name", "note"), refused={0: "open-quote"}),
    TableFile("a CV of 210,000 signs in one cell", f'姓名,简历\r\n张伟,"{LONG_CV}"\r\n'.encode(), one(姓名="张伟", 简历=LONG_CV)),
    TableFile("title above the header", ("XX公司人才库,,\r\n导出时间：2026-01-01,,\r\n" + written(PEOPLE)).encode(), PEOPLE),
    TableFile("two exports in one file, the header twice", (written(SIMPLE) + written(SIMPLE)).encode("gbk"),
              [*SIMPLE, {"姓名": "姓名", "手机": "手机", "备注": "备注"}, *SIMPLE], refused={2: "repeated-header"}),
    TableFile("rows that are too long and too short", "姓名,手机\n张伟,1,2,3\n李娜\n王芳,5,,\n".encode(),
              [{"姓名": "张伟", "手机": "1", "": "2 | 3"}, {"姓名": "李娜"}, {"姓名": "王芳", "手机": "5"}],
              columns=("姓名", "手机"), refused={0: "too-many-cells"}),
    TableFile("headers repeated and empty", "姓名,手机,手机,,备注\n张伟,1,2,3,x\n".encode(),
              [{"姓名": "张伟", "手机": "1", "手机 (2)": "2", "column 4": "3", "备注": "x"}]),
    TableFile("headers with marks nobody sees", "\u200b姓名,手 机（必填）\r\n张伟,1\r\n".encode(), [{"\u200b姓名": "张伟", "手 机（必填）": "1"}]),
]  # fmt: skip

VALUES = [
    TableFile("phones that a spreadsheet rounded", "姓名,手机\r\n张伟,1.39E+10\r\n李娜,1.38001E+10\r\n王芳,１.３９Ｅ＋１０\r\n".encode("gbk"),
              [{"姓名": "张伟", "手机": "1.39E+10"}, {"姓名": "李娜", "手机": "1.38001E+10"}, {"姓名": "王芳", "手机": "１.３９Ｅ＋１０"}]),
    TableFile("leading zeros", "编号,姓名,电话\r\n00123,张伟,0755-26001234\r\n000,李娜,010 6277 1234\r\n".encode("gbk"),
              [{"编号": "00123", "姓名": "张伟", "电话": "0755-26001234"}, {"编号": "000", "姓名": "李娜", "电话": "010 6277 1234"}]),
    TableFile('zeros kept by ="…"', '编号,姓名,手机\r\n="00123",张伟,"=""013800138000"""\r\n'.encode("gbk"), [{"编号": "00123", "姓名": "张伟", "手机": "013800138000"}]),
    TableFile("numbers kept by a tab behind them", "编号,姓名\r\n440301199001011234\t,张伟\r\n".encode("gbk"), [{"编号": "440301199001011234", "姓名": "张伟"}]),
    TableFile("numbers of 18 digits and one with X", "编号,姓名\r\n440301199001011234,张伟\r\n44030119900101123X,李娜\r\n".encode("gbk"),
              [{"编号": "440301199001011234", "姓名": "张伟"}, {"编号": "44030119900101123X", "姓名": "李娜"}]),
    TableFile("full-width digits and letters", "姓名,手机,技能\r\nＡｎｎ　Ｌｉ,１３８００１３８０００,ＳＱＬ\r\n".encode("gbk"),
              [{"姓名": "Ａｎｎ　Ｌｉ", "手机": "１３８００１３８０００", "技能": "ＳＱＬ"}]),
    TableFile("empty names", "姓名,手机\r\n,13800138000\r\n　,13900139000\r\n".encode("gbk"), [{"姓名": "", "手机": "13800138000"}, {"姓名": "", "手机": "13900139000"}]),
    TableFile("names of minorities and foreigners, spaces inside", "姓名,手机\r\n买买提·艾力,1\r\n尼加提  · 木合塔尔,2\r\nO'Neil  Jr.,3\r\n".encode("gbk"),
              [{"姓名": "买买提·艾力", "手机": "1"}, {"姓名": "尼加提  · 木合塔尔", "手机": "2"}, {"姓名": "O'Neil  Jr.", "手机": "3"}]),
    TableFile("our own export, formulas neutralised", b"name,phone,note\r\nAnn,'+86 138 0013 8000,'=1+1\r\n", [{"name": "Ann", "phone": "+86 138 0013 8000", "note": "=1+1"}]),
]  # fmt: skip

SHEETS = [
    TableFile("Excel keeps identifiers as text", workbook(
        ["姓名", "手机", "工号", "身份证号", "更新时间", "年限"],
        ["张伟", 13800138000, "00123", 440301199001011234, FIRST_OF_MARCH, 2.5],
        ["李娜", "013900139000", 7, "44030119900101123X", FIRST_OF_MARCH.replace(hour=9, minute=30), None]),
        [{"姓名": "张伟", "手机": "13800138000", "工号": "00123", "身份证号": "4.40301199001011E+17", "更新时间": "2026-03-01", "年限": "2.5"},
         {"姓名": "李娜", "手机": "013900139000", "工号": "7", "身份证号": "44030119900101123X", "更新时间": "2026-03-01 09:30:00", "年限": ""}], ".xlsx"),
    TableFile("Excel with a title, an empty first sheet and an offset", workbook(["人才库"], ["姓名", "手机"], ["张伟", "1"], ["李娜", "2"], title="空", start=3), PLAIN, ".xlsx"),
    TableFile("Excel with a hidden sheet of choices in front", workbook(["姓名", "手机"], ["张伟", "1"], ["李娜", "2"], hidden=[["学历", "城市"], ["本科", "深圳"]]), PLAIN, ".xlsx"),
    TableFile("Excel, dates that count from 1904", workbook(["姓名", "更新时间"], ["张伟", FIRST_OF_MARCH], mac=True), [{"姓名": "张伟", "更新时间": "2026-03-01"}], ".xlsx"),
    TableFile("Excel, booleans, times and lines in a cell", workbook(["姓名", "在职", "面试", "备注"], ["张\r\n伟", True, datetime.time(9, 30), " 一\n二 "]),
              [{"姓名": "张\n伟", "在职": "true", "面试": "09:30:00", "备注": "一\n二"}], ".xlsx"),
    TableFile("Excel, rare signs and emoji", workbook(["姓名", "备注"], ["𠮷田䶮", "😀“”"]), [{"姓名": "𠮷田䶮", "备注": "😀“”"}], ".xlsx"),
    TableFile("Excel, hundreds of blank formatted rows behind", workbook(["姓名", "手机"], ["张伟", "1"], ["李娜", "2"], *[["", None]] * 300), PLAIN, ".xlsx"),
    TableFile("xlsx of a web system (inline strings)", shared_inline([["姓名", "手机"], ["张伟", "1"], ["李娜", "2"]]), PLAIN, ".xlsx"),
    TableFile("a workbook that is called .csv", workbook(["姓名", "手机"], ["张伟", "1"], ["李娜", "2"]), PLAIN, ".csv"),
    TableFile("tabbed GBK text that is called .xls", written(PLAIN, delimiter="\t").encode("gbk"), PLAIN, ".xls", encoding="gb18030"),
    TableFile("LibreOffice, the empty rest repeated", open_document(["姓名", "手机"], ["张伟", "1"], ["李娜", "2"]), PLAIN, ".ods"),
]  # fmt: skip

JSON = [
    TableFile("JSON lines with lists, numbers and nothing", (
        '{"name": "张伟", "skills": ["Go", "SQL"], "years": 3.0, "x": null, "on": true}\n\n{"name": "b"}\n').encode("utf-8-sig"),
        [{"name": "张伟", "skills": "Go\nSQL", "years": "3", "x": "", "on": "true"}, {"name": "b"}], ".jsonl",
        columns=("name", "skills", "years", "x", "on")),
    TableFile("JSON lines in GBK, one line broken", '{"name": "张伟"}\nbad\n{"name": "李娜"}\n'.encode("gbk"),
              [{"name": "张伟"}, {"": "bad"}, {"name": "李娜"}], ".jsonl", columns=("name",), refused={1: "not-json"}),
    TableFile("JSON numbers rounded, long and whole", b'{"name":"a","phone":1.39E+10,"id":440301199001011234}\n{"name":"b","phone":13800138000,"id":7}\n',
              [{"name": "a", "phone": "1.39E+10", "id": "440301199001011234"}, {"name": "b", "phone": "13800138000", "id": "7"}], ".jsonl"),
    TableFile("JSON with half an emoji, a NUL and NaN", b'{"name":"a\\u0000"}\n{"name":"\\ud83d cut"}\n{"name":NaN}\n{"name":"\\ud83d\\ude00"}\n',
              [{"name": "a"}, {"": '{"name":"\\ud83d cut"}'}, {"": '{"name":NaN}'}, {"name": "😀"}], ".jsonl", columns=("name",), refused={1: "half-sign", 2: "not-json"}),
]  # fmt: skip

FILES = [*ENCODINGS, *LINES, *DELIMITED, *VALUES, *SHEETS, *JSON]
