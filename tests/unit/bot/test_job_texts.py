"""What the admin is told of jobs is in his words (CONVERSATION §1)."""

from __future__ import annotations

import re

import pytest

from bot import job_texts
from bot.jobs import ALL
from bot.jobs.schedule import Job


@pytest.mark.parametrize("job", ALL, ids=lambda job: job.name)
def test_a_failed_job_is_named_as_the_admin_knows_it(job: Job) -> None:
    """Neither the job's name in the code nor an event of the log stands in what he reads."""
    told = "".join(job_texts.failed(job.name))
    assert job.name not in told
    assert re.findall(r"[A-Za-z_]+", told) == ["ceji", "doctor"]
