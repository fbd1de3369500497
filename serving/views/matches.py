"""Matches, reasons and requirements as plain dicts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.pool.types import Match, Reason, Requirement, RequirementKind
from core.profile.types import Facts, Place, Talent
from core.requisition.types import Decision, Wanted
from serving import messages
from serving.views import evidence, people
from serving.views.naming import Naming


def reason(said: Reason, facts: Facts | None, names: Naming) -> dict[str, Any]:
    """Return one sentence in both languages, with its passages in the résumé of ``facts``."""
    from trm_ml.ranking.reasons import render

    spoken = _with_place_names(said, names)
    return {
        "code": said.code,
        "group": said.group,
        "text": {"zh": render(spoken, "zh"), "en": render(spoken, "en")},
        "contribution": said.contribution,
        "positive": said.contribution >= 0,
        "evidence": [] if facts is None else evidence.shown(evidence.of_reason(said, facts), facts),
    }


def _with_place_names(said: Reason, names: Naming) -> Reason:
    """Name the place a reason speaks of in both languages; it is stored by its canonical name."""
    where = said.values.get("place")
    if not isinstance(where, str):
        return said
    zh, en = names.place(Place(city=where))
    return replace(said, values={**said.values, "place_zh": zh, "place_en": en})


def requirement(need: Requirement, *, origin: str = "parsed") -> dict[str, Any]:
    """Return one thing a job asks for."""
    return {
        "kind": need.kind,
        "key": need.key,
        "label": _label(need),
        "must": need.must,
        "weight": need.weight,
        "span": None if need.span is None else people.span(need.span),
        "origin": origin,
    }


def _label(need: Requirement) -> str:
    """Return what a requirement is called; a place as the job description writes it."""
    if need.kind is RequirementKind.PLACE and need.span is not None and need.span.text:
        return need.span.text
    return need.label


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
        "reasons": [reason(one, facts, names) for one in found.reasons],
        "missing": [requirement(need) for need in found.missing],
        "changes": [reason(one, None, names) for one in found.changes],
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
