"""Why two records are or are not held to be one person, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from trm_ml.dedupe.evidence import Evidence
from trm_ml.dedupe.weights import Weights

# What a level says, in English and Chinese; the field's own name stands before it.
WORDS: dict[str, tuple[str, str]] = {
    "same": ("is the same", "相同"),
    "close": ("differs by a slip of the pen", "仅有细微差别"),
    "alike": ("is similar", "相似"),
    "share": ("shares some words", "有部分相同的词"),
    "differ": ("differs", "不同"),
    "reading": ("is read the same or written in another romanisation", "读音或拼写形式一致"),
    "short": ("is a short, pet or other form of the same name", "是同一名字的简称、昵称或另一写法"),
    "initial": ("agrees with the initial", "与首字母一致"),
    "overlap": ("shares one of several given names", "多个名字中有一个相同"),
    "language": ("is in another language", "使用另一种语言的名字"),
    "near": ("is near", "相近"),
    "year": ("has the same year only", "仅年份相同"),
    "digit": ("differs by one digit", "只差一位数字"),
    "swapped": ("has day and month exchanged", "日与月互换"),
    "partial": ("agrees as far as both are known", "已知部分一致"),
}
FIELD_WORDS: dict[str, str] = {
    "surname": "姓",
    "given name": "名",
    "birth date": "出生日期",
    "birth year": "出生年份",
    "phone": "电话",
    "email": "邮箱",
    "company": "公司",
    "title": "职位",
    "city": "城市",
    "birth place": "出生地",
    "postcode": "邮编",
    "gender": "性别",
    "id number": "证件号",
    "address": "地址",
}
RARE = 1e-3  # a shared value that fewer records hold than this is called rare


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says of a pair.

    Attributes:
        field: the field.
        level: the level of agreement, as in its scale.
        weight: nats added to the log odds; negative speaks against one person.
        en, zh: the reason in words.
    """

    field: str
    level: str
    weight: float
    en: str
    zh: str


def reasons(weights: Weights, evidence: Sequence[Evidence], pair: int) -> list[Reason]:
    """Return the reasons for one pair, the weightiest first; missing fields say nothing.

    Args:
        weights: learned on the table the pair is from.
        evidence: of many pairs, in the order of the weights' scales.
        pair: which of them.
    """
    told: list[Reason] = []
    for place, one in enumerate(evidence):
        if one.levels[pair] < 0:
            continue
        single = Evidence(one.scale, one.levels[pair : pair + 1], one.share[pair : pair + 1])
        level = one.scale.levels[int(one.levels[pair])]
        en, zh = words(one.scale.field, level, rare=bool(single.share[0] < RARE))
        told.append(Reason(one.scale.field, level, float(weights.of(place, single)[0]), en, zh))
    return sorted(told, key=lambda reason: -abs(reason.weight))


def words(field: str, level: str, *, rare: bool) -> tuple[str, str]:
    """Say in English and Chinese how a field of two records agrees.

    Example:
        >>> words("phone", "same", rare=True)
        ('phone is the same and rare', '电话相同且少见')
    """
    en, zh = WORDS[level]
    en, zh = f"{field} {en}", f"{FIELD_WORDS.get(field, field)}{zh}"
    return (f"{en} and rare", f"{zh}且少见") if rare else (en, zh)
