"""Broken rules, one class each, with a stable code and the facts as attributes.

RuleBroken
├── NotVisible            no such record for this person: not theirs, or not there (never told apart)
├── NotAllowed            this person may not do this
├── Gone                  what the act was about is closed, undone or deleted meanwhile
├── Stale                 somebody changed the record since the card was drawn
├── TooLate               the time in which this can be undone is over
└── Invalid               a value that breaks a rule: `field` and `reason`
StorageUnavailable        the database could not take the write (full, locked, down): nothing was written
"""

from __future__ import annotations


class RuleBroken(Exception):
    """A rule of the CRM says no; nothing was written."""

    code = "rule_broken"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code} {facts}" if facts else self.code)
        self.facts = facts


class NotVisible(RuleBroken):
    """The person may not see this record, or it does not exist; the two are never told apart (I2)."""

    code = "not_visible"


class NotAllowed(RuleBroken):
    """The person's role does not include this operation."""

    code = "not_allowed"


class Gone(RuleBroken):
    """What the act was about no longer waits for it."""

    code = "gone"


class Stale(RuleBroken):
    """The record has changed since the person saw it (C5)."""

    code = "stale"


class TooLate(RuleBroken):
    """The undo window is over (CONVERSATION §4.5)."""

    code = "too_late"


class Invalid(RuleBroken):
    """A value that the rules refuse."""

    code = "invalid"

    def __init__(self, field: str, reason: str, **facts: object) -> None:
        super().__init__(field=field, reason=reason, **facts)
        self.field = field
        self.reason = reason


class StorageUnavailable(Exception):
    """The database could not take the write; the caller may try again, nothing was stored."""
