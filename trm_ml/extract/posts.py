"""Posts somebody held: employer, title and period, read line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trm_ml.extract.dates import Period, find_dates, find_periods
from trm_ml.extract.folding import CJK
from trm_ml.extract.sections import Line, Part

_EMPLOYER = re.compile(
    r"公司|集团|银行(?!卡|业务)|医院|事务所|研究[院所]|设计院|工作室|工厂|制造厂|厂$|局$|"
    r"中心$|学校|大学|中学|小学|幼儿园|委员会|协会|出版社|报社|电视台|酒店|有限|科技$|股份|"
    r"传媒$|"
    r"(?i:\b(?:inc|ltd|llc|llp|corp|corporation|company|gmbh|plc|pvt|limited|technologies|"
    r"technology|solutions|systems|"
    r"group|consulting|services|bank|hospital|university|institute|labs?|studios?|agency|"
    r"partners|holdings|industries|international|software|"
    r"infotech|enterprises|associates|consultancy|college|school|ministry|department of|"
    r"foundation|networks|motors|pharma(?:ceuticals)?)\b\.?)"
)
_TITLE_ZH = re.compile(
    rf"[{CJK}A-Za-z+#./]{{0,20}}?(?:工程师|程序员|架构师|设计师|经理|主管|总监|专员|助理|顾问|"
    rf"代表|主任|会计师?|出纳|文员|秘书|教师|老师|讲师|教授|护士|医生|医师|药师|律师|法务|编辑|"
    rf"记者|"
    r"翻译|策划|运营|分析师|研究员|科学家|总裁|董事长?|总经理|合伙人|创始人|负责人|组长|店长|"
    r"厂长|部长|科长|处长|院长|校长|队长|班长|操作工|技术员|检验员|质检员|业务员|销售员|客服|"
    r"采购员?|"
    r"司机|厨师|服务员|导购|营业员|保安|实习生|管培生|培训师|咨询师|规划师|造价师|建造师|测试|"
    r"开发|运维|前端|后端|产品|人事|行政|HR|HRBP|DBA|员|师|岗)$"
)
_TITLE_EN = re.compile(
    r"(?i)\b(?:engineer|developer|programmer|architect|designer|manager|director|analyst|"
    r"consultant|specialist|administrator|officer|"
    r"assistant|associate|coordinator|supervisor|executive|lead(?:er)?|head|scientist|"
    r"researcher|technician|accountant|auditor|teacher|"
    r"lecturer|professor|tutor|trainer|nurse|doctor|physician|pharmacist|lawyer|advocate|"
    r"attorney|counsel|clerk|secretary|receptionist|"
    r"representative|salesman|agent|recruiter|editor|writer|journalist|translator|intern|"
    r"trainee|apprentice|president|ceo|cto|cfo|coo|cio|vp|"
    r"founder|owner|partner|chef|cook|waiter|driver|operator|mechanic|electrician|tester|"
    r"planner|buyer|merchandiser|strategist|"
    r"instructor|coach|advisor|adviser|inspector|surveyor|foreman|worker|artist|producer|"
    r"photographer|animator|expert|master|dba|sdet|qa)s?\b"
)
_LABEL_TITLE = re.compile(
    r"^(?:职\s*位|职务|岗位|担任职务|担任|所任职位|工作岗位|职位名称|(?i:title|position|"
    r"designation|role|job title))(?:名称)?\s*(?:[:=]|\s-\s)\s*(?P<value>.+)$"
)
_LABEL_EMPLOYER = re.compile(
    r"^(?:公司(?:名称)?|单位(?:名称)?|工作单位|雇主|企业名称|(?i:company(?: name)?|employer|"
    r"organi[sz]ation|client))\s*(?:[:=]|\s?-\s)\s*(?P<value>.+)$"
)
_SPLIT = re.compile(
    r"\s*[|\t;；•●]\s*|\s{2,}|\s+[-–—]+\s+|[,，]\s*|(?<=[)）])\s+|\s*[—–]\s*|(?<=公司) |"
    r"(?<=[\u4e00-\u9fff])[ ](?=[\u4e00-\u9fffA-Z])|\s+at\s+|\s@\s|[/](?=[\u4e00-\u9fff])|:\s+"
)
_BULLET = re.compile(r"^(?:[-•●▪■◆·*➢✓○◦]|\uf0b7|\d{1,2}[.、)]|[(（]\d+[)）])\s*")
_ASIDE = re.compile(r"\([^()\u4e00-\u9fff]*\)")  # (Rehovot, Israel)
MAX_FIELD = 60
LOOK_AROUND = 2


@dataclass(slots=True)
class Post:
    """A post while it is read; offsets are of the text."""

    period: Period | None = None
    title: str = ""
    company: str = ""
    title_at: tuple[int, int] = (0, 0)
    company_at: tuple[int, int] = (0, 0)
    start: int = 0
    end: int = 0
    lines: list[str] = field(default_factory=list)


def read_posts(lines: Sequence[Line]) -> list[Post]:
    """Return the posts of a CV in the order of the text."""
    posts: list[Post] = []
    mine = [line for line in lines if line.part is Part.WORK]
    for index, line in enumerate(mine):
        if _opens(line, posts):
            posts.append(_open(mine, index))
        elif posts:
            _continue(posts[-1], line)
    return [post for post in posts if post.title or post.company or post.period]


def _opens(line: Line, posts: Sequence[Post]) -> bool:
    if _LABEL_EMPLOYER.match(line.text):
        return not (posts and not posts[-1].company and not posts[-1].lines)
    if len(line.text) > 160 or (_BULLET.match(line.text) and len(line.text) > 80):
        return False
    if find_periods(line.text):
        last = posts[-1] if posts else None
        return not (last and last.period is None and len(last.lines) <= LOOK_AROUND)
    return False


def _open(lines: Sequence[Line], index: int) -> Post:
    line = lines[index]
    post = Post(start=line.start, end=line.end)
    _read_line(post, line)
    before = lines[index - 1] if index else None
    if before and not (post.title and post.company) and _names_the_post(before, line):
        _read_line(post, before, period=False)
    return post


def _names_the_post(before: Line, line: Line) -> bool:
    """Tell whether the line right above a dated one is its employer or title."""
    bare = _is_field(before) and not _BULLET.match(before.text)
    return bare and before.end + 2 >= line.start and not find_periods(before.text)


def _continue(post: Post, line: Line) -> None:
    post.end = line.end
    near = len(post.lines) < LOOK_AROUND
    labelled = _LABEL_TITLE.match(line.text) or _LABEL_EMPLOYER.match(line.text)
    short = _is_field(line) and not _BULLET.match(line.text)
    if labelled or (near and short and not (post.title and post.company and post.period)):
        _read_line(post, line)
    post.lines.append(line.text)


def _is_field(line: Line) -> bool:
    return len(line.text) <= MAX_FIELD and not line.text.endswith(("。", "；", ";", "."))


def _read_line(post: Post, line: Line, *, period: bool = True) -> None:
    for pattern, name in ((_LABEL_TITLE, "title"), (_LABEL_EMPLOYER, "company")):
        hit = pattern.match(line.text)
        if hit and (name == "company" or is_title(hit.group("value").strip()[:MAX_FIELD])):
            _set(
                post, name, hit.group("value").strip()[:MAX_FIELD], line.start + hit.start("value")
            )
            return
    text = line.text
    if period and post.period is None:
        found = find_periods(text) or [one for one in find_dates(text) if len(text) < MAX_FIELD]
        if found:
            post.period = found[0]
            gap = " " * (found[0].last - found[0].first - 2)
            text = text[: found[0].first] + " |" + gap + text[found[0].last :]
    text = _ASIDE.sub(lambda aside: " " * len(aside.group()), text)
    for piece, at in _pieces(text):
        _place(post, piece, line.start + at)


def _pieces(text: str) -> list[tuple[str, int]]:
    pieces, position = [], 0
    for hit in [*_SPLIT.finditer(text), None]:
        raw = text[position : hit.start() if hit else len(text)]
        value = _BULLET.sub("", raw.strip()).strip(" ()（）:：,，.-–—【】[]*")
        if value and len(value) <= MAX_FIELD:
            pieces.append((value, position + raw.find(value)))
        position = hit.end() if hit else len(text)
    return pieces


def _place(post: Post, piece: str, at: int) -> None:
    if not post.title and is_title(piece):
        _set(post, "title", piece, at)
    elif not post.company and is_employer(piece):
        _set(post, "company", piece, at)


def is_title(piece: str) -> bool:
    """Tell whether a short (plain) text reads like a job title."""
    if re.search(rf"[{CJK}]", piece):
        return len(piece) <= 24 and bool(_TITLE_ZH.search(piece)) and not _EMPLOYER.search(piece)
    if len(piece) > MAX_FIELD or len(piece.split()) > 8 or not _TITLE_EN.search(piece):
        return False
    return not re.search(r"(?i)\b(?:inc|ltd|llc|corp|limited|gmbh|pvt|university|college)\b", piece)


def is_employer(piece: str) -> bool:
    """Tell whether a short (plain) text reads like the name of an employer."""
    if _EMPLOYER.search(piece):
        return True
    return bool(re.match(r"^[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,4}$", piece)) and len(piece) > 2


def _set(post: Post, name: str, value: str, at: int) -> None:
    if getattr(post, name):
        return
    setattr(post, name, value)
    setattr(post, f"{name}_at", (at, at + len(value)))
    post.start, post.end = min(post.start, at), max(post.end, at + len(value))
