"""Every sentence the API says to a person, in Chinese and in English, by its stable code.

A detail may name members of the error's context in braces; where one is missing, or the code is not
listed, the error's own English sentence is shown. Nothing typed by a person is ever looked up here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A title and a detail in both languages; an empty detail keeps the error's own."""

    zh_title: str
    en_title: str
    zh: str = ""
    en: str = ""

    def title(self, language: Language) -> str:
        """Return the title."""
        return self.zh_title if language == "zh" else self.en_title

    def detail(self, language: Language) -> str:
        """Return the detail, maybe empty."""
        return self.zh if language == "zh" else self.en


PROBLEMS: dict[str, Sentence] = {
    "error": Sentence("出错了", "Something is wrong"),
    "bug": Sentence(
        "系统出错",
        "Something went wrong on our side",
        "我们这边出了错，已记入日志。数据没有改动，可稍后重试。",
        "Something went wrong on our side; it is in the log. Nothing was changed; try again later.",
    ),
    "not-found": Sentence(
        "找不到",
        "Not found",
        "它不存在，或者你没有查看权限。",
        "It does not exist, or it is not yours to see.",
    ),
    "method-not-allowed": Sentence("不支持的操作", "Method not allowed", "这个地址不支持该操作。"),
    "conflict": Sentence("有冲突", "Conflict", "它已存在，或刚被他人改动。刷新后再试。"),
    "stale": Sentence(
        "已被他人修改",
        "Changed by somebody else",
        "你读取之后它已被修改。你的改动没有保存，请刷新后重新修改。",
        "It was changed after you read it. Your change was not saved: read it again and repeat it.",
    ),
    "precondition-required": Sentence(
        "缺少 If-Match",
        "If-Match is missing",
        "修改前先读取，并把返回的 ETag 放进 If-Match 请求头。",
        "Read it first and send the ETag you got as If-Match, so that nobody's change is lost.",
    ),
    "refused": Sentence("不能这样做", "Refused"),
    "forbidden": Sentence(
        "没有权限",
        "Not allowed",
        "你的角色或令牌没有所需权限：{permission}。",
        "Your role, or this token, lacks the permission {permission}.",
    ),
    "unauthenticated": Sentence(
        "未登录", "Not signed in", "登录后再试。", "Sign in and try again."
    ),
    "too-many-attempts": Sentence("尝试过多", "Too many attempts", "尝试次数过多，请稍后再试。"),
    "too-large": Sentence("内容过大", "Too large", "发送的内容超过允许的大小。"),
    "bad-request": Sentence(
        "请求无法读取",
        "The request cannot be read",
        "请求内容损坏，或不是 UTF-8 编码的 JSON。",
        "The body is damaged, or is not JSON in UTF-8.",
    ),
    "import-unusable": Sentence("文件无法导入", "The file cannot be imported", "{zh}。"),
    "import-not-undoable": Sentence("这次导入无法撤销", "The import cannot be undone", "{zh}。"),
    "import-file-gone": Sentence("导入文件已删除", "The file of the import is gone", "{zh}。"),
    "gate-closed": Sentence("没有通过上线检查", "Refused by the gate"),
    "nothing-to-roll-back": Sentence(
        "没有可以退回的模型", "Nothing to roll back", "此前没有别的模型提供过服务。"
    ),
    "unusable": Sentence("内容无法使用", "It cannot be used"),
    "unavailable": Sentence(
        "暂时不可用", "Not available now", "所需的部件暂时不可用，请稍后再试。"
    ),
    "invalid": Sentence("请求内容不符合要求", "The request does not fit"),
    "rule-unreadable": Sentence("筛选条件无法理解", "The filter cannot be read"),
    "export-too-large": Sentence(
        "导出的人太多",
        "Too many people for one file",
        "一个文件最多 {most} 人。缩小筛选范围后再导出。",
        "One file holds at most {most} people. Narrow the filter and export again.",
    ),
    "jd-empty": Sentence(
        "职位描述为空",
        "The job description is empty",
        "职位描述里没有文字。粘贴完整的描述后再试。",
        "The job description holds no words. Paste the whole text and try again.",
    ),
    "nothing-to-match": Sentence(
        "没有可匹配的要求",
        "Nothing to match by",
        "职位描述里没有认出任何技能、职位名称、年限或学历。补充描述，或手动添加一条要求。",
        "No skill, title, years or education was recognised in the job description. Write more, or "
        "add a requirement by hand.",
    ),
    "no-people": Sentence(
        "还没有人才",
        "No people yet",
        "这个工作区里还没有人。先导入简历或表格，再做匹配。",
        "There is nobody in this workspace yet. Import CVs or a table first, then match.",
    ),
    "list-not-made": Sentence(
        "这个名单还不能生成",
        "This list is not made yet",
        "目前只能生成“最匹配”（best）名单；“{list}”需要{needs_zh}，这个版本还没有。",
        "Only the list `best` is made so far; `{list}` needs {needs_en}, which this version lacks.",
    ),
    "index-missing": Sentence(
        "搜索索引尚未就绪",
        "The index is not ready",
        "人才索引还没有建好。等后台任务完成，或运行 trm index build。",
        "The index of people is not built yet. Wait for the background job, or run "
        "`trm index build`.",
    ),
    "model-missing": Sentence("没有可用的模型", "No model"),
    "requirement-invalid": Sentence("这条要求写法不对", "A requirement cannot be used"),
    "reason-missing": Sentence(
        "需要理由",
        "A reason is needed",
        "不通过需要写明理由。",
        "A rejection needs a reason.",
    ),
    "team-unknown": Sentence(
        "没有这个团队",
        "No such team",
        "这个团队不存在，或者你不在其中。",
        "There is no such team, or you do not belong to it.",
    ),
    "manager-unknown": Sentence(
        "没有这位用人经理",
        "No such hiring manager",
        "这个账号不存在或没有启用。",
        "There is no active account with this id.",
    ),
    "not-a-demo": Sentence(
        "没有演示数据",
        "No demo data",
        "这个工作区里没有演示数据，什么都没有删除。",
        "This workspace holds no demo data; nothing was deleted.",
    ),
    "idempotency-mismatch": Sentence(
        "同一个 Idempotency-Key 用于不同的请求",
        "The key was used for another request",
        "这个 Idempotency-Key 已用于另一个请求，换一个新的。",
    ),
    "in-progress": Sentence("正在处理", "Still being done", "同一个请求还在处理，稍后再查。"),
    "answer-lost": Sentence(
        "已完成，但答复丢失",
        "Done, but the answer was lost",
        "请求已经执行，答复在中断时丢失。刷新查看结果。",
    ),
    "file-unusable": Sentence("文件无法读取", "The file cannot be read", "{zh}。"),
    "run-unusable": Sentence("排名结果文件无法读取", "The run cannot be read"),
    "tagger-broken": Sentence("抽取模型已损坏或缺失", "The extraction model is damaged or missing"),
    "in-doubt": Sentence("不确定是否已发出", "It may or may not have been sent"),
    "undeliverable": Sentence("无法送达", "It cannot be delivered"),
    "index-rebuilding": Sentence(
        "搜索索引正在重建", "The index is being rebuilt", "人才索引正在重建，稍后再试。"
    ),
    "nothing-to-compare": Sentence("没有可比较的内容", "There is nothing to compare"),
    "people-on-both-sides": Sentence(
        "训练与评估的人重叠", "Somebody is learned from and judged on"
    ),
    "lease-lost": Sentence("任务已被接手", "The job was taken over"),
    "link-invalid": Sentence(
        "链接无效", "The link is no good", "这个链接不存在、已用过或已过期，重新要一个。"
    ),
    "weak-password": Sentence("密码太弱", "The password is too weak"),
    "model-mismatch": Sentence("模型文件不符", "The model is not the one it claims to be"),
    "schema-newer": Sentence("数据库版本更新", "The database is newer than the program"),
    "worker-stopping": Sentence("后台正在停止", "The worker is stopping"),
    "unknown-host": Sentence("主机名不对", "Unknown host", "本服务不使用这个主机名。"),
}

