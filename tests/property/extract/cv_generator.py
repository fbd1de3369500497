"""Invented CVs in which who somebody is can be swapped along 20 axes, zh and en."""

import random
from collections.abc import Callable

Values = dict[str, str]

ZH_AXES: dict[str, list[str]] = {
    "name": ["张伟", "李秀英", "欧阳明月", "王芳", "陈晓东", "阿依古丽", "司马南山", "单雄信"],
    "gender": ["男", "女"],
    "age": ["28", "45", "33", "51"],
    "birth": ["1998年5月", "1975-11-02", "1990.01", "1983年12月31日"],
    "ethnicity": ["汉族", "藏族", "维吾尔族", "回族", "蒙古族"],
    "marital": ["已婚", "未婚", "离异", "已婚已育"],
    "hometown": ["湖南长沙", "新疆喀什", "上海", "河南省周口市"],
    "politics": ["中共党员", "群众", "共青团员", "民盟成员"],
    "religion": ["无", "佛教", "伊斯兰教"],
    "health": ["良好", "健康", "残疾四级"],
    "height": ["165cm", "182cm"],
    "photo": ["有", "无", "photo.jpg"],
    "phone": ["13800138000", "+86 159-2233-4455", "010-88886666"],
    "id_number": ["110101199003071234", "65312219780101002X"],
    "children": ["一子一女", "无", "两个孩子"],
    "pronoun": ["他", "她"],
    "native_account": ["户籍在农村", "户口为城镇"],
    "person": ["男生", "女生"],
    "blood": ["A型", "O型", "AB型"],
    "nationality": ["中国", "马来西亚"],
}
EN_AXES: dict[str, list[str]] = {
    "name": [
        "John Smith",
        "Lakisha Washington",
        "Mohammed Al-Farsi",
        "Mary-Jane O'Neill",
        "Wei Zhang",
        "Priya Ramanathan Iyer",
    ],
    "gender": ["Male", "Female", "Non-binary"],
    "age": ["28", "45", "61"],
    "birth": ["May 5, 1990", "1985-03-12", "12/07/1979"],
    "ethnicity": ["Caucasian", "African American", "Asian", "Hispanic"],
    "marital": ["Single", "Married", "Divorced"],
    "hometown": ["Austin, Texas", "Lagos, Nigeria", "Chengdu"],
    "politics": ["Independent", "CPC member", "None"],
    "religion": ["Christian", "Muslim", "Hindu", "None"],
    "health": ["Excellent", "Disabled"],
    "height": ["5'11\"", "165 cm"],
    "photo": ["attached", "none", "me.png"],
    "phone": ["+1 415 555 0101", "(212) 555-0199", "+44 20 7946 0958"],
    "id_number": ["AB1234567", "X9988776"],
    "children": ["two", "none", "1"],
    "pronoun": ["He", "She", "They"],
    "pronoun_pair": ["he/him", "she/her", "they/them"],
    "person": ["woman", "man"],
    "parent": ["mother of two", "father of three", "mother of a son"],
    "nationality": ["American", "Nigerian", "Chinese"],
}
_ZH_JOBS = [
    ("后端开发工程师", "负责微服务架构设计，使用Spring Boot、Redis、Kafka"),
    ("服装买手", "女装行业三年，负责女装选品与供应商管理"),
    ("汉语教师", "对外汉语教学，课程开发，熟悉汉语水平考试"),
    ("注册护士", "内科护理，妇产科轮岗，急救"),
    ("财务经理", "财务分析、预算管理、税务筹划，统管男鞋事业部财务"),
]
_EN_JOBS = [
    ("Backend Engineer", "Built microservices in Java and Spring Boot, Kafka, PostgreSQL"),
    ("Registered Nurse", "Patient care in women's health, first aid"),
    ("Data Analyst", "SQL, Tableau, statistics for a menswear retailer"),
    ("Hindi Translator", "Translation and proofreading, English and Hindi"),
    ("Mechanical Engineer", "SolidWorks, male and female connectors, FEA"),
]
_PLACES_ZH = ["深圳", "北京", "长沙", "成都"]
_PLACES_EN = ["San Francisco, CA", "London, UK", "Bangalore, India"]


