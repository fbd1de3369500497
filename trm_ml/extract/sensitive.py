"""The words and patterns of names, contact data and protected attributes, zh and en."""

import re

from trm_ml.extract.folding import CJK

_LABEL_ZH = (
    r"姓\s*名|英文名|中文名|曾用名|昵称|性\s*别|年\s*龄|出生(?:年月日?|日期|时间|地|年份)?|"
    r"生\s*日|民\s*族|"
    r"婚姻(?:状况|状态|情况)?|婚育(?:状况|情况)?|婚\s*否|生育(?:状况|情况)?|子女(?:情况|"
    r"状况)?|有无子女|"
    r"籍\s*贯|户籍(?:地|所在地|地址)?|户口(?:所在地|性质|类型)?(?:/籍贯)?|户籍/国籍|生源地|老\s*家|"
    r"政治面貌|政治身份|党派|宗教(?:信仰)?|信仰|健康(?:状况|状态|情况|程度)?|身体状况|身\s*高|"
    r"体\s*重|血\s*型|视力|"
    r"星座|属相|生肖|照\s*片|相\s*片|头像|证件照|身份证(?:号码?|号)?|证件(?:号码?|类型)|"
    r"护照号?码?|国\s*籍|"
    r"电\s*话|手机(?:号码?)?|联系(?:电话|方式|手机)|移动电话|固定电话|邮\s*箱|电子邮[箱件]|"
    r"QQ号?码?|微信号?|"
    r"住\s*址|家庭(?:住址|地址|成员|情况|背景)|通[讯信]地址|联系地址|详细地址|现住址|地\s*址|"
    r"邮\s*编|紧急联系人|"
    r"父亲|母亲|配偶|残疾(?:情况|证|状况)?|性取向|文件名"
)
_LABEL_EN = (
    r"(?:full |first |last |middle |given |family |sur|nick|candidate |applicant |preferred |"
    r"maiden |"
    r"(?:father|mother|spouse|husband|wife|guardian)'?s? )?name|gender|sex|age|date of birth|"
    r"d\.?o\.?b\.?|"
    r"birth ?(?:date|day|place|year)|(?:place|year) of birth|born|nationality|citizenship|"
    r"ethnicity|"
    r"ethnic (?:group|origin|background)|race|marital status|civil status|family status|children|"
    r"(?:number|no\.?) of children|dependents|religion|religious (?:beliefs?|affiliation)|"
    r"faith|caste|"
    r"political (?:affiliation|status|views|party)|health(?: status| condition)?|"
    r"disabilit(?:y|ies)|"
    r"home ?town|native place|place of origin|height|weight|blood (?:group|type)|"
    r"photo(?:graph)?|picture|"
    r"passport(?: no\.?| number)?|id(?: no\.?| number| card)|national id|ssn|"
    r"social security(?: no\.?| number)|"
    r"(?:preferred )?pronouns?|(?:tele)?phone(?: no\.?| number)?|mobile(?: no\.?| number| phone)?|"
    r"cell(?: phone)?|tel|contact(?: no\.?| number)|e-?mail(?: id| address)?|"
    r"(?:residential |permanent |home |mailing |current |postal )?address|zip(?: code)?|"
    r"postal code|"
    r"linked ?in|github|skype(?: id)?|we ?chat(?: id)?|whatsapp|twitter|website|facebook|"
    r"instagram|qq|"
    r"sexual orientation|father|mother|file ?name"
)
_FIELD_END = r"(?!\s{2,}|[\n|;\t]|\s+[^\s:]{1,12}:|\s+(?:" + _LABEL_ZH + r")\s)"
_SHORT = rf"(?:{_FIELD_END}[^\n,，、。]){{0,60}}"  # ends at a comma
_LONG = rf"(?:{_FIELD_END}[^\n]){{0,120}}"  # a date or an address has commas
_BEFORE = r"(?:(?<![^\s|;,，、\t(（/·•*-])|^)"
_WITH_COMMAS = (
    r"出生(?:年月日?|日期|时间|地|年份)?|生\s*日|住\s*址|家庭(?:住址|地址|成员|情况)|"
    r"通[讯信]地址|联系地址|详细地址|地\s*址|身份证(?:号码?|号)?|"
    r"(?:full |first |last )?name|date of birth|d\.?o\.?b\.?|birth ?(?:date|day|place)|"
    r"place of birth|born|"
    r"(?:residential |permanent |home |mailing |current )?address|home ?town|native place|"
    r"place of origin"
)