NOTICES: dict[str, tuple[str, str]] = {
    "rules": (
        "没有加载排序模型，按规则排序。",
        "No ranking model is loaded: people are ordered by rules.",
    ),
    "no-model": (
        "没有加载排序模型，按规则排序。",
        "No ranking model is loaded: people are ordered by rules.",
    ),
    "no-known-skill": (
        "职位描述里没有认出技能，只按职位名称和其他要求匹配。可手动添加技能要求。",
        "No skill was recognised in the job description: people are matched by title and the other "
        "requirements. Add the skills by hand.",
    ),
    "nothing-known": (
        "没有认出任何要求。请手动添加，否则无法匹配。",
        "No requirement was recognised. Add some by hand: there is nothing to match by.",
    ),
    "no-people": ("还没有人才，先导入。", "There is nobody here yet: import people first."),
    "index-not-ready": (
        "搜索索引正在建立，结果会不完整。",
        "The index is being built: answers are not complete yet.",
    ),
    "index-behind": (
        "部分人才刚有变动，还没进入索引。",
        "Some people changed and are not in the index yet.",
    ),
    "person-not-indexed": (
        "这个人还没有进入搜索索引，稍后再看。",
        "This person is not in the search index yet; look again in a little while.",
    ),
    "not-profiled": (
        "有人选择不被打分，他们不在这个名单里，请在“未打分的人”里逐个查看。",
        "Some people want no score and are on no ranked list: look at them one by one, under "
        "people not profiled.",
    ),
    "person-not-profiled": (
        "这个人选择不被打分，系统不为其匹配职位。",
        "This person wants no score: no jobs are matched.",
    ),
    "demo": (
        "这里有虚构的演示数据，可以一键清空，换成自己的数据。",
        "This workspace holds invented people; start with your own data in one step.",
    ),
    "no-mail": (
        "没有设置邮件服务，邀请和重置链接只显示一次给管理员。",
        "No mail server is set: invitation and reset links are shown once to an admin.",
    ),
    "fewer-than-asked": (
        "符合条件的人少于所要的人数。",
        "Fewer people fit the filter than were asked for.",
    ),
}

