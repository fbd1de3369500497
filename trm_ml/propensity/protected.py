"""Which columns tell who somebody is (gender, age, origin, family, faith, name), by their name.

A model must not see them unless its user says so; they serve to audit it.
"""

import re
import unicodedata

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u3400-\u9fff]+")

_ZH = re.compile(
    "性别|年龄|出生|生日|民族|种族|婚姻|婚育|婚否|生育|子女|籍贯|户籍|户口|生源地|老家|政治面貌|党派|宗教|"
    "信仰|国籍|残疾|健康状况|身高|体重|血型|星座|属相|生肖|姓名|身份证|性取向|配偶"
)
_WORDS = re.compile(
    "gender|sex|race|racial|ethnicity|ethnic|nationality|citizenship|marital|married|marriage|"
    "spouse|husband|wife|religion|religious|faith|caste|birth|birthday|birthdate|birthplace|"
    "birthyear|dob|disability|disabled|pregnant|pregnancy|children|dependents|hispanic|latino|"
    "pronouns?|surname|forename|firstname|lastname|fullname|hometown|native|photo|orientation"
)
#: Beside one of these words "age" is a thing's and not a person's.
_THINGS = re.compile(
    "account|company|firm|business|employer|job|post|posting|ad|advert|profile|policy|vehicle|"
    "car|building|house|property|file|record|contract|listing|tenure|membership|card|phone|"
    "device|document|resume|cv|application|lead|relationship"
)
_PERSONS = re.compile(
    "first|last|full|given|family|middle|maiden|sur|candidate|applicant|customer|person|"
    "employee|user|donor|student|contact|member"
)


def looks_protected(column: str) -> bool:
    """Say whether a column's name speaks of a protected attribute or of a person's name.

    Example:
        >>> [looks_protected(name) for name in ("Gender", "ageGroup", "性别", "first_name")]
        [True, True, True, True]
        >>> [looks_protected(name) for name in ("average", "account_age", "Client name", "page")]
        [False, False, False, False]
    """
    name = unicodedata.normalize("NFKC", column)
    if _ZH.search(name.replace(" ", "")) or name.strip() == "名字":
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    if _says(_WORDS, words):
        return True
    if {"age", "ages", "aged"} & set(words):
        return not _says(_THINGS, words)
    return "name" in words and (len(words) == 1 or _says(_PERSONS, words))


def _says(table: re.Pattern[str], words: list[str]) -> bool:
    return any(table.fullmatch(word) for word in words)
