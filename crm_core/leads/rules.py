"""Decisions about leads: pure."""

from __future__ import annotations

from collections.abc import Sequence

from crm_core.customers.views import Duplicate


def blocking(duplicates: Sequence[Duplicate], capturer_id: int) -> Duplicate | None:
    """What stops a lead from being saved: the same number, or an equal name (F8).

    The number tells more than the name; of two that are equal in it, the capturer's own is what he means.
    """
    stops = [one for one in duplicates if one.reason in ("phone", "name")]
    return min(stops, key=lambda one: (one.reason != "phone", one.owner_id != capturer_id), default=None)


def worth_a_hint(duplicates: Sequence[Duplicate]) -> Duplicate | None:
    """The most similar other name, for one line under the saved lead (F8)."""
    return next((one for one in duplicates if one.reason == "alike"), None)
