"""Why a file cannot be used: the sentence a person reads, in both languages, and its name."""

from collections.abc import Mapping
from enum import StrEnum

from core.errors import Unusable


class Why(StrEnum):
    """Reasons against a file."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    PASSWORD = "password"  # noqa: S105  the name of a reason
    OLD_OFFICE = "old-office"
    RTF = "rtf"
    PICTURE = "picture"
    ARCHIVE = "archive"
    PROGRAM = "program"
    MACROS = "macros"
    SPREADSHEET = "spreadsheet"
    PRESENTATION = "presentation"
    ZIP = "zip"
    ZIP_DAMAGED = "zip-damaged"
    ZIP_ENTRIES = "zip-entries"
    ZIP_UNPACKED = "zip-unpacked"
    ZIP_OUTSIDE = "zip-outside"
    PDF_DAMAGED = "pdf-damaged"
    PDF_PAGES = "pdf-pages"
    PDF_NO_PAGES = "pdf-no-pages"
    PDF_PARTS = "pdf-parts"
    PDF_FONTS = "pdf-fonts"
    PDF_PICTURES = "pdf-pictures"
    PDF_NO_TEXT = "pdf-no-text"
    NO_TEXT = "no-text"
    TOO_LONG = "too-long"
    DOCX_DAMAGED = "docx-damaged"
    DOCX_ENTITIES = "docx-entities"
    NESTED = "nested"
    ENCODING = "encoding"
    FALSE_MARK = "false-mark"
    MEMORY = "memory"
    EXHAUSTED = "exhausted"
    TIME = "time"


SENTENCES: dict[Why, tuple[str, str]] = {
    Why.EMPTY: (
        "the file is empty",
        "文件是空的",
    ),
    Why.TOO_LARGE: (
        "the file is larger than {limit} MB",
        "文件超过 {limit} MB",
    ),
    Why.PASSWORD: (
        "the file is protected by a password; save it without one",
        "文件有密码保护，请去掉密码后再上传",
    ),
    Why.OLD_OFFICE: (
        "the file is in an old Office format (.doc, .xls); save it as DOCX or PDF",
        "文件是旧版 Office 格式（.doc、.xls），请另存为 DOCX 或 PDF",
    ),
    Why.RTF: (
        "the file is RTF; save it as DOCX or PDF",
        "文件是 RTF 格式，请另存为 DOCX 或 PDF",
    ),
    Why.PICTURE: (
        "the file is a picture and has no text; send the CV as text",
        "文件是图片，没有文字，请提供带文字的简历",
    ),
    Why.ARCHIVE: (
        "the file is an archive of a kind that is not read; use ZIP",
        "不支持这种压缩格式，请使用 ZIP",
    ),
    Why.PROGRAM: (
        "the file is a program, not a document",
        "文件是程序，不是文档",
    ),
    Why.MACROS: (
        "the file contains macros; save it without them, as DOCX or PDF",
        "文件含有宏，请另存为不含宏的 DOCX 或 PDF",
    ),
    Why.SPREADSHEET: (
        "the file is a spreadsheet, not a document",
        "文件是表格，不是文档",
    ),
    Why.PRESENTATION: (
        "the file is a presentation; save it as PDF",
        "文件是演示文稿，请另存为 PDF",
    ),
    Why.ZIP: (
        "the file is a ZIP archive, not a document",
        "文件是 ZIP 压缩包，不是文档",
    ),
    Why.ZIP_DAMAGED: (
        "the ZIP archive is damaged",
        "ZIP 压缩包已损坏",
    ),
    Why.ZIP_ENTRIES: (
        "the archive has {count} entries; at most {limit} are read",
        "压缩包有 {count} 个条目，最多读取 {limit} 个",
    ),
    Why.ZIP_UNPACKED: (
        "the archive unpacks to more than {limit} MB",
        "压缩包解压后超过 {limit} MB",
    ),
    Why.ZIP_OUTSIDE: (
        "the archive has an entry that points outside itself",
        "压缩包中有指向外部的条目",
    ),
    Why.PDF_DAMAGED: (
        "the PDF is damaged and cannot be read; export it anew",
        "PDF 已损坏，无法读取，请重新导出",
    ),
    Why.PDF_PAGES: (
        "the PDF has {count} pages; at most {limit} are read",
        "PDF 有 {count} 页，最多读取 {limit} 页",
    ),
    Why.PDF_NO_PAGES: (
        "the PDF has no pages",
        "PDF 没有页面",
    ),
    Why.PDF_PARTS: (
        "the PDF has hundreds of thousands of parts or pages; it is no CV or JD",
        "PDF 含有几十万个对象或页面，不是简历或职位描述",
    ),
    Why.PDF_FONTS: (
        "the PDF's fonts do not say which letters they show; export it anew",
        "PDF 的字体没有文字编码信息，请重新导出",
    ),
    Why.PDF_PICTURES: (
        "the PDF has no text: its pages are pictures; send the CV as text",
        "PDF 没有文字，页面都是图片，请提供带文字的简历",
    ),
    Why.PDF_NO_TEXT: (
        "the PDF has no text",
        "PDF 没有文字",
    ),
    Why.NO_TEXT: (
        "the file has no text",
        "文件没有文字",
    ),
    Why.TOO_LONG: (
        "the file has more than {limit} signs; it is no CV or JD",
        "文件超过 {limit} 个字符，不是简历或职位描述",
    ),
    Why.DOCX_DAMAGED: (
        "the DOCX is damaged: its XML cannot be read",
        "DOCX 已损坏，内容无法读取",
    ),
    Why.DOCX_ENTITIES: (
        "the DOCX declares XML entities, which no Word file does",
        "DOCX 含有 XML 实体声明，正常的 Word 文件不会有",
    ),
    Why.NESTED: (
        "the file is nested too deeply",
        "文件嵌套过深",
    ),
    Why.ENCODING: (
        "the encoding cannot be told (tried UTF-8, GB18030, UTF-16, Big5); save it as UTF-8",
        "无法识别文字编码（已尝试 UTF-8、GB18030、UTF-16、Big5），请另存为 UTF-8",
    ),
    Why.FALSE_MARK: (
        "the file says that it is {encoding} and is not; save it as UTF-8",
        "文件标明是 {encoding} 编码，实际不是，请另存为 UTF-8",
    ),
    Why.MEMORY: (
        "reading the file takes too much memory",
        "读取文件占用的内存过多",
    ),
    Why.EXHAUSTED: (
        "reading the file took too much time or memory",
        "读取文件耗时或占用内存过多",
    ),
    Why.TIME: (
        "reading the file took more than {limit} seconds",
        "读取文件超过 {limit} 秒",
    ),
}


class UnusableFile(Unusable):
    """A file that cannot be used; ``why`` and ``values`` tell the sentence in any language."""

    code = "file-unusable"

    def __init__(self, why: Why, values: Mapping[str, str | int] | None = None) -> None:
        self.why = why
        self.values = dict(values or {})
        self.en, self.zh = (sentence.format(**self.values) for sentence in SENTENCES[why])
        super().__init__(self.en, reason=why.value, zh=self.zh)
