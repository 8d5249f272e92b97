"""What Prometheus reads: how much comes in and goes out, how long it takes, what waits."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.callbacks = Counter("ceji_callbacks", "Callbacks answered", ["platform", "status"], registry=self.registry)
        self.events = Counter("ceji_events", "Events stored", ["platform", "kind"], registry=self.registry)
        self.turns = Counter("ceji_turns", "Turns handled", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram(
            "ceji_turn_seconds", "From arrival to the answer in the outbox", buckets=_SECONDS, registry=self.registry
        )
        self.messages = Counter(
            "ceji_messages", "Messages given to a platform", ["platform", "outcome"], registry=self.registry
        )
        self.jobs = Counter("ceji_job_runs", "Runs of jobs", ["job", "outcome"], registry=self.registry)
        self.waiting = Gauge("ceji_waiting", "Rows that wait", ["box"], registry=self.registry)