# by the type of pydantic's error
INVALID: dict[str, tuple[str, str]] = {
    "missing": ("缺少“{field}”", "`{field}` is missing"),
    "extra_forbidden": ("不认识的字段“{field}”", "`{field}` is not a field we know"),
    "string_too_short": ("“{field}”太短", "`{field}` is too short"),
    "string_too_long": ("“{field}”太长", "`{field}` is too long"),
    "string_pattern_mismatch": ("“{field}”的写法不对", "`{field}` is not written as it should be"),
    "string_type": ("“{field}”应为文字", "`{field}` must be text"),
    "string_unicode": ("“{field}”含有无效字符", "`{field}` holds invalid characters"),
    "literal_error": ("“{field}”不在可选值之中", "`{field}` is none of the values allowed"),
    "enum": ("“{field}”不在可选值之中", "`{field}` is none of the values allowed"),
    "int_parsing": ("“{field}”应为整数", "`{field}` must be a whole number"),
    "int_type": ("“{field}”应为整数", "`{field}` must be a whole number"),
    "float_parsing": ("“{field}”应为数字", "`{field}` must be a number"),
    "float_type": ("“{field}”应为数字", "`{field}` must be a number"),
    "bool_parsing": ("“{field}”应为 true 或 false", "`{field}` must be true or false"),
    "bool_type": ("“{field}”应为 true 或 false", "`{field}` must be true or false"),
    "list_type": ("“{field}”应为列表", "`{field}` must be a list"),
    "dict_type": ("“{field}”应为对象", "`{field}` must be an object"),
    "model_attributes_type": ("“{field}”应为对象", "`{field}` must be an object"),
    "too_long": ("“{field}”项目过多", "`{field}` has too many items"),
    "too_short": ("“{field}”项目过少", "`{field}` has too few items"),
    "greater_than_equal": ("“{field}”太小", "`{field}` is too small"),
    "greater_than": ("“{field}”太小", "`{field}` is too small"),
    "less_than_equal": ("“{field}”太大", "`{field}` is too large"),
    "less_than": ("“{field}”太大", "`{field}` is too large"),
    "json_invalid": ("请求内容不是有效的 JSON", "the body is not valid JSON"),
    "datetime_from_date_parsing": ("“{field}”不是有效的时间", "`{field}` is not a time"),
    "datetime_parsing": ("“{field}”不是有效的时间", "`{field}` is not a time"),
}
_SAID = 3

