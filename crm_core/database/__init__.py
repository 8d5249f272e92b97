"""Engine, write path, migrations; the inbox, the outbox and the runs of jobs."""
