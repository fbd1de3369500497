"""How the slice's values look as JSON and bytes; each pair of functions is its own inverse."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.pool.types import Match, Position, Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel, Span
from core.requisition.types import RequirementEdit


def numbers_to_bytes(numbers: Sequence[float]) -> bytes:
    """Pack numbers as little-endian float64, NaN and infinities included."""
    return struct.pack(f"<{len(numbers)}d", *numbers)


def numbers_from_bytes(packed: bytes) -> tuple[float, ...]:
    """Return the numbers that were packed, bit for bit."""
    return struct.unpack(f"<{len(packed) // 8}d", packed)


def position_to_json(position: Position) -> dict[str, Any]:
    """Turn a position into plain JSON."""
    return {
        "id": position.id,
        "title": position.title,
        "text": position.text,
        "language": position.language,
        "requirements": [requirement_to_json(need) for need in position.requirements],
        "min_years": position.min_years,
        "education": int(position.education),
    }


def position_from_json(stored: Mapping[str, Any]) -> Position:
    """Return the position that was stored."""
    return Position(
        id=stored["id"],
        title=stored["title"],
        text=stored["text"],
        language=stored["language"],
        requirements=tuple(requirement_from_json(need) for need in stored["requirements"]),
        min_years=stored["min_years"],
        education=EducationLevel(stored["education"]),
    )


def requirement_to_json(need: Requirement) -> dict[str, Any]:
    """Turn a requirement into plain JSON."""
    return asdict(need)


def requirement_from_json(stored: Mapping[str, Any]) -> Requirement:
    """Return the requirement that was stored."""
    span = stored["span"]
    return Requirement(
        RequirementKind(stored["kind"]),
        stored["key"],
        stored["label"],
        must=stored["must"],
        weight=stored["weight"],
        span=Span(**span) if span else None,
    )


def reason_to_json(reason: Reason) -> dict[str, Any]:
    """Turn a reason into plain JSON."""
    return {
        "code": reason.code,
        "group": reason.group,
        "contribution": reason.contribution,
        "values": dict(reason.values),
        "skills": list(reason.skills),
    }


def reason_from_json(stored: Mapping[str, Any]) -> Reason:
    """Return the reason that was stored."""
    return Reason(
        stored["code"],
        stored["group"],
        stored["contribution"],
        stored["values"],
        tuple(stored["skills"]),
    )


def match_to_json(match: Match) -> dict[str, Any]:
    """Turn the explaining part of a match into plain JSON."""
    return {
        "reasons": [reason_to_json(reason) for reason in match.reasons],
        "missing": [requirement_to_json(need) for need in match.missing],
        "changes": [reason_to_json(reason) for reason in match.changes],
    }


def edit_to_json(edit: RequirementEdit) -> dict[str, Any]:
    """Turn an edit into plain JSON."""
    return asdict(edit)


def edit_from_json(stored: Mapping[str, Any]) -> RequirementEdit:
    """Return the edit that was stored."""
    return RequirementEdit(**{**stored, "kind": RequirementKind(stored["kind"])})
