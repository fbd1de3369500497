"""What is said about a row or a file, in both languages."""

from typing import Any

from core.intake.types import ImportRun, Reason
from trm_ml.extract.documents.why import UnusableFile

_SENTENCES: dict[str, tuple[str, str]] = {
    "no-identity": (
        "the row has no name, e-mail address, phone number or CV text",
        "该行没有姓名、邮箱、手机号或简历内容",
    ),
    "blank-title": ("the row has neither a job title nor a description", "该行没有职位名称和描述"),
    "blank-description": ("the job description is empty", "职位描述为空"),
    "too-many-cells": (
        "the row has {count} cells and the table {limit} columns",
        "该行有 {count} 个单元格，表头只有 {limit} 列",
    ),
    "open-quote": (
        'a quotation mark (") opens in this line and does not close',
        '该行有未闭合的引号（"）',
    ),
    "not-json": ("the line is not a JSON object", "该行不是 JSON 对象"),
    "half-sign": (
        "the line has half a sign (a surrogate without its other half); write it out whole",
        "该行含有被截断的字符（半个代理对），请补全后再导入",
    ),
    "repeated-header": (
        "the line repeats the header of the table; it is nobody",
        "该行重复了表头，不是人选",
    ),
    "too-long-cell": ("a cell has more than {limit} signs", "有单元格超过 {limit} 个字符"),
    "repeated-id": (
        "the id {id} is on line {line} already; only that one is taken",
        "编号 {id} 已在第 {line} 行出现，只导入那一行",
    ),
    "damaged-number": (
        "{value} was rounded by a spreadsheet; the number is lost and was not taken. "
        "Format the column as text and export it again",
        "{value} 被表格软件改成了科学计数法，原号码已丢失，未导入。请把该列设为文本后重新导出",
    ),
    "strange-phone": (
        "{value} is no phone number that we know; kept as it is",
        "{value} 不是可识别的电话号码，已按原样保留",
    ),
    "strange-email": (
        "{value} is no e-mail address; not taken",
        "{value} 不是有效的邮箱地址，未导入",
    ),
    "kept-out": (
        "whoever has this e-mail address or phone number asked not to be kept; not taken",
        "该邮箱或手机号的主人要求不再保存其资料，未导入",
    ),
    "possible-duplicate": (
        "shares an e-mail address or phone number with another person; nobody was merged",
        "与另一位人才的邮箱或手机号相同，未自动合并",
    ),
    "hidden-text": (
        "the file has text that a reader cannot see ({flags}); it was left out",
        "文件含有读者看不到的文字（{flags}），已忽略",
    ),
    "no-known-columns": (
        "no column is recognised ({columns}); say what they mean with --map COLUMN=FIELD",
        "没有能识别的列（{columns}），请用 --map 列名=字段 指定",
    ),
    "no-rows": ("the file has no rows", "文件没有数据行"),
    "no-documents": ("the archive or folder has no document", "压缩包或文件夹里没有文档"),
    "unknown-column": (
        "there is no column {column}; the file has {columns}",
        "没有名为 {column} 的列；文件中的列：{columns}",
    ),
    "unknown-field": (
        "there is no field {field}; known are {fields}",
        "没有名为 {field} 的字段；可用字段：{fields}",
    ),
    "sheet-damaged": ("the spreadsheet is damaged and cannot be read", "表格文件已损坏，无法读取"),
    "sheet-markup": (
        "the file is a web page or XML that is only named as a spreadsheet; open it in Excel or "
        "WPS and save it as .xlsx",
        "该文件其实是网页或 XML，只是扩展名像表格；请用 Excel 或 WPS 打开后另存为 .xlsx",
    ),
    "sheet-too-large": (
        "the spreadsheet takes too much memory or time: it spreads over too many rows and columns; "
        "delete what stands far from the data, or save it as CSV",
        "表格占用的内存或时间过多：行列范围过大；请删除远离数据的单元格，或另存为 CSV",
    ),
    "sheet-password": (
        "the spreadsheet is protected by a password; save it without one",
        "表格有密码保护，请去掉密码后再导入",
    ),
    "source-taken": (
        "the id {id} of source {source} belongs to a person outside your teams; ask an "
        "administrator",
        "来源 {source} 的编号 {id} 属于你无权查看的人才，请联系管理员",
    ),
    "file-gone": (
        "the file of this import was deleted when its days were over; upload it again",
        "该导入的文件已到保存期限并删除，请重新上传",
    ),
    "undo-nothing": (
        "this import stored nothing (it was a dry run or has not begun), so there is nothing to "
        "undo",
        "这次导入没有写入任何内容（试运行，或尚未开始），无需撤销",
    ),
    "undo-running": (
        "the import is still running, or was cut off; let it end first (the same command goes on "
        "with it), then undo it",
        "导入仍在进行，或曾中断；请先让它完成（重新执行同一命令即可继续），再撤销",
    ),
    "undo-too-old": (
        "this import was made by an earlier version, which did not keep which record came from "
        "which row; it cannot be undone as a whole",
        "这次导入由旧版本完成，当时没有记下每行对应的记录，无法整体撤销",
    ),
    "no-employee-number": (
        "the row has no employee number, by which a later list would know this person",
        "该行没有工号，以后的名单无法认出此人",
    ),
    "leaves-before-joining": (
        "leaves on {left}, before joining on {hired}",
        "离职日期 {left} 早于入职日期 {hired}",
    ),
    "left-yet-here": (
        "the status says working here, the last day {left} is past; the day was believed",
        "状态为在职，但离职日期 {left} 已过，以日期为准",
    ),
    "no-application-number": (
        "the row has no application number, by which a later export would know this application",
        "该行没有申请编号，以后的导出无法认出这份申请",
    ),
    "unknown-stage": (
        "{value} is no stage that we know; kept as written, the application stays open",
        "{value} 不是可识别的阶段，按原文保留，申请视为未结束",
    ),
    "agency-without-address": (
        "an agency's candidate needs an e-mail address or a phone number: without one nobody can "
        "tell who was named first",
        "猎头推荐的人选需要邮箱或电话，否则无法判断谁先推荐",
    ),
    "no-referrer": (
        "the row does not say who suggests this person, by their e-mail address",
        "该行没有推荐人的邮箱",
    ),
    "refers-themself": (
        "the referrer and the person suggested have one e-mail address; a form that was filled in "
        "at a shared computer often has",
        "推荐人与被推荐人邮箱相同，请核对（共用电脑的浏览器可能自动填入）",
    ),
    "no-event": ("the row does not say which event", "该行没有写明是哪场活动"),
    "shared-contact": (
        "the e-mail address or phone number stands with several people of this list (a front desk, "
        "a teacher, an agent), so it identifies nobody; not taken",
        "该邮箱或电话在名单中属于多个人（前台、老师或猎头顾问），无法用来识别个人，未导入",
    ),
    "strange-date": (
        "{value} is no date that we can read; not taken",
        "{value} 不是可识别的日期，未采用",
    ),
    "strange-employment": (
        "{value} is no type of employment that we know; taken for an employee",
        "{value} 不是可识别的用工类型，按正式员工处理",
    ),
    "complete-not-hr": (
        "only the list of a source that is set up as hr can be complete (trm source set)",
        "只有设为 hr 的来源才能导入完整名单（trm source set）",
    ),
    "refused-rows": (
        "{count} rows were refused, so nobody was taken for missing; mend them and import again",
        "有 {count} 行被拒绝，因此没有判断缺员，请修正后重新导入",
    ),
    "too-many-missing": (
        "the list lacks more than a tenth of the {count} employees known, so it was taken for cut "
        "off: nobody was taken for missing",
        "名单缺少已知 {count} 名员工中的一成以上，视为不完整，没有判断缺员",
    ),
    "elsewhere": ("{detail}", "{detail}"),
    "stopped": ("the run stopped: {detail}", "导入中断：{detail}"),
}


def reason(code: str, **values: object) -> Reason:
    """Return a sentence in both languages."""
    en, zh = _SENTENCES[code]
    return Reason(code, en.format(**values), zh.format(**values))


def absences_told(run: ImportRun, language: str) -> dict[str, Any]:
    """Return what a complete list said by what it lacked; ``why`` is a sentence."""
    said = dict(run.absences or {})
    count = run.counts.refused if said["why"] == "refused-rows" else said["known"]
    why = reason(said["why"], count=count) if said["why"] else None
    return {**said, "why": (why.zh if language == "zh" else why.en) if why else ""}


def of_file(error: UnusableFile) -> Reason:
    """Return why a file cannot be used."""
    return Reason(error.why.value, error.en, error.zh)
