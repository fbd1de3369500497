"""Merges and comparisons of people as plain dicts."""

from collections.abc import Mapping
from typing import Any

from core.profile.types import Talent
from core.subject.types import Comparison, Merge
from serving.views import people
from serving.views.naming import Naming

# fields of `Facts` whose name in an answer is another
_NAMED = {"languages": "language_facts"}


def merge(one: Merge, talent_id: str) -> dict[str, Any]:
    """Return a merge; ``talent_id`` is who the survivor is known by now."""
    return {
        "id": one.id,
        "survivor_id": one.survivor_id,
        "merged_id": one.merged_id,
        "talent_id": talent_id,
        "reason": one.evidence.reason,
        "probability": one.evidence.probability,
        "model_version": one.evidence.model_version,
        "merged_at": one.merged_at,
        "merged_by": one.merged_by,
        "undone_at": one.undone_at,
        "undone_by": one.undone_by,
        "undo_reason": one.undo_reason,
    }


def comparison(found: Comparison, names: Naming) -> dict[str, Any]:
    """Return people side by side; whoever may merge sees how they are reached."""
    sides = [(one, people.full(one, names, with_contact=True)) for one in found.talents]
    merged = people.full(found.merged, names, with_contact=True)
    return {
        "talents": [people.card(one, names) for one in found.talents],
        "survivor_id": found.survivor_id,
        "fields": [
            {
                "field": field,
                "sides": [
                    {
                        "talent_id": talent.id,
                        "value": _value(talent, shown, field),
                        "source": _source(found, talent, field),
                    }
                    for talent, shown in sides
                ],
                "merged": _value(found.merged, merged, field),
                "merged_source": _source(found, found.merged, field),
            }
            for field in found.differing
        ],
        "reasons": [reason.value for reason in found.reasons],
    }


def _value(talent: Talent, shown: Mapping[str, Any], field: str) -> Any:
    if field == "headline":  # a list falls back on the title
        return talent.facts.headline
    return shown[_NAMED.get(field, field)]


def _source(found: Comparison, talent: Talent, field: str) -> dict[str, Any] | None:
    record = found.sources.get(talent.provenance.get(field, ""))
    return people.source(record) if record else None