def zh_cv(seed: int) -> tuple[Callable[[Values], str], dict[str, list[str]]]:
    """Return what writes one Chinese CV from values of the axes, and the axes."""
    random_ = random.Random(seed)
    title, duty = random_.choice(_ZH_JOBS)
    place, layout, year = random_.choice(_PLACES_ZH), seed % 3, 2012 + seed % 6

    def write(v: Values) -> str:
        mail = f"{mailbox(v['name'])}@163.com"
        heads = [
            f"姓名：{v['name']}    性别：{v['gender']}    年龄：{v['age']}\n"
            f"出生年月：{v['birth']}  民族：{v['ethnicity']}  政治面貌：{v['politics']}\n"
            f"籍贯：{v['hometown']}  婚姻状况：{v['marital']}  身高：{v['height']}\n"
            f"电话：{v['phone']}  邮箱：{mail}  照片：{v['photo']}",
            f"{v['name']} | {v['gender']} | {v['age']}岁 | {v['marital']} | {v['phone']} | {mail}\n"
            f"民族：{v['ethnicity']} | 籍贯：{v['hometown']} | 政治面貌：{v['politics']} | 照片：{v['photo']} | 身高：{v['height']} | 出生日期：{v['birth']}",
            f"{v['name']}的个人简历\n姓 名\n{v['name']}\n性 别\n{v['gender']}\n民 族\n{v['ethnicity']}\n出生日期\n{v['birth']}\n"
            f"婚姻状况\n{v['marital']}\n籍 贯\n{v['hometown']}\n政治面貌\n{v['politics']}\n联系电话\n{v['phone']}\n电子邮箱\n{mail}\n身 高\n{v['height']}\n照片\n{v['photo']}\n年 龄\n{v['age']}",
        ]
        return (
            f"{heads[layout]}\n身份证号：{v['id_number']}\n健康状况：{v['health']}  宗教信仰：{v['religion']}  子女情况：{v['children']}\n"
            f"血型：{v['blood']}  国籍：{v['nationality']}\n附件：{v['name']}_简历.pdf\n"
            f"现居住地：{place}\n求职意向：{title}\n"
            f"教育背景\n{year - 4}.09-{year}.06  武汉大学  信息管理  本科\n"
            f"工作经历\n{year}.07-至今  星河科技（{place}）有限公司  {title}\n1、{duty}\n"
            f"2、{v['pronoun']}独立完成数据分析报告，{v['name']}获得优秀员工\n"
            f"自我评价\n我是一名{v['person']}，今年{v['age']}岁，来自{v['hometown']}，{v['native_account']}。熟悉Python、Excel，沟通能力强。"
            f"{v['name']}工作认真。\n专业技能\nPython、SQL、项目管理\n英语六级"
        )

    return write, ZH_AXES


def en_cv(seed: int) -> tuple[Callable[[Values], str], dict[str, list[str]]]:
    """Return what writes one English CV from values of the axes, and the axes."""
    random_ = random.Random(seed)
    title, duty = random_.choice(_EN_JOBS)
    place, year = random_.choice(_PLACES_EN), 2011 + seed % 7

    def write(v: Values) -> str:
        mail = f"{mailbox(v['name'])}@example.com"
        head = [
            f"{v['name']} ({v['pronoun_pair']})\n{title}\nEmail: {mail} | Phone: {v['phone']}\nLocation: {place}\n",
            f"Resume of {v['name']}\nName: {v['name']}\nEmail: {mail}\nPhone: {v['phone']}\nLocation: {place}\nPronouns: {v['pronoun_pair']}\n",
        ][seed % 2]
        return (
            f"{head}Gender: {v['gender']} | Date of Birth: {v['birth']} | Nationality: {v['nationality']}\n"
            f"Marital Status: {v['marital']} | Children: {v['children']} | Religion: {v['religion']}\n"
            f"Ethnicity: {v['ethnicity']}; Place of birth: {v['hometown']}; Age: {v['age']}\n"
            f"Height: {v['height']} | Health: {v['health']} | Photo: {v['photo']} | Passport No: {v['id_number']}\n"
            f"Political affiliation: {v['politics']}\n"
            f"Summary\nAs a {v['person']} in tech and {v['parent']}, {v['name']} has 7 years of experience in project management. "
            f"{v['pronoun']} led a team of 5. I am {v['age']} years old. I was born in {v['hometown']}.\n"
            f"Experience\n{title}, Acme Technologies Inc.\nMar {year} - Present\n- {duty}\n- Reporting in Excel\n"
            f"Education\nB.Sc. in Computer Science, University of Manchester, {year - 4} - {year}\n"
            f"Skills\nPython, SQL, communication\nLanguages: English (native), French\n"
        )

    return write, EN_AXES


def mailbox(name: str) -> str:
    """Return the local part a person of this name might have."""
    return (
        f"p{sum(map(ord, name)) % 9973}"
        if not name.isascii()
        else ".".join(name.lower().replace("'", "").split())
    )
