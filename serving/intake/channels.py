"""What the rows of a channel tell besides who somebody is: one adapter a channel.

An adapter reads the cells of one row, may mend the facts that were read from it, and returns what
the source states of the person. It knows no database: what follows from the statements is done
where all of a batch are at hand (`serving.intake.following`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.intake.types import Reason
from core.profile.types import Channel, Employment
from core.relation.types import Kind, Statement
from serving.intake.people import Read, first, month_of, time_of
from serving.intake.reasons import reason

Values = Mapping[str, Sequence[str]]
_GONE = re.compile(
    r"离职|离司|退休|终止|\b(left|terminated|inactive|resigned|retired|former)\b", re.I
)
_HERE = re.compile(
    r"在职|在岗|试用|转正|休假|\b(active|employed|working|probation|on leave)\b", re.I
)
_NOT_ACTIVE = {"否", "0", "n", "no", "false"}
_KINDS = (
    (Kind.INTERN, re.compile(r"实习|见习|\b(intern|trainee|working student)", re.I)),
    (
        Kind.CONTRACTOR,
        re.compile(
            r"外包|劳务|派遣|顾问|兼职|外聘|\b(contract(or|ing)|contingent|outsourc|agency|freelanc|"
            r"consultant|temp)",
            re.I,
        ),
    ),
    (
        Kind.EMPLOYEE,
        re.compile(
            r"正式|全职|合同|在编|固定|\b(employee|regular|permanent|full.?time|part.?time|staff)",
            re.I,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter is told: the source's name, the present, and the company's own name."""

    source: str
    now: datetime
    company: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row states of its person."""

    statements: tuple[Statement, ...] = ()


NOTHING = Said()
Adapter = Callable[[Values, Read, Context], Said | Reason]


def said_of(channel: Channel, values: Values, read: Read, context: Context) -> Said | Reason:
    """Return what a row states by its channel; a `Reason` says why it cannot be used."""
    adapter = ADAPTERS.get(channel)
    return NOTHING if adapter is None else adapter(values, read, context)


def _employee(values: Values, read: Read, context: Context) -> Said | Reason:
    """Read a row of an employee list: who works here as what, since when, and who has left."""
    if not read.external_id:
        return reason("no-employee-number")
    hired, left = _day(values, "hired_on", read), _day(values, "left_on", read)
    at = read.at or context.now
    if hired is not None and left is not None and left < hired:
        return reason("leaves-before-joining", hired=f"{hired:%Y-%m-%d}", left=f"{left:%Y-%m-%d}")
    gone = _is_gone(values)
    if gone and left is None:
        left = at
    elif gone is False and left is not None and left <= at:
        read.warnings.append(("work_status", reason("left-yet-here", left=f"{left:%Y-%m-%d}")))
    title, department = first(values, "title"), first(values, "department")
    company = first(values, "company") or context.company
    if title or company:
        post = Employment(
            title=title,
            company=company,
            start=month_of(first(values, "hired_on")),
            end=f"{left:%Y-%m}" if left is not None and left <= at else "",
            current=left is None or left > at,
            occupation_id=next((one.occupation_id for one in read.facts.employments), ""),
        )
        read.facts = replace(read.facts, employments=(post,))
    statement = Statement(
        kind=_kind(values, read),
        source=context.source,
        key=read.external_id,
        at=at,
        since=hired,
        until=left,
        label=" · ".join(part for part in (title, department) if part),
    )
    return Said((statement,))


def _day(values: Values, name: str, read: Read) -> datetime | None:
    written = first(values, name)
    if not written:
        return None
    day = time_of(_dashed(written))
    if day is None:
        read.warnings.append((name, reason("strange-date", value=written)))
    return day


def _dashed(text: str) -> str:
    """Return ``2020年3月1日`` and ``2020/3/1`` as ISO writes them; anything else as it is."""
    found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:[ T]00:00(?::00)?)?", text.strip())
    if found is None:
        return text.strip()
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"


def _is_gone(values: Values) -> bool | None:
    status = first(values, "work_status")
    if _GONE.search(status) or status.casefold() in _NOT_ACTIVE:
        return True
    return False if _HERE.search(status) else None


def _kind(values: Values, read: Read) -> Kind:
    written = first(values, "employment")
    for kind, words in _KINDS:
        if words.search(written):
            return kind
    if written:
        read.warnings.append(("employment", reason("strange-employment", value=written)))
    return Kind.EMPLOYEE


ADAPTERS: dict[Channel, Adapter] = {Channel.HR: _employee}
