"""People laid side by side, before anybody makes them one. Reads only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Unusable
from core.profile import repository as profile
from core.profile import rules
from core.profile.types import Talent
from core.subject import merging
from core.subject.types import Comparison

MOST = 3
COMPARED = tuple(name for name in rules.FIELDS if name != "text")


def compare(session: Session, actor: Actor, talent_ids: Sequence[str]) -> Comparison:
    """Return two or three people side by side, and what would be left of a merge.

    Raises:
        NotFound: one of them is not there for this actor.
        Unusable: they are not two or three people.
    """
    found = {one.id: one for one in (profile.get(session, actor, one) for one in talent_ids)}
    if not 2 <= len(found) <= MOST:
        raise Unusable("compare two or three people", field="talent_id")
    talents = tuple(found.values())
    records = [one for talent_id in found for one in profile.sources_of(session, actor, talent_id)]
    derived = rules.derive(records)
    survivor = min(talents, key=lambda one: (one.created_at, one.id))
    return Comparison(
        talents=talents,
        survivor_id=survivor.id,
        merged=replace(survivor, facts=derived.facts, provenance=derived.provenance),
        differing=tuple(name for name in COMPARED if len(_values(talents, name)) > 1),
        sources={one.id: one for one in records},
        reasons=tuple(merging.reasons_against(session, actor, list(found))),
    )


def _values(talents: Sequence[Talent], name: str) -> list[Any]:
    """Return the different values of a field; where each is proved makes no difference."""
    plain = [getattr(rules.without_evidence(one.facts), name) for one in talents]
    return [value for at, value in enumerate(plain) if value not in plain[:at]]
