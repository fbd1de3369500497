"""Every name of a job has its function."""

from core.jobs import JobName
from serving.tasks import SCHEDULES, TASKS


def test_every_job_has_a_task():
    assert set(TASKS) == set(JobName)


def test_schedules_name_jobs_that_exist():
    assert {job for job, _, _ in SCHEDULES.values()} <= set(TASKS)
