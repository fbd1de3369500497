"""Pairs of people who may be one, as plain dicts with words in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.identity.types import Finding, Pair, Run
from core.profile.types import Employment, Talent
from serving.views import people
from serving.views.naming import Naming
from trm_ml.dedupe.explain import RARE, words

Dict = dict[str, Any]
REASONS = 4
# rows of the comparison: the field, its English and Chinese name, what the engine calls it
_ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("name", "Name", "姓名", ("surname", "given name")),
    ("birth_date", "Date of birth", "出生日期", ("birth date",)),
    ("phone", "Telephone", "电话", ("phone",)),
    ("email", "E-mail", "邮箱", ("email",)),
    ("company", "Employer", "公司", ("company",)),
    ("title", "Title", "职位", ("title",)),
    ("city", "City", "城市", ("city",)),
    ("education", "Education", "教育", ()),
    ("headline", "Headline", "简介", ()),
)
_HIDDEN = "•••"


def pair(one: Pair, talents: Mapping[str, Talent], names: Naming) -> Dict:
    """Return a pair in a list."""
    return {
        "id": one.id,
        "talents": [people.card(talents[talent_id], names) for talent_id in _ids(one)],
        "probability": one.probability,
        "band": one.band,
        "state": one.state,
        "reasons": [finding(told) for told in one.findings[:REASONS]],
        "summary": summary(one.probability, one.findings),
        "usefulness": one.usefulness,
        "found_by": one.found_by,
        "found_at": one.found_at,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "version": one.version,
    }


def detail(one: Pair, talents: Mapping[str, Talent], names: Naming, *, with_contact: bool) -> Dict:
    """Return a pair with both people side by side."""
    both = [talents[talent_id] for talent_id in _ids(one)]
    return {
        **pair(one, talents, names),
        "reasons": [finding(told) for told in one.findings],
        "fields": compared(both[0], both[1], one.findings, with_contact=with_contact),
        "contact_hidden": not with_contact
        and any(talent.facts.emails or talent.facts.phones for talent in both),
    }


def compared(
    one: Talent, other: Talent, findings: Sequence[Finding], *, with_contact: bool
) -> list[Dict]:
    """Return the fields of two people side by side; what neither has is left out."""
    rows = []
    for field, en, zh, said_of in _ROWS:
        told = [finding(said) for said in findings if said.field in said_of]
        mine, theirs = (_values(talent, field, with_contact) for talent in (one, other))
        if mine or theirs or told:
            rows.append(
                {
                    "field": field,
                    "label": {"en": en, "zh": zh},
                    "one": mine,
                    "other": theirs,
                    "findings": told,
                }
            )
    return rows


def finding(said: Finding) -> Dict:
    """Return what one thing says, in words."""
    rare = said.share is not None and said.share < RARE
    en, zh = words(said.field, said.level, rare=rare)
    return {
        "field": said.field,
        "level": said.level,
        "weight": said.weight,
        "rare": rare,
        "text": {"en": en, "zh": zh},
    }


def summary(probability: float, findings: Sequence[Finding]) -> Dict:
    """Say in a sentence how likely a pair is one person, and what speaks for and against it."""
    told = [(said.weight, finding(said)["text"]) for said in findings]
    speaks = [text for weight, text in told if weight > 0][:REASONS]
    against = [text for weight, text in told if weight < 0][:REASONS]
    share = f"{min(probability, 0.999):.1%}" if probability > 0.9 else f"{probability:.0%}"
    en, zh = f"One person with a probability of {share}.", f"同一人的概率为 {share}。"
    if speaks:
        en += " For it: " + "; ".join(text["en"] for text in speaks) + "."
        zh += "支持：" + "；".join(text["zh"] for text in speaks) + "。"
    if against:
        en += " Against it: " + "; ".join(text["en"] for text in against) + "."
        zh += "反对：" + "；".join(text["zh"] for text in against) + "。"
    if not told:
        en += " They have no field in common that could be compared."
        zh += "没有双方都填写的字段可比较。"
    return {"en": en, "zh": zh}


def run(one: Run) -> Dict:
    """Return what a run found."""
    return {
        "id": one.id,
        "at": one.at,
        "people": one.people,
        "compared": one.compared,
        "proposed": one.proposed,
        "to_review": one.to_review,
        "verdicts": one.verdicts,
        "blocking_recall": one.blocking_recall,
    }


def _ids(one: Pair) -> tuple[str, str]:
    return one.talent_id, one.other_id


def _values(talent: Talent, field: str, with_contact: bool) -> list[str]:
    facts = talent.facts
    now = next(iter(facts.employments), Employment())
    read: dict[str, Sequence[str]] = {
        "name": [facts.name],
        "phone": facts.phones if with_contact else [_HIDDEN] * len(facts.phones),
        "email": facts.emails if with_contact else [_HIDDEN] * len(facts.emails),
        "company": [now.company],
        "title": [now.title],
        "city": [facts.place.city],
        "education": [
            " ".join(filter(None, (one.school, one.major, one.end))) for one in facts.educations
        ],
        "headline": [facts.headline],
    }
    return [value for value in read.get(field, ()) if value]
