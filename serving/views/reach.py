"""Reachability as a plain dict, in words of both languages."""

from datetime import datetime
from typing import Any

from core.profile.reachability import reachability
from core.profile.types import Talent


def of(talent: Talent, now: datetime) -> dict[str, Any]:
    """Return how well a person can be reached; it says which channels there are, not the data."""
    found = reachability(talent.facts, talent.last_active_at, now)
    zh, en = _words(found.channels, found.months_since_active)
    return {
        "score": found.score,
        "channels": list(found.channels),
        "last_active_at": talent.last_active_at,
        "text": {"zh": zh, "en": en},
    }


def _words(channels: tuple[str, ...], months: float | None) -> tuple[str, str]:
    if not channels:
        return "没有联系方式", "no contact data"
    if months is None:
        return "还没有互动记录", "no contact so far"
    if months < 1:
        return "本月活跃", "active this month"
    count = int(months)
    if count < 24:
        return f"{count}个月前活跃", f"active {count} month{'s' if count > 1 else ''} ago"
    return f"{count // 12}年前活跃", f"active {count // 12} years ago"
