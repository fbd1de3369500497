"""Every refusal of access is said in both languages, whatever it carries."""

import pytest

from core.access import types
from core.access.rules import Flaw
from core.consent import types as consent_types
from core.consent.types import Flaw as EntryFlaw
from core.errors import TalentError
from core.subject import types as subject_types
from core.task import types as task_types
from core.task.types import Flaw as TaskFlaw
from serving import auth, idempotency, messages, refusals
from serving.api import accounts


def declared() -> set[str]:
    return {
        member.code
        for module in (types, consent_types, subject_types, task_types, auth, idempotency, accounts)
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, TalentError)
        and member.__module__ == module.__name__
    }


def test_every_code_has_its_sentence():
    assert declared() - set(refusals.SENTENCES) - set(messages.PROBLEMS) == set()


@pytest.mark.parametrize("code", refusals.SENTENCES)
def test_every_sentence_can_be_said(code: str):
    context = {"reasons": list(Flaw), "scopes": ["people:read"], "unused": 3, "state": "sent"}
    context |= dict.fromkeys(("purpose", "channel", "why", "version", "field"), "x")
    for language in ("zh", "en"):
        said = refusals.problem(code, context, language=language)
        assert said is not None
        title, detail = said
        assert title
        assert detail.endswith("。" if language == "zh" else ".")
        assert "{" not in detail


def test_every_flaw_of_a_password_is_said_in_chinese():
    for flaws in (list(Flaw), list(EntryFlaw), list(TaskFlaw)):
        said = refusals.problem("weak-password", {"reasons": flaws}, language="zh")
        assert said is not None
        assert not any(sign.isascii() and sign.isalpha() for sign in said[1])


def test_codes_of_others_are_left_to_them():
    assert refusals.problem("jd-empty", {}, language="zh") is None