WHY_NOT: dict[str, tuple[str, str]] = {
    "filtered": (
        "被筛选条件排除：{clauses}。",
        "Left out by the filter: {clauses}.",
    ),
    "not-retrieved": (
        "与职位的文字和要求相差太远，没有进入打分范围。",
        "Too far from the job's words and requirements to be scored at all.",
    ),
    "below-the-cut": (
        "已打分，排在第 {rank} 位，比名单最后一位低 {gap} 分（满分 100）。",
        "Scored, but at place {rank}: {gap} points of 100 below the last person shown.",
    ),
    "below": (
        "已打分，比名单最后一位低 {gap} 分（满分 100）。",
        "Scored {gap} points of 100 below the last person shown.",
    ),
    "since": (
        "名单是之前生成的；现在重新生成，这个人会在里面。",
        "The list was made before: made again now, it would hold this person.",
    ),
    "not-indexed": (
        "还没有进入搜索索引，稍后再看。",
        "Not in the search index yet; look again in a little while.",
    ),
    "not-profiled": (
        "这个人选择不被打分，所以不在任何排序名单里。请直接查看档案。",
        "This person wants no score, and is on no ranked list. Look at the profile instead.",
    ),
    "listed": ("在名单里，排第 {rank} 位。", "On the list, at place {rank}."),
}

LISTS_NEED: dict[str, tuple[str, str]] = {
    "adjacent": ("技能迁移距离", "the distances between neighbouring skills"),
    "alumni": ("在职与离职关系记录", "records of who works or worked here"),
    "internal": ("内部员工记录", "records of employees"),
}


def problem(
    code: str, detail: str, context: Mapping[str, object], *, language: Language
) -> tuple[str, str]:
    """Return title and detail of a problem in the reader's language."""
    sentence = PROBLEMS.get(code)
    if sentence is None:
        return code.replace("-", " ").capitalize(), detail
    if code == "invalid":
        return sentence.title(language), _what_is_invalid(context, language) or detail
    try:
        said = sentence.detail(language).format_map(dict(context))
    except (KeyError, IndexError, ValueError):
        said = ""
    return sentence.title(language), said or detail


def _what_is_invalid(context: Mapping[str, object], language: Language) -> str:
    errors = context.get("errors")
    if not isinstance(errors, list) or not errors:
        return ""
    said = [_invalid(error, language) for error in errors[:_SAID]]
    joint, end = ("；", "。") if language == "zh" else ("; ", ".")
    sentence = joint.join(said) + end
    return sentence[:1].upper() + sentence[1:]


def _invalid(error: Mapping[str, Any], language: Language) -> str:
    field = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    sentence = INVALID.get(error["type"])
    if sentence is None:
        return f"{field}: {error['msg']}"
    return sentence[language == "en"].format(field=field)


def notice(code: str) -> dict[str, str]:
    """Return a notice in both languages; one that is not listed is a sentence already."""
    zh, en = NOTICES.get(code, (code, code))
    return {"zh": zh, "en": en}


def why_not(
    stage: str, *, rank: int | None, gap: float | None, clauses: Sequence[str]
) -> dict[str, str]:
    """Return one sentence on why a person is not in a list."""
    zh, en = WHY_NOT[stage if rank is not None or stage != "below-the-cut" else "below"]
    values = {
        "clauses": "; ".join(clauses),
        "rank": rank,
        "gap": "" if gap is None else f"{100 * gap:.1f}",
    }
    return {"zh": zh.format_map(values), "en": en.format_map(values)}
