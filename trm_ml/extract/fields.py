"""Short texts of a CV that read like a job title or like the name of an employer."""

import re

from trm_ml.extract.folding import CJK
from trm_ml.extract.sections import heading

MAX_FIELD = 60
MAX_WORDS = 8
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
#: Words that only employers have in their names: what follows a title may begin with one's name.
_LEGAL_FORM = re.compile(
    r"(?i)\b(?:inc|ltd|llc|llp|corp(?:oration)?|gmbh|plc|pvt|limited|technologies|holdings|"
    r"infotech|enterprises|bank)\b"
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
    r"(?i)(?<![\w'’])(?:engineer|dev|developer|programmer|architect|designer|manager|director|analyst|"
    r"consultant|specialist|administrator|officer|"
    r"assistant|associate|coordinator|supervisor|executive|lead(?:er)?|teamlead|head|scientist|"
    r"researcher|technician|accountant|auditor|teacher|"
    r"lecturer|professor|tutor|trainer|nurse|doctor|physician|pharmacist|lawyer|advocate|"
    r"attorney|counsel|clerk|secretary|receptionist|"
    r"representative|salesman|agent|recruiter|editor|writer|journalist|translator|intern|"
    r"trainee|apprentice|president|ceo|cto|cfo|coo|cio|vp|"
    r"founder|owner|partner|chef|cook|waiter|driver|operator|mechanic|electrician|tester|"
    r"planner|buyer|merchandiser|strategist|"
    r"instructor|coach|advisor|adviser|inspector|surveyor|foreman|worker|artist|producer|"
    r"photographer|animator|expert|master|dba|sdet|qa)s?(?![\w'’])"
)
# What a line about a person begins with when it is a sentence and no title.
_SENTENCE = re.compile(
    r"(?i)^(?:i|i['’]?m|i['’]?ve|my|we|our|you|he|she|it|this|that|these|to|was|were|is|are|am|"
    r"have|has|had|been|being|as|by|with|from|under|into|on|if|when|while|"
    r"reporting|reports?|reported|respons\w+|working|works?|worked|managing|manages?|managed|"
    r"handling|handled|supporting|supported|developed|developing|designed|designing|led|leading|"
    r"coordinated|coordinating|assisted|assisting|assists|helped|helping|looking|seeking|involved|"
    r"monitoring|maintaining|maintained|interact\w*|ensur\w+|provid\w+|prepar\w+|perform\w+|"
    r"creat(?:ed|ing)|implement\w+|conduct\w+|trained|training|experience[ds]? (?:in|of|with)|"
    r"tasks?|knowledge|skilled|award\w*|certificat\w*|certified|course\w*|thesis|"
    r"references?|recommendations?|student)\b"
)
# What follows a title on its line: how long, how much of it, how it is done.
_AFTER_TITLE = re.compile(
    r"(?i)\s*(?:[,(–—-]|\b(?:with|having|since|looking|seeking|from)\b)?\s*"
    r"(?:(?:over|more than|about|almost|at least)\s)?\d+(?:[.,]\d+)?\s*\+?\s*"
    r"(?:years?|yrs?|y\.\s?o|months?)\b.*$"
    r"|\s+(?:with|having|looking for|seeking|in project)\s.*$"
    r"|[,;]?\s*\(?\bcid:\d+\)?.*$"
    r"|\s*(?:\[|\((?=[^)]*$)).*$|\s+\d+%.*$|,\s*\d.*$"
)
_BEFORE_TITLE = re.compile(
    r"(?i)^(?:(?:my )?(?:role|designation|position|job title|title|post)\s*[:=–—-]\s*"
    r"|currently\s+|(?:worked|working)\s+as\s+(?:an?\s+)?)"
)
_NO_EMPLOYER = re.compile(
    r"(?i)^(?:the |my |our |a )?(?:current|previous|present|past|latest|last|main|key|client|major|"
    r"academic|career|job|total|work(?:ing)?|project|brief|nature of)?[ -]*"
    r"(?:projects?|durations?|periods?|tenure|timeline|roles?|responsib\w+|work|job|title|"
    r"clients?|company|employers?|organi[sz]ations?|positions?|designations?|locations?|"
    r"descriptions?|environments?|technolog(?:y|ies)|tools?|used|stack|team(?: size)?|domain|"
    r"platforms?|databases?|languages?|frameworks?|duties|tasks?|achievements?|summary|profile|"
    r"experience|exposure|none|no|nil|n/?a|fresher|practi[sc]ed|freelance|remote|full[- ]?time|"
    r"part[- ]?time|hybrid|on[- ]?site|onsite|present|page|details?|name|city|country|address|"
    r"front[- ]?end|back[- ]?end|full[- ]?stack|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|resources?|links?|contacts?|now|till|since|key "
    r"(?:features|skills|result areas))[\s:.*\d-]*$"
)
_NAME_LIKE = re.compile(r"^[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,4}$")


