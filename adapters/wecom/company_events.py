"""Events that nobody says: customers in WeChat, the company's tags, the app's own standing (paths 92130, 90240).

Only what people do in the client or the console is told; what we do through the API is not, so nothing echoes.
"""

from __future__ import annotations

from typing import Literal

from adapters.bodies import instant
from adapters.events import AppIdle, CustomerChange, CustomerLinked, CustomerTagsChanged
from adapters.wecom.xml import Element

_CHANGES: dict[str, CustomerChange] = {
    "add_external_contact": "added",
    "add_half_external_contact": "half_added",
    "edit_external_contact": "edited",
    "del_external_contact": "removed",
    "del_follow_user": "left",
    "transfer_fail": "transfer_failed",
}

_REASONS = {"customer_refused": "refused", "customer_limit_exceed": "full"}

STANDINGS: dict[str, Literal["warned", "suspended", "restored"]] = {
    "inactive_alert": "warned",
    "low_active_alert": "warned",
    "close_inactive_agent": "suspended",
    "low_active": "suspended",
    "reopen_inactive_agent": "restored",
    "active_restored": "restored",
}
"""What each event about an app that is used too little means."""


def customer(message: Element) -> CustomerLinked | None:
    """`change_external_contact`; None for a change that is not known, or that names nobody."""
    change, external_id = message.value("ChangeType"), message.value("ExternalUserID")
    if change not in _CHANGES or not external_id or not message.value("UserID"):
        return None
    return CustomerLinked(
        change=_CHANGES[change],
        external_id=external_id,
        welcome_code=message.value("WelcomeCode"),
        state=message.value("State"),
        reason=_REASONS.get(message.value("FailReason"), ""),
    )


def customer_tags(_: Element) -> CustomerTagsChanged:
    """`change_external_tag`: which tag it is does not matter, all are read again."""
    return CustomerTagsChanged()


def app_idle(message: Element) -> AppIdle:
    """`inactive_alert`, `low_active` and their like."""
    effect = message.value("EffectTime")
    takes_effect_at = instant(effect, per_second=1) if effect else None
    return AppIdle(standing=STANDINGS[message.value("Event")], takes_effect_at=takes_effect_at)
