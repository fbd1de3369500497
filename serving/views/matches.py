"""Matches, reasons and requirements as plain dicts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.pool.types import Match, Reason, Requirement
from core.profile.types import Facts, Talent
from core.requisition.types import Decision, Wanted
from serving import messages
from serving.views import evidence, people
from serving.views.naming import Naming


def reason(said: Reason, facts: Facts | None) -> dict[str, Any]:
    """Return one sentence in both languages, with its passages in the résumé of ``facts``."""
    from trm_ml.ranking.reasons import render

    return {
        "code": said.code,
        "group": said.group,
        "text": {"zh": render(said, "zh"), "en": render(said, "en")},
        "contribution": said.contribution,
        "positive": said.contribution >= 0,
        "evidence": [] if facts is None else evidence.shown(evidence.of_reason(said, facts), facts),
    }


def requirement(need: Requirement, *, origin: str = "parsed") -> dict[str, Any]:
    """Return one thing a job asks for."""
    return {
        "kind": need.kind,
        "key": need.key,
        "label": need.label,
        "must": need.must,
        "weight": need.weight,
        "span": None if need.span is None else people.span(need.span),
        "origin": origin,
    }


def requirements(wanted: Iterable[Wanted]) -> list[dict[str, Any]]:
    """Return what a job asks for, and where each part comes from."""
    return [requirement(one.requirement, origin=one.origin.value) for one in wanted]


def match(
    found: Match,
    talent: Talent,
    names: Naming,
    *,
    rank: int,
    decision: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return one person put forward."""
    facts = talent.facts
    return {
        "rank": rank,
        "score": found.score,
        "talent": people.card(talent, names),
        "reasons": [reason(one, facts) for one in found.reasons],
        "missing": [requirement(need) for need in found.missing],
        "changes": [reason(one, None) for one in found.changes],
        "decision": decision,
    }


def decision(made: Decision, account_names: Mapping[str, str]) -> dict[str, Any]:
    """Return the last word of a person on a person."""
    return {
        "decision": made.verdict,
        "reason": made.reason,
        "decided_by": made.decided_by,
        "decided_by_name": account_names.get(made.decided_by, ""),
        "decided_at": made.decided_at,
    }


def notices(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return notices in both languages."""
    return [{"code": code, "text": messages.notice(code)} for code in codes]


def features(numbers: Sequence[float]) -> list[float | None]:
    """Return feature values for JSON, which has no NaN: null stands for it."""
    return [None if math.isnan(number) else number for number in numbers]
