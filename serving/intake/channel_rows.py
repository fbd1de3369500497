"""What adapters of channels share: what they are told, what they answer, how they read a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.relation.referrals import NewReferral, Referrer
from core.relation.types import Application, Happening, NewClaim, Statement
from serving.intake.people import Read, first, time_of
from serving.intake.reasons import reason

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter is told: the source, the present, and what its setting-up says."""

    source: str
    now: datetime
    company: str = ""
    ownership_days: int = 180


@dataclass(frozen=True, slots=True)
class Said:
    """What a row states of its person; whom it belongs to is not known yet."""

    statements: tuple[Statement, ...] = ()
    happenings: tuple[Happening, ...] = ()
    application: Application | None = None
    claim: NewClaim | None = None
    referral: tuple[Referrer, NewReferral] | None = None


NOTHING = Said()


def day_of(values: Values, name: str, read: Read) -> datetime | None:
    """Return the day, or the time, that a field says; what is none becomes a warning."""
    written = first(values, name)
    if not written:
        return None
    day = time_of(_dashed(written))
    if day is None:
        read.warnings.append((name, reason("strange-date", value=written)))
    return day


def _dashed(text: str) -> str:
    """Return ``2020年3月1日`` and ``2020/3/1`` as ISO writes them; anything else as it is."""
    found = re.fullmatch(
        r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?", text.strip()
    )
    if found is None:
        return text.strip()
    day = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return f"{day}T{found[4]:0>5}" if found[4] else day
