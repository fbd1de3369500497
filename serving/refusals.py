"""What access and messages refuse, said in both languages; the rest is in `serving.messages`."""

from collections.abc import Mapping

from core.access.rules import Flaw
from core.consent.types import Flaw as EntryFlaw
from core.content.types import Flaw as FormFlaw
from core.relation.types import Flaw as RelationFlaw
from core.relation.types import SourceFlaw
from core.subject.types import Flaw as MergeFlaw
from core.task.types import Flaw as TaskFlaw
from serving import people_refusals
from serving.messages import Language, Sentence

SENTENCES: dict[str, Sentence] = {
    "wrong-credentials": Sentence(
        "登录失败",
        "Sign-in failed",
        "邮箱或密码不正确。",
        "The e-mail address or the password is wrong.",
    ),
    "second-factor-needed": Sentence(
        "还需要验证码",
        "A code is needed",
        "密码正确。再输入验证器应用里的验证码，或一个恢复码。",
        "The password is right. Enter a code of your authenticator app, or a recovery code.",
    ),
    "wrong-code": Sentence(
        "验证码不对",
        "The code does not fit",
        "验证码不正确，或已经用过。等下一个验证码再试。",
        "The code does not fit, or was used before. Wait for the next one.",
    ),
    "second-factor-on": Sentence(
        "双重验证已开启",
        "It is on already",
        "双重验证已经开启。要更换，请先关闭。",
        "The second factor is on already; turn it off first to take another.",
    ),
    "second-factor-off": Sentence(
        "双重验证未开启",
        "It is off",
        "这个账号没有开启双重验证。",
        "This account has no second factor.",
    ),
    "second-factor-required": Sentence(
        "不能关闭双重验证",
        "It cannot be turned off",
        "你的角色必须使用双重验证。",
        "Your role needs a second factor.",
    ),
    "second-factor-first": Sentence(
        "先设置双重验证",
        "Set a second factor up first",
        "你的角色必须使用双重验证。设置好之后才能继续。",
        "Your role needs a second factor. Set one up to go on.",
    ),
    "not-by-token": Sentence(
        "令牌不能这样做",
        "Not by a token",
        "请在页面登录后更改登录方式。",
        "Sign in on the page to change how you sign in.",
    ),
    "field-hidden": Sentence(
        "这项信息对你隐藏",
        "This is hidden from you",
        "你的角色看不到这项信息，也不能用它搜索或打开原文件：{field}。",
        "Your role does not see this, and cannot search by it or open the file: {field}.",
    ),
    "mask-sent": Sentence(
        "含有被隐藏的内容",
        "It holds a hidden passage",
        "内容里有对你隐藏的部分（••••），保存会把原文覆盖掉。请去掉这一项再保存。",
        "It holds a passage that is hidden from you (••••), which would be lost. Leave it out.",
    ),
    "oidc-refused": Sentence(
        "单点登录未通过",
        "Single sign-on failed",
        "登录服务的回复无法采信（{why}）。请重新登录。",
        "The answer of the sign-in service cannot be trusted ({why}). Sign in again.",
    ),
    "oidc-no-account": Sentence(
        "这里没有你的账号",
        "No account here",
        "登录服务认识你，但这里没有你的账号。请让管理员邀请你。",
        "The sign-in service knows you, but there is no account for you here. Ask an administrator "
        "to invite you.",
    ),
    "oidc-down": Sentence(
        "登录服务没有响应",
        "The sign-in service does not answer",
        "公司的登录服务没有响应。稍后再试，或用密码登录。",
        "The company's sign-in service does not answer. Try later, or use a password.",
    ),
    "forged-request": Sentence(
        "请求未通过校验",
        "The request cannot be trusted",
        "这个请求不是从本系统的页面发出的，或页面已过期。刷新页面后再试。",
        "This request did not come from our own page, or the page is too old. Reload it and try "
        "again.",
    ),
    "token-unknown": Sentence(
        "令牌无效",
        "The token does not work",
        "API 令牌不存在、已吊销或已过期。",
        "The API token is unknown, revoked or too old.",
    ),
    "too-many-attempts": Sentence(
        "尝试过多",
        "Too many attempts",
        "登录失败次数过多。请等 15 分钟，或申请重设密码。",
        "Too many failed attempts. Wait 15 minutes, or ask for a new password.",
    ),
    "visit-over": Sentence(
        "页面已失效",
        "This visit is over",
        "链接已被使用过、已经过期，或资料已变动。请重新申请链接。",
        "The link was used already or is too old, or your record changed. Ask for a new link.",
    ),
    "nothing-asked": Sentence(
        "请写几个字",
        "Say a few words",
        "请用几个字说明要更正或复核什么。",
        "Say in a few words what is to be corrected or looked at again.",
    ),
    "link-invalid": Sentence(
        "链接无法使用",
        "This link cannot be used",
        "链接已被使用过，或者已经过期。请重新申请一个。",
        "This link was used already or is too old. Ask for a new one.",
    ),
    "weak-password": Sentence(
        "密码太弱",
        "The password is too weak",
        "这个密码不能用：{reasons}。",
        "This password cannot be used: {reasons}.",
    ),
    "account-exists": Sentence(
        "账号已存在",
        "The account exists",
        "这个邮箱已有账号。",
        "There is an account with that e-mail address already.",
    ),
    "set-up-already": Sentence(
        "已经初始化",
        "Set up already",
        "这个工作区已经初始化，请直接登录。",
        "This workspace is set up already; sign in instead.",
    ),
    "still-served": Sentence(
        "工作区正在使用",
        "The workspace is in use",
        "请先停止 trm serve 和 trm worker。",
        "Stop trm serve and trm worker first.",
    ),
    "backup-damaged": Sentence(
        "备份已损坏",
        "The backup is damaged",
        "备份不完整，未作任何改动。",
        "The backup is not whole; nothing was changed.",
    ),
    "backup-inside": Sentence(
        "备份位置不对",
        "A backup cannot lie there",
        "备份不能放在工作区之内，请另选文件夹。",
        "A backup cannot lie among what it is a backup of; name another folder.",
    ),
    "not-our-database": Sentence(
        "请用数据库自带工具",
        "Use the database's own tools",
        "PostgreSQL 请用 pg_dump / pg_restore，并另行复制工作区文件夹。",
        "Use pg_dump and pg_restore, and copy the workspace folder beside it.",
    ),
    "team-exists": Sentence(
        "团队已存在", "The team exists", "已有同名团队。", "There is a team of that name already."
    ),
    "teams-unknown": Sentence(
        "没有这个团队", "No such team", "所选团队不存在。", "There is no such team."
    ),
    "last-admin": Sentence(
        "必须保留一位管理员",
        "One administrator must stay",
        "这是最后一位在用的管理员。请先指定另一位。",
        "This is the last active administrator; name another one first.",
    ),
    "zone-unknown": Sentence(
        "没有这个时区", "No such time zone", "没有这个时区。", "There is no such time zone."
    ),
    "scope-beyond": Sentence(
        "权限不能超过自己",
        "More than you may do",
        "不能把自己没有的权限交给令牌：{scopes}。",
        "You cannot hand on what you may not do: {scopes}.",
    ),
    "token-from-token": Sentence(
        "令牌不能创建令牌",
        "A token cannot make tokens",
        "请在页面登录后创建令牌。",
        "Sign in on the page to make a token.",
    ),
    "unknown-host": Sentence(
        "未知主机名",
        "Unknown host name",
        "本服务不响应这个主机名。可用 allowed_hosts 添加。",
        "This server does not answer to that host name; `allowed_hosts` adds one.",
    ),
    "in-progress": Sentence(
        "正在处理",
        "Still being done",
        "同一个请求正在处理，请稍候。",
        "The same request is being carried out; wait a moment.",
    ),
    "idempotency-mismatch": Sentence(
        "重复请求的内容不同",
        "Another request under this key",
        "这个 Idempotency-Key 已用于另一个请求。请换一个。",
        "This Idempotency-Key was used for a different request; take another one.",
    ),
    "answer-lost": Sentence(
        "请求已执行，结果已丢失",
        "Carried out, but the answer is lost",
        "这个请求已经执行过，但当时的结果没有保存下来。请直接查看数据。",
        "This request was carried out, but its answer was lost; read the result instead.",
    ),
    "not-in-doubt": Sentence(
        "无需核对",
        "Nothing to settle",
        "这条消息的去向已经确定，或已由他人核对。当前状态：{state}。",
        "What became of this message is known, or somebody else settled it. It is {state} now.",
    ),
    "message-too-late": Sentence(
        "已过有效时间",
        "Its time is over",
        "这条消息的有效时间已过，不能再发。请重新发起，例如再次邀请。",
        "The time of this message is over. Start anew instead: invite again, for instance.",
    ),
}
SENTENCES |= people_refusals.SENTENCES
SENTENCES |= {
    "relationship-invalid": Sentence(
        "这段关系不成立",
        "This relationship cannot be stated",
        "没有保存：{reasons}。",
        "Nothing was saved: {reasons}.",
    ),
    "relationship-over": Sentence(
        "这段关系已经结束",
        "The relationship is over",
        "这段关系已经结束，或已被撤回。刷新后再试。",
        "This relationship has ended, or was taken back. Read it again.",
    ),
    "source-unknown": Sentence(
        "没有这个来源",
        "No such source",
        "这个来源还没有设置。先用 trm source set 或 PUT /api/v1/sources/NAME 设置。",
        "Nobody has set this source up; do so with trm source set, or PUT /api/v1/sources/NAME.",
    ),
    "source-invalid": Sentence(
        "来源设置不对",
        "The source cannot be set up so",
        "没有保存：{reasons}。",
        "Nothing was saved: {reasons}.",
    ),
}
SENTENCES |= {
    "form-invalid": Sentence(
        "表单不能这样打开", "The form cannot be opened so", "没有打开：{reasons}。",
        "Nothing was opened: {reasons}.",
    ),
    "form-closed": Sentence(
        "表单已关闭", "The form is closed", "它不存在，或者不再接收内容。",
        "It does not exist, or takes nothing in any more.",
    ),
}  # fmt: skip
SENTENCES |= {
    "callback-forged": Sentence(
        "回调校验未通过",
        "The callback cannot be trusted",
        "签名不对、时间不在五分钟之内，或不是发给本企业的。",
        "Its signature is wrong, its time is not within five minutes of now, or it is for another "
        "company.",
    ),
    "callback-unreadable": Sentence(
        "回调内容无法读取",
        "The callback cannot be read",
        "密文损坏，或内容不是文档所说的格式。",
        "The sealed text is damaged, or is not what the documentation says.",
    ),
}
_FLAWS: dict[str, str] = {
    FormFlaw.NO_TITLE: "需要中英文标题",
    FormFlaw.NO_WORDING: "应聘表单需要一份招聘用途的同意文本",
    FormFlaw.NO_POOL_WORDING: "第二份同意文本须用于人才库",
    FormFlaw.NOT_YOUR_TEAM: "只能属于你自己的团队",
    MergeFlaw.SAME: "已经是同一个人",
    MergeFlaw.NOBODY: "没有写明要合并谁",
    MergeFlaw.INVENTED: "一方是演示数据，另一方不是",
    MergeFlaw.ERASING: "其中一人的数据正在删除",
    MergeFlaw.UNDONE: "有人曾撤销过这次合并，只有人可以再次合并",
    MergeFlaw.NO_REASON: "合并需要写明理由",
    MergeFlaw.CHOICE: "只能为可编辑的字段选用其中一人的值",
    RelationFlaw.ENDS_FIRST: "结束早于开始",
    RelationFlaw.TOO_FAR: "开始时间在两年以后",
    RelationFlaw.EMPLOYED_ALREADY: "这段时间已经在职，请先结束那一段",
    RelationFlaw.STILL_EMPLOYED: "当时仍在职，请结束那段雇佣关系",
    RelationFlaw.NEVER_EMPLOYED: "没有任何记录表明此人曾在这里工作",
    RelationFlaw.NO_REASON: "更正需要写明理由",
    SourceFlaw.CHANNEL: "这种渠道不是通过文件或行导入的",
    SourceFlaw.FIELD: "映射到了这种渠道没有的字段",
    SourceFlaw.TEAM: "没有这个团队",
    TaskFlaw.NO_TITLE: "要写明做什么",
    TaskFlaw.NO_ZONE: "没有这个时区",
    TaskFlaw.NO_TIME: "时间要写成 09:30 这样的形式",
    TaskFlaw.NO_OUTCOME: "取消要写明理由",
    TaskFlaw.FUTURE: "通话时间不能在将来",
    TaskFlaw.OTHER_PERSON: "这个任务属于另一个人",
    TaskFlaw.TOO_LONG: "通话不会超过一天",
    EntryFlaw.FUTURE: "时间在将来",
    EntryFlaw.NO_PROOF: "同意必须有凭证，说明在哪里可以查到",
    EntryFlaw.NO_WORDING: "同意必须注明所同意的文本",
    EntryFlaw.EXPIRED: "还没开始就已到期",
    EntryFlaw.NO_EXPIRY: "只有同意才有到期时间",
    EntryFlaw.NO_REASON: "保留需要写明理由",
    EntryFlaw.NO_END: "保留必须有截止时间，且在将来十年以内",
    Flaw.SHORT: "少于 12 个字符",
    Flaw.LONG: "超过 256 个字符",
    Flaw.REPEATED: "只有少数几个字符反复出现",
    Flaw.COMMON: "属于最常见的密码",
    Flaw.KNOWN: "基本就是姓名或邮箱",
}


def problem(
    code: str, context: Mapping[str, object], *, language: Language
) -> tuple[str, str] | None:
    """Return title and detail in the reader's language, or ``None`` for a code of others."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return None
    told = {name: _told(value, language) for name, value in context.items()}
    return sentence.title(language), sentence.detail(language).format_map(told)


def _told(value: object, language: Language) -> str:
    if not isinstance(value, list | tuple):
        return str(value)
    words = [_FLAWS.get(str(one), str(one)) if language == "zh" else str(one) for one in value]
    return ("；" if language == "zh" else "; ").join(words)
