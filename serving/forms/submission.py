"""What somebody wrote into a public form: cleaned, checked, and why it cannot be used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.content.types import FormKind
from core.profile import rules

MAX_NAME, MAX_ADDRESS, MAX_NOTE = 100, 254, 5_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LIMITS = {
    "name": MAX_NAME,
    "email": MAX_ADDRESS,
    "phone": MAX_ADDRESS,
    "city": MAX_NAME,
    "referrer_name": MAX_NAME,
    "referrer_email": MAX_ADDRESS,
    "note": MAX_NOTE,
}
Words = tuple[str, str]  # in Chinese and in English
_ERRORS: dict[str, Words] = {
    "name": ("请填写姓名。", "Fill in the name."),
    "long": ("内容过长。", "This is too long."),
    "email": ("这不是有效的邮箱地址。", "This is no e-mail address."),
    "phone": ("这不是有效的电话号码。", "This is no phone number."),
    "no_contact": (
        "请至少填写邮箱或电话中的一项。",
        "Fill in an e-mail address or a phone number, one at least.",
    ),
    "agreed": (
        "没有你的同意，我们不能保存这些信息。",
        "Without your consent we may not keep this.",
    ),
    "told": (
        "推荐之前，请先征得对方同意。",
        "Ask the person first; suggest only whoever agrees.",
    ),
    "referrer_email": ("请填写你的工作邮箱。", "Fill in your own work e-mail address."),
    "same_person": (
        "这是你自己的邮箱或电话，请填写被推荐人的。若浏览器自动填入，请改正。",
        "This is your own address. Fill in that of the person you suggest; the browser may have "
        "filled in yours.",
    ),
    "old": (
        "页面打开太久，请检查后再次提交。",
        "The page was open for too long; check it, and send it again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What was written, by the name of the field; ``errors`` says what is wrong with which."""

    kind: FormKind
    said: Mapping[str, str]
    errors: dict[str, Words] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return what a field says, maybe nothing."""
        return self.said.get(name, "")

    def wrong(self, name: str, error: str) -> None:
        """Note what is wrong with a field; the first thing is kept."""
        self.errors.setdefault(name, _ERRORS[error])


def read(kind: FormKind, fields: Mapping[str, str]) -> Submission:
    """Read a form and check it."""
    said = {name: _CONTROL.sub("", value).strip() for name, value in fields.items()}
    found = Submission(kind, said)
    _check_person(found)
    if kind is FormKind.APPLY and not found["agreed"]:
        found.wrong("agreed", "agreed")
    if kind is FormKind.REFER:
        _check_referrer(found)
    return found


def _check_person(found: Submission) -> None:
    if not found["name"]:
        found.wrong("name", "name")
    for name, most in _LIMITS.items():
        if len(found[name]) > most:
            found.wrong(name, "long")
    if found["email"] and not rules.normal_email(found["email"]):
        found.wrong("email", "email")
    if found["phone"] and not rules.normal_phone(found["phone"]):
        found.wrong("phone", "phone")
    if not found["email"] and not found["phone"]:
        found.wrong("email", "no_contact")


def _check_referrer(found: Submission) -> None:
    if not found["referrer_name"]:
        found.wrong("referrer_name", "name")
    own = rules.normal_email(found["referrer_email"])
    if not own:
        found.wrong("referrer_email", "referrer_email")
    elif own == rules.normal_email(found["email"]):
        found.wrong("email", "same_person")
    if not found["told"]:
        found.wrong("told", "told")
