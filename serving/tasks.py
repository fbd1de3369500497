"""What runs in the background: one function for each name of a job.

A task may be started again after a worker died, so each is idempotent, or ends its job in the
transaction of its effect (`Progress.finish`).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from core import jobs
from core.access import admin
from core.access.repository import answers
from core.consent import keeping
from core.jobs import JobName, Progress
from core.outreach.gate import ConsentGate
from core.outreach.gateway import Gateway
from core.portal import repository as portal
from core.relation import callbacks
from serving import idempotency, links
from serving.wiring import Parts

Task = Callable[[Parts, Mapping[str, Any], Progress], None]
JOBS_KEPT = timedelta(days=7)
CALLBACKS_KEPT = timedelta(days=2)  # far longer than the minutes for which one is believed
VISITS_KEPT = timedelta(days=30)
REVIEWED = 200  # people a transaction


def send_message(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Hand one message of the ledger over."""
    gateway_of(parts).deliver(str(payload["sending_id"]))


def gateway_of(parts: Parts) -> Gateway:
    """Return the one door out."""
    return Gateway(
        parts.db,
        parts.clock,
        parts.channels,
        compose=lambda session, sending: links.compose(session, sending, parts=parts),
        gate=ConsentGate(parts.marker, parts.clock),
    )


def prune(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Delete what has served its time: ended sessions, old links, answers and jobs."""
    now = parts.clock.now()
    with parts.db.write() as session:
        admin.prune(session, now=now)
        answers.drop_old(session, before=now - idempotency.KEPT)
        portal.forget(session, before=now - VISITS_KEPT)
        jobs.prune(session, before=now - JOBS_KEPT)
        callbacks.forget_old(session, before=now - CALLBACKS_KEPT)
        progress.finish(session)


def review_retention(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Look at everybody's retention clock; a day that is looked at twice changes nothing."""
    now, after, done = parts.clock.now(), 0, 0
    while True:
        with parts.db.write() as session:
            last = keeping.review(
                session, rule=parts.settings.retention, now=now, after=after, limit=REVIEWED
            )
        if last is None:
            return
        after, done = last, done + REVIEWED
        progress(done, None, "")


def embed_talents(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Embed who changed since the index was built."""
    from serving import indexing

    indexing.embed_talents(parts, payload, progress)


def build_index(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Build a new generation of the index and switch to it."""
    from serving import indexing

    indexing.build_index(parts, payload, progress)


def import_talents(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Do the work of an import of people; goes on where it stopped."""
    from serving.intake import runs

    runs.import_talents(parts, payload, progress)


def import_jobs(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Do the work of an import of jobs; goes on where it stopped."""
    from serving.intake import runs

    runs.import_jobs(parts, payload, progress)


def erase(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Empty every store of what it holds of a person."""
    from serving import erasure

    erasure.erase(parts, payload, progress)


def undo_import(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Take a whole import back; goes on where it stopped."""
    from serving.intake import undoing

    undoing.undo_import(parts, payload, progress)


def find_duplicates(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Compare everybody, and refresh the queue of people who may be one."""
    from serving.duplicates import runs

    runs.find_duplicates(parts, payload, progress)


def check_arrivals(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Compare who came in or changed with everybody."""
    from serving.duplicates import arrivals

    arrivals.check_arrivals(parts, payload, progress)


def expire_uploads(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Delete the files of imports whose days are over."""
    from serving.intake import keeping as uploads

    uploads.expire_uploads(parts, payload, progress)


def sync_wecom(parts: Parts, payload: Mapping[str, Any], progress: Progress) -> None:
    """Follow a change of an external contact of WeCom."""
    from serving.wecom import contacts

    contacts.sync(parts, payload, progress)


TASKS: dict[JobName, Task] = {
    JobName.SYNC_WECOM: sync_wecom,
    JobName.EMBED_TALENTS: embed_talents,
    JobName.BUILD_INDEX: build_index,
    JobName.IMPORT_TALENTS: import_talents,
    JobName.IMPORT_JOBS: import_jobs,
    JobName.ERASE: erase,
    JobName.UNDO_IMPORT: undo_import,
    JobName.SEND_MESSAGE: send_message,
    JobName.PRUNE: prune,
    JobName.REVIEW_RETENTION: review_retention,
    JobName.EXPIRE_UPLOADS: expire_uploads,
    JobName.FIND_DUPLICATES: find_duplicates,
    JobName.CHECK_ARRIVALS: check_arrivals,
}
# name → (job, cron, zone); every worker stores and ticks them
SCHEDULES: dict[str, tuple[JobName, str, str]] = {
    "prune": (JobName.PRUNE, "17 3 * * *", "UTC"),
    "expire_uploads": (JobName.EXPIRE_UPLOADS, "41 2 * * *", "UTC"),
    "review_retention": (JobName.REVIEW_RETENTION, "5 0 * * *", "UTC"),  # days end in UTC
    "find_duplicates": (JobName.FIND_DUPLICATES, "40 2 * * *", "UTC"),
}