#: A labelled field: the group ``field`` starts at the label, the match ends with the value.
LABELS = (
    re.compile(rf"{_BEFORE}(?P<field>(?:{_WITH_COMMAS})\s*[:=]\s*{_LONG})", re.I | re.M),
    re.compile(rf"{_BEFORE}(?P<field>(?:{_LABEL_ZH}|{_LABEL_EN})\s*[:=]\s*{_SHORT})", re.I | re.M),
    re.compile(rf"{_BEFORE}(?P<field>(?:{_LABEL_EN})\s+[-–]\s+{_SHORT})", re.I | re.M),
    re.compile(rf"{_BEFORE}(?P<field>(?:{_LABEL_ZH})[ \t]+[^\s:|,，;；]{{1,24}})(?!\s*:)", re.M),
    re.compile(  # a label alone on its line, its value alone on the next
        rf"^[ \t]*(?P<field>(?:{_LABEL_ZH}|{_LABEL_EN})[ \t]*:?[ \t]*\n[ \t]*[^\n:|]{{1,40}})$",
        re.I | re.M,
    ),
)

ID_NUMBER = re.compile(r"(?<![\dXx])\d{17}[\dXx](?![\dXx])|(?<!\d)\d{15}(?!\d)")
CONTACT_LABEL = re.compile(
    r"姓\s*名|英文名|中文名|昵称|电\s*话|手机|联系|移动电话|固定电话|邮\s*箱|电子邮|QQ|微信|"
    r"(?!father|mother|spouse|husband|wife)[a-z ]*name\b|"
    r"(?:tele)?phone|mobile|cell|tel\b|contact|e-?mail|linked ?in|github|skype|we ?chat|"
    r"whatsapp|twitter|website|qq|文件名",
    re.I,
)
CONTACTS = (
    ID_NUMBER,
    re.compile(r"https?://[^\s，。；、）)\]]+|\bwww\.[^\s，。；、）)\]]+", re.I),
    re.compile(
        r"\b(?:[\w-]+\.)?(?:linkedin|github|gitee|facebook|twitter|behance|zhihu|csdn|"
        r"weibo)\.(?:com|io|net|cn)[^\s，。；]*",
        re.I,
    ),
    re.compile(r"\b[\w-]+\.github\.io[^\s，。；]*", re.I),
    re.compile(r"<(?:PHONE|TEL|EMAIL|IM|CONTACT|NAME|URL)>"),
    re.compile(rf"[\w.()+&@\-{CJK}（）【】]+\.(?:pdf|docx?|wps|rtf|jpe?g|png|html?|txt)\b", re.I),
)

_ETHNIC = (
    r"(?:汉|壮|满|回|苗|维吾尔|土家|彝|蒙古?|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|"
    r"仡佬|东乡|高山|拉祜|水|佤|"
    r"纳西|羌|土|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|"
    r"基诺|德昂|保安|俄罗斯|"
    r"裕固|乌孜别克|门巴|鄂伦春|独龙|塔塔尔|赫哲|珞巴)族"
)
_ALONE = r"(?<![^\s|/,，、;；:(（【\[·•*-])"
_ALONE_EN = r"(?:^|(?<=[\n|,;/(•·\t])|(?<=[\n|,;/(•·\t] )|(?<=  ))"
_END_EN = r"(?=\s*(?:$|[\n|,;/)•·\t.]|  ))"
_END = r"(?![^\s|/,，、;；。.!)）】\]·•*-])"
_PERSON = (
    r"(?:工程师|程序员|开发者|设计师|经理|教师|老师|护士|医生|会计|律师|候选人|求职者|毕业生|"
    r"大学生|学生|研究生|党员|人员|员工|青年|"
    r"领导|主管|创业者|销售|分析师)"
)
_ROLE = (
    r"(?:engineer|developer|manager|leader|nurse|candidate|student|scientist|programmer|"
    r"founder|employee|"
    r"athlete|teacher|designer|analyst|professional|graduate|accountant|applicant|executive)s?\b"
)
_ZH_PLACE = rf"[{CJK}]{{2,12}}?"
_EN_PLACE = r"[A-Z][\w'’-]+(?:(?:,? (?:and |of |the )?|, )[A-Z][\w'’-]+){0,4}"

