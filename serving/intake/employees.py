"""Rows of an employee list: who works here as what, since when, and who has left."""

import re
from dataclasses import replace

from core.intake.types import Reason
from core.profile.types import Employment
from core.relation.types import Kind, Statement
from serving.intake.channel_rows import Context, Said, Values, day_of
from serving.intake.people import Read, first, month_of
from serving.intake.reasons import reason

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


def read_employee(values: Values, read: Read, context: Context) -> Said | Reason:
    """Read a row of an employee list: who works here as what, since when, and who has left."""
    if not read.external_id:
        return reason("no-employee-number")
    hired, left = day_of(values, "hired_on", read), day_of(values, "left_on", read)
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