def is_title(piece: str) -> bool:
    """Tell whether a short (plain) text reads like a job title."""
    if re.search(rf"[{CJK}]", piece):
        open_ended = piece.rstrip(")）")  # 硬件工程师(总监)
        known = len(piece) <= 24 and bool(_TITLE_ZH.search(open_ended))
        return known and not _EMPLOYER.search(piece)
    if len(piece) > MAX_FIELD or len(piece.split()) > MAX_WORDS or _SENTENCE.match(piece):
        return False
    if not _TITLE_EN.search(piece) or piece.endswith("?"):
        return False
    return not re.search(
        r"(?i)\b(?:inc|ltd|llc|corp|limited|gmbh|pvt|university|college|degree|certification)\b",
        piece,
    )


def title_of(line: str) -> str:
    """Return the job title a short (plain) text is or begins with, or an empty string.

    Example:
        >>> title_of("Frontend Developer - 8 years experience")
        'Frontend Developer'
        >>> title_of("Reporting to Vice President"), title_of("Role: Civil Engineer")
        ('', 'Civil Engineer')
    """
    if re.search(rf"[{CJK}]", line):
        return line if is_title(line) else ""
    first = re.split(r"\s{3,}|\t|\.\s{2,}", line.strip(), maxsplit=1)[0]
    core = _AFTER_TITLE.sub("", _BEFORE_TITLE.sub("", first, count=1), count=1)
    core = core.strip(" \t,;:|*•-–—")
    core = core[:-1] if core.endswith(".") and not core.endswith(("Sr.", "Jr.")) else core
    return core if is_title(core) else ""


def title_then_employer(piece: str) -> tuple[str, str] | None:
    """Cut a text that runs a title and an employer together, or return None.

    Example:
        >>> title_then_employer("Java Developer Acme Ltd")
        ('Java Developer', 'Acme Ltd')
    """
    titles = list(_TITLE_EN.finditer(piece))
    if not titles or not _LEGAL_FORM.search(piece, titles[-1].end()):
        return None
    title, employer = piece[: titles[-1].end()].strip(), piece[titles[-1].end() :].strip()
    return (title, employer) if is_title(title) and _NAME_LIKE.match(employer) else None


def is_employer(piece: str) -> bool:
    """Tell whether a short (plain) text has a word that names of employers have."""
    return _EMPLOYER.search(piece) is not None and not piece[:1].islower() and not is_label(piece)


def may_be_employer(piece: str) -> bool:
    """Tell whether a short (plain) text could be a name: capitalised words, no word of a form."""
    return len(piece) > 2 and bool(_NAME_LIKE.match(piece)) and not is_label(piece)


def is_label(piece: str) -> bool:
    """Tell whether a short (plain) text is what a CV writes before or above a value."""
    return heading(piece) is not None or _NO_EMPLOYER.match(piece) is not None