#: Free-standing mentions; the group ``hide`` narrows what is hidden.
PATTERNS = (
    re.compile(rf"{_ALONE}(?:男|女)(?:性|士|生)?{_END}"),
    re.compile(rf"{_ALONE_EN}(?:(?:fe)?male|non-?binary|transgender){_END_EN}", re.I | re.M),
    re.compile(r"(?:今年|现年|年龄)?\s*\d{2}\s*(?:周岁|岁)(?:半)?"),
    re.compile(
        r"\b(?:aged?|i am|i'm)\s+\d{2}\b(?:\s+years?(?:\s+old| of age))?|"
        r"\b\d{2}[ -]years?[ -](?:old|of[ -]age)\b",
        re.I,
    ),
    re.compile(r"\b\d{2}\s*(?:y\.?/?o\.?|yrs? old)\b", re.I),
    re.compile(
        r"(?:生于|出生于)?\s*(?:19[4-9]|"
        r"20[01])\d\s*[年./-]\s*\d{1,2}\s*[月./-]?\s*(?:\d{1,2}\s*日?)?\s*(?:出生|"
        r"生(?![产活态物命成]))"
    ),
    re.compile(
        r"(?:19[4-9]|20[01])\d\s*年?\s*(?:出生|生人|生(?=[，,。\s])|(?=年生))|[5-9]0后|00后|"
        r"[5-9]5后"
    ),
    re.compile(r"出生于[^，,。;；\n]{1,24}|生于[^，,。;；\n]{1,24}|生长于[^，,。;；\n]{1,24}"),
    re.compile(
        rf"\bborn (?:and (?:raised|brought up) )?(?:in|on|at) (?:\d{{1,2}}(?:st|nd|rd|"
        rf"th)? )?(?:{_EN_PLACE}|\d{{4}})(?:,? \d{{1,2}},? \d{{4}}|,? \d{{4}}|"
        rf" \d{{4}})?(?:,? in {_EN_PLACE})?",
        re.I,
    ),
    re.compile(
        rf"(?:是|为|一名|一位)?{_ETHNIC}(?:人|男孩|女孩|姑娘|小伙子?|青年|同胞|(?={_PERSON})|"
        rf"{_END})"
    ),
    re.compile(
        rf"{_ALONE}(?:已婚|未婚|离异|丧偶|单身|离婚|已育|未育)(?:[已未]育|有孩|"
        rf"无孩)?(?:[一二两三]孩|[一二两三]子[一二两]?女?)?{_END}"
    ),
    re.compile(
        r"(?:已婚|未婚)(?:已育|未育)|(?:无|暂无|没有)?(?:婚育|生育|结婚)(?:计划|打算|需求)|"
        r"(?:育有|有)[一二两三1-3](?:个)?(?:子[一二]女|孩子?|儿子|女儿|子|女)|备孕|怀孕|"
        r"哺乳期|二胎"
    ),
    re.compile(
        r"\b(?:happily )?(?:married|divorced|widowed|unmarried)\b(?: (?:with|and have|"
        r"and has) [^,.;|\n]{0,24}(?:child(?:ren)?|kids?|sons?|daughters?))?",
        re.I,
    ),
    re.compile(
        rf"{_ALONE_EN}single{_END_EN}|\b(?:i am|i'm|currently) single\b|\b(?:pregnant|"
        rf"expecting a (?:child|baby))\b",
        re.I | re.M,
    ),
    re.compile(
        r"\b(?:proud )?(?:a )?(?:single )?(?:mother|father|mom|mum|dad|parent) (?:of|"
        r"to) (?:a |an )?(?:\w+ ?){1,3}?(?=[,.;|\n]|$| and | who )",
        re.I,
    ),
    re.compile(
        r"\bwith (?:no|one|two|three|1|2|3) (?:child(?:ren)?|kids?)\b|\bno (?:children|kids)\b",
        re.I,
    ),
    re.compile(
        rf"(?:作为|身为|我是|是)(?:一[名位个])?(?:[{CJK}]{{1,3}}的)?(?:年轻的?|单身的?|"
        rf"已婚的?)?(?P<hide>男性|女性|男生|女生|男孩子?|女孩子?|男|女|妈妈|宝妈|爸爸|奶爸|"
        rf"母亲|父亲|妻子|丈夫|姑娘|小伙子?)(?![装鞋包表士性])"
    ),
    re.compile(rf"(?P<hide>男性|女性|男|女)(?={_PERSON})"),
    re.compile(r"[一二两三1-3]个?孩子的(?:妈妈|爸爸|母亲|父亲|家长)"),
    re.compile(
        rf"\b(?P<hide>(?:young |single |married )?(?:female|male|woman|man|women|"
        rf"men))\b(?= {_ROLE})",
        re.I,
    ),
    re.compile(
        r"\b(?:as|being|i am|i'm)(?P<hide> an? (?:young |single |married |proud )*(?:woman|"
        r"man|female|male|mother|father|mom|dad|girl|boy|lady|gentleman|wife|husband))\b",
        re.I,
    ),
    re.compile(
        r"(?:中共|共产党)?(?:正式|预备|优秀)?(?:共产)?党员(?!干部学院|教育|培训班)|"
        r"(?:优秀)?共青团员|(?:优秀)?团员(?=[\s,，、|;；。]|$)|无党派(?:人士)?|民主党派|"
        r"(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)(?:成员|党员|会员|盟员|社员)|"
        r"入党积极分子"
    ),
    re.compile(rf"{_ALONE}群众{_END}"),
    re.compile(
        r"\b(?:member of (?:the )?)?(?:chinese )?communist (?:party|"
        r"youth league)(?: of china)?(?: member)?\b|\b(?:cpc|ccp) (?:probationary )?member\b|"
        r"\b(?:party|league) member\b|\bmember of (?:the )?(?:democratic|republican|labour|"
        r"conservative) party\b",
        re.I,
    ),
    re.compile(
        rf"(?:信仰|信奉|皈依)?(?:佛教|基督教|天主教|伊斯兰教|道教|印度教|犹太教)(?:徒|信徒|"
        rf"信仰)|(?:信仰|信奉)(?:佛教|基督教|天主教|伊斯兰教|道教)|无宗教信仰|{_ALONE}(?:佛教|"
        rf"基督教|天主教|伊斯兰教|道教){_END}"
    ),
    re.compile(
        rf"\b(?:practi[sc]ing|devout) (?:christian|muslim|buddhist|hindu|jew|catholic|sikh|"
        rf"jain)\b|{_ALONE_EN}(?:christian|muslim|buddhist|hindu|jewish|catholic|sikh|jain|"
        rf"atheist|christianity|islam|buddhism|hinduism){_END_EN}|\b(?:i am|"
        rf"i'm) an? (?:christian|muslim|buddhist|hindu|jew|catholic|sikh|atheist)\b",
        re.I | re.M,
    ),
    re.compile(
        r"身体(?:很|非常)?健康|健康(?:状况)?良好|身体(?:状况)?良好|无(?:残疾|重大疾病|传染病|"
        r"遗传病|不良嗜好)(?:史)?|(?:肢体|听力|视力|轻度|重度)残疾|残疾(?:人证?|"
        r"证)?(?:[一二三四]级)?(?=[\s,，、|;；。]|$)|(?:乙肝|糖尿病|高血压)(?:携带者|患者|"
        r"病史)"
    ),
    re.compile(
        r"\b(?:in )?(?:good|excellent|perfect) (?:physical )?health\b|"
        r"\b(?:physically )?(?:disabled|handicapped|able-bodied)\b|\bwheelchair user\b",
        re.I,
    ),
    re.compile(
        rf"(?:籍贯|祖籍|老家|家乡|户口|户籍)(?:是|在|为)?[{CJK}]{{2,10}}(?=[,，。;；\s|]|$)"
    ),
    re.compile(
        rf"(?:我)?来自(?:于)?(?!于|各|不同|客户|市场|社会|业务|世界|全国|团队|公司|海外|国内|"
        rf"多)(?:{_ZH_PLACE}(?:省|市|县|农村|山区|乡下)?)(?=[,，。;；\s|]|$|的(?:姑娘|女孩|"
        rf"男孩|小伙|学生|青年))"
    ),
    re.compile(
        rf"{_ALONE}(?:我是|"
        rf"是)?{_ZH_PLACE}人(?:氏)?{_END}(?<!负责人)(?<!联系人)(?<!候选人)(?<!主持人)(?<!创始人)(?<!合伙人)(?<!经纪人)(?<!管理人)(?<!代理人)(?<!发言人)(?<!机器人)(?<!牵头人)(?<!法人)(?<!带头人)(?<!撰稿人)(?<!媒体人)(?<!无人)(?<!投资人)(?<!继承人)(?<!传承人)(?<!个人)(?<!主理人)(?<!制片人)(?<!制作人)(?<!保荐人)(?<!监护人)(?<!工人)(?<!老人)"
    ),
    re.compile(
        rf"\b(?:originally from|native of|hails? from|hailing from|i come from|i am from|"
        rf"i'm from|grew up in|raised in|brought up in|hometown (?:is|of)|"
        rf"home town is) {_EN_PLACE}",
        re.I,
    ),
    re.compile(rf"{_ALONE}\d{{3}}\s?cm{_END}|{_ALONE}\d{{2,3}}\s?(?:kg|公斤|斤){_END}", re.I),
    re.compile(
        r"[(（]\s*(?:he|she|they)\s*/\s*(?:him|her|them)(?:\s*/\s*(?:his|hers|"
        r"theirs))?\s*[)）]|\b(?:he/him|she/her|they/them)(?:/(?:his|hers|theirs))?\b",
        re.I,
    ),
    re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Sir|Madam)\b\.?(?=\s+[A-Z])"),
)

PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|their|theirs|them|himself|herself|themself|"
    r"themselves)\b|(?<![其吉维排])[他她](?![人乡者])",
    re.I,
)
_SUBJECT, _OBJECT = "they", "them"
NEUTRAL = {
    **dict.fromkeys(("he", "she", "they"), _SUBJECT),
    **dict.fromkeys(("him", "her", "his", "hers", "their", "theirs", "them"), _OBJECT),
    **dict.fromkeys(("himself", "herself", "themself", "themselves"), "themself"),
}

#: What a job ad must not ask for; taken out of it before it is matched.
JOB_PATTERNS = (
    re.compile(
        r"(?:性别\s*[:：]?\s*)?(?:男女不限|性别不限|不限男女|限男性?|限女性?|仅限(?:男|女)性?|"
        r"男士优先|女士优先|男性优先|女性优先|"
        r"男生优先|女生优先|男女均可|(?<![\u4e00-\u9fff])[男女](?:性|士|生)?[,，、]?(?=\d{2}))"
    ),
    re.compile(
        r"(?:年龄(?:要求|范围|"
        r"在)?\s*[:：]?\s*)?\d{2}\s*(?:[-~—–至到]\s*\d{2})?\s*(?:周)?岁(?:之间|以下|以上|以内|"
        r"左右)?(?:优先)?"
        r"|年龄(?:要求)?\s*[:：]?\s*(?:不限|不超过\s*\d{2}(?:周?岁)?|"
        r"\d{2}\s*[-~—至到]\s*\d{2}(?:之间)?|\d{2}以[下上内])|[5-9]0后(?:优先)?|00后"
    ),
    re.compile(
        r"(?:已婚(?:已育)?|未婚|婚育|已育|单身)(?:者)?(?:优先|不限|情况)?|(?:本地|本市|当地|"
        r"[\u4e00-\u9fff]{2})户[口籍](?:者)?(?:优先)?"
    ),
    re.compile(
        r"(?:五官端正|形象(?:气质)?(?:好|佳|良好)|相貌端正|气质佳|"
        r"身高\s*\d{3}[^,，。;；\n]{0,8}|身体健康|无(?:不良嗜好|传染病|纹身))"
    ),
    re.compile(
        r"\b(?:fe)?males? (?:only|preferred|candidates?)\b|\b(?:age[ds]? )?(?:between |under |"
        r"below |over )\d{2}(?: (?:and|to|-) \d{2})?(?: years(?: old| of age)?)\b|"
        r"\b(?:age|aged)\s*[:：]?\s*\d{2}\s*(?:[-–]|to)\s*\d{2}\b|\byoung (?:and|"
        r"&) (?:energetic|dynamic)\b|\brecent graduates only\b|\b(?:single|married|"
        r"unmarried) (?:only|preferred)\b",
        re.I,
    ),
)
