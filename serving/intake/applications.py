"""Rows of an ATS export: one application a row, its stage, its interview, its offer; only read."""

import re
from datetime import datetime

from core.intake.types import Reason
from core.relation.types import (
    Application,
    ApplicationStage,
    Happening,
    Kind,
    Statement,
)
from serving.intake.channel_rows import Context, Said, Values, day_of
from serving.intake.people import Read, first
from serving.intake.reasons import reason

_S = ApplicationStage
OVER = frozenset({_S.HIRED, _S.REJECTED, _S.WITHDRAWN})
# the first that fits; an ending goes before the stage it came in ("面试未通过")
_WORDS: tuple[tuple[ApplicationStage, str], ...] = (
    (_S.WITHDRAWN, r"放弃|撤回|撤销申请|候选人拒绝|拒绝(offer|录用|入职)|withdr|declined|cancel"),
    (_S.REJECTED, r"淘汰|未通过|不合适|不通过|拒绝|归档|人才库"),
    (_S.REJECTED, r"reject|disqualif|not selected|archived|fail"),
    (_S.OFFER, r"待入职"),
    (_S.HIRED, r"入职|到岗|已录用|hired|onboard|joined|started"),
    (_S.OFFER, r"offer|录用|谈薪|发放"),
    (_S.INTERVIEW, r"面试|初面|复面|终面|[一二三]面|笔试|测评|interview|onsite|assessment|\btest"),
    (_S.SCREENING, r"筛选|初筛|复筛|评估|待沟通|电话沟通|screen|review|phone|shortlist"),
    (_S.APPLIED, r"投递|新简历|新申请|待处理|应聘|applied|new|submitted|inbox|sourced"),
)
_STAGES = tuple((stage, re.compile(words, re.IGNORECASE)) for stage, words in _WORDS)


def read(values: Values, read_row: Read, context: Context) -> Said | Reason:
    """Read a row of an ATS export."""
    key = first(values, "application_id")
    if not key:
        return reason("no-application-number")
    at = read_row.at or context.now
    written = first(values, "stage")
    stage = stage_of(written)
    if stage is _S.UNKNOWN and written:
        read_row.warnings.append(("stage", reason("unknown-stage", value=written)))
    applied = day_of(values, "applied_on", read_row)
    changed = day_of(values, "stage_on", read_row) or (at if stage is not _S.APPLIED else applied)
    applied = applied or min(changed or at, at)
    changed = max(changed or applied, applied)
    job = first(values, "applied_job")
    ended = changed if stage in OVER else None
    application = Application(
        talent_id="",
        source=context.source,
        key=key,
        job=job,
        job_key=first(values, "job_id"),
        stage=stage,
        stage_written=written,
        applied_at=applied,
        changed_at=changed,
        ended_at=ended,
        stated_at=at,
    )
    statement = Statement(
        Kind.APPLICANT, context.source, key, at, since=applied, until=ended, label=job
    )
    told = _happenings(values, read_row, application)
    return Said(statements=(statement,), happenings=told, application=application)


def stage_of(written: str) -> ApplicationStage:
    """Return the stage that an ATS's word means.

    Example:
        >>> [str(stage_of(word)) for word in ("二面", "面试未通过", "Schrödinger")]
        ['interview', 'rejected', 'unknown']
    """
    if not written:
        return _S.APPLIED
    return next((stage for stage, words in _STAGES if words.search(written)), _S.UNKNOWN)


def _happenings(values: Values, read_row: Read, one: Application) -> tuple[Happening, ...]:
    told = [_told(one, "applied", "application.submitted", one.applied_at, one.job, "in")]
    if one.stage is not _S.APPLIED:
        summary = " · ".join(filter(None, (one.job, one.stage_written)))
        key = f"stage:{one.stage_written}:{one.changed_at:%Y-%m-%d}"
        told.append(_told(one, key, f"application.{one.stage}", one.changed_at, summary))
    interview = day_of(values, "interview_on", read_row)
    if interview is not None:
        turn, result = first(values, "interview_round"), first(values, "interview_result")
        summary = " · ".join(filter(None, (one.job, turn)))
        told.append(_told(one, f"interview:{turn}:{interview:%Y-%m-%dT%H%M}", "interview.held",
                          interview, summary, ahead=True))  # fmt: skip
        if result:
            told.append(_told(one, f"interview:{turn}:{result}", "interview.result", interview,
                              f"{summary}: {result}"))  # fmt: skip
    offer = day_of(values, "offer_on", read_row)
    if offer is not None:
        status = first(values, "offer_status")
        summary = " · ".join(filter(None, (one.job, status)))
        told.append(_told(one, f"offer:{offer:%Y-%m-%d}:{status}", "offer.made", offer, summary))
    return tuple(told)


def _told(  # noqa: PLR0913  what happened, by name
    one: Application,
    key: str,
    kind: str,
    at: datetime,
    summary: str,
    direction: str = "none",
    *,
    ahead: bool = False,
) -> Happening:
    return Happening(
        source=one.source,
        key=f"{one.key}:{key}",
        kind=kind,
        at=at,
        summary=summary,
        direction=direction,
        ahead=ahead,
    )
