"""The loop that claims jobs, runs them and settles them; any number of workers may run it."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Mapping

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import audit, jobs
from core.errors import TalentError, Unavailable
from core.jobs import LEASE_S, Job, JobName, LeaseLost
from serving.tasks import SCHEDULES, TASKS, Task
from serving.wiring import Parts

_log = logging.getLogger("trm.worker")
REPORT_EVERY_S = 0.5


class Stopping(Unavailable):
    """The worker was asked to stop; somebody goes on with the job."""

    code = "worker-stopping"


class JobProgress:
    """Tells the database how far a job is, at most twice a second, and stops a task in time."""

    def __init__(self, parts: Parts, job: Job, stop: threading.Event) -> None:
        self.job_id = job.id
        self.ended = False
        self.lost = False
        self._parts = parts
        self._job = job
        self._stop = stop
        self._said_s = 0.0

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far the job is. Raises `LeaseLost` or `Stopping` when the task must stop."""
        if self.lost:
            raise LeaseLost(f"job {self.job_id} was taken over by another worker")
        if self._stop.is_set():
            raise Stopping("the worker is stopping")
        now_s = time.monotonic()
        if now_s - self._said_s < REPORT_EVERY_S and done != total:
            return
        self._said_s = now_s
        with self._parts.db.write() as session:
            jobs.report(session, self._job, done=done, total=total, note=note)

    def finish(self, session: Session) -> None:
        """End the job in the transaction of its effect."""
        jobs.finish(session, self._job, now=self._parts.clock.now())
        self.ended = True


class Worker:
    """Runs one job at a time."""

    def __init__(
        self,
        parts: Parts,
        *,
        owner: str,
        tasks: Mapping[JobName, Task] = TASKS,
        lease_s: int = LEASE_S,
        poll_s: float = 1.0,
    ) -> None:
        self._parts = parts
        self._owner = owner
        self._tasks = tasks
        self._lease_s = lease_s
        self._poll_s = poll_s
        self._stop = threading.Event()

    def stop(self) -> None:
        """Make `run` return soon; the job at hand goes back to the queue."""
        self._stop.set()

    def run(self, *, should_go_on: Callable[[], bool] = lambda: True) -> None:
        """Work until `stop` is called or ``should_go_on`` says no."""
        self._prepare()
        while not self._stop.is_set() and should_go_on():
            try:
                worked = self.step()
            except (
                OperationalError
            ) as error:  # the database is away: it comes back, or we are ended
                _log.warning("the database does not answer: %s", type(error.orig).__name__)
                worked = False
            if not worked:
                self._stop.wait(self._poll_s)

    def step(self) -> bool:
        """Seal the audit log, enqueue what is scheduled, run one job; False if there was none."""
        seal_audit(self._parts)
        job = self._claim()
        if job is None:
            return False
        self._run(job)
        return True

    def _prepare(self) -> None:
        now = self._parts.clock.now()
        with self._parts.db.write() as session:
            for name, (job, cron, zone) in SCHEDULES.items():
                jobs.schedule(session, name, job, cron=cron, timezone=zone, now=now)

    def _claim(self) -> Job | None:
        now = self._parts.clock.now()
        with self._parts.db.read() as session:
            if not jobs.is_due(session, now=now):
                return None
        with self._parts.db.write() as session:
            jobs.tick(session, now=now)
            return jobs.claim(
                session, self._owner, now=now, lease_s=self._lease_s, names=list(self._tasks)
            )

    def _run(self, job: Job) -> None:
        progress = JobProgress(self._parts, job, self._stop)
        with _Heartbeat(self._parts, job, progress, self._lease_s):
            error = self._attempt(job, progress)
        if progress.ended or progress.lost or isinstance(error, LeaseLost):
            return
        try:
            self._settle(job, error)
        except LeaseLost:
            _log.warning("job %s (%s) was taken over", job.id, job.name)

    def _attempt(self, job: Job, progress: JobProgress) -> Exception | None:
        try:
            self._tasks[job.name](self._parts, job.payload, progress)
        except Exception as error:
            return error
        return None

    def _settle(self, job: Job, error: Exception | None) -> None:
        now = self._parts.clock.now()
        with self._parts.db.write() as session:
            if error is None:
                jobs.finish(session, job, now=now)
            elif isinstance(error, Unavailable):
                jobs.retry(session, job, error=error.detail, now=now)
            elif isinstance(error, OperationalError):
                jobs.retry(session, job, error="the database did not answer", now=now)
            elif isinstance(error, TalentError):
                jobs.fail(session, job, error=error.detail, now=now)
            else:
                jobs.fail(session, job, error=f"a bug: {type(error).__name__}", now=now)
                _log.error("bug %s in job %s: %s", type(error).__name__, job.name, _places(error))


class _Heartbeat:
    """Renews the lease of a job from a thread of its own while the job runs."""

    def __init__(self, parts: Parts, job: Job, progress: JobProgress, lease_s: int) -> None:
        self._parts = parts
        self._job = job
        self._progress = progress
        self._lease_s = lease_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._lease_s / 3):
            try:
                with self._parts.db.write() as session:
                    now = self._parts.clock.now()
                    jobs.heartbeat(session, self._job, now=now, lease_s=self._lease_s)
            except LeaseLost:
                self._progress.lost = not self._progress.ended
                return
            except OperationalError:
                continue  # busy: the lease outlasts two missed beats


def seal_audit(parts: Parts) -> None:
    """Chain and sign what is new in the audit log, then keep the seal outside the database."""
    with parts.db.read() as session:
        if not audit.has_unsealed(session):
            return
    with parts.db.write() as session:
        seal = audit.seal(session, parts.keys().audit, now=parts.clock.now())
    if seal is not None:
        audit.export_seal(seal, parts.paths.seals)


def drain(parts: Parts, *, tasks: Mapping[JobName, Task] = TASKS, at_most: int = 1_000) -> int:
    """Run what is due now in this process, and return how many jobs that were."""
    worker = Worker(parts, owner="drain", tasks=tasks)
    done = 0
    while done < at_most and worker.step():
        done += 1
    return done


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
