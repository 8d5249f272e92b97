"""Floors under the share of the peers' tables that we read (nlu/PEERS.md)."""

import pytest

from tests.corpus.peers.verdicts import OTHER, Verdict, money_verdicts, shares, time_verdicts


@pytest.fixture(scope="module")
def times() -> list[Verdict]:
    return time_verdicts()


@pytest.mark.parametrize(
    ("corpus", "cases", "same", "settled"),
    [("duckling", 189, 0.59, 0.90), ("jionlp", 182, 0.45, 0.74), ("recognizers", 228, 0.54, 0.81)],
)
def test_share_of_times_read_like_the_peer(
    times: list[Verdict], corpus: str, cases: int, same: float, settled: float
) -> None:
    found, found_same, found_settled = shares(times)[corpus]
    assert found == cases
    assert found_same / found >= same
    assert found_settled / found >= settled


def test_no_time_is_read_with_a_value_that_no_convention_explains(times: list[Verdict]) -> None:
    """The few that are have a line each in nlu/PEERS.md."""
    assert len([verdict for verdict in times if verdict.reason == OTHER]) <= 10


@pytest.mark.parametrize(
    ("corpus", "cases", "same"), [("duckling", 15, 0.46), ("jionlp", 17, 0.88), ("recognizers", 18, 1.0)]
)
def test_share_of_amounts_read_like_the_peer(corpus: str, cases: int, same: float) -> None:
    found, found_same, _ = shares(money_verdicts())[corpus]
    assert found == cases
    assert found_same / found >= same
