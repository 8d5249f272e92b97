"""Links from a card to the sidebar: signed, so that nobody can count through customers (A1, B1, I2)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.clock import machine_now
from bot.secret_key import is_signed, sign

LIFETIME = timedelta(days=30)

_PURPOSE = "customer link"
_LENGTH = 32
_TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,12})\.([0-9a-f]{32})")


def customer_link(key: bytes, public_url: str, platform: str, customer_id: int) -> str:
    """The sidebar's address for one customer; valid for 30 days, and only for who may read the customer."""
    query = {"platform": platform, "customer": customer_token(key, customer_id, machine_now())}
    return f"{public_url}/sidebar?{urlencode(query)}"


def group_link(public_url: str, platform: str, group: str) -> str:
    """The sidebar's address for whichever customer a group is about; it says nothing of him and does not expire."""
    return f"{public_url}/sidebar?{urlencode({'platform': platform, 'group': group})}"


def new_lead_link(public_url: str, platform: str, *, contact_id: int = 0) -> str:
    """The sidebar's form of a new lead; it says nothing of anybody and so is not signed.

    `contact_id` begins it with an external contact, whom only his own colleague may see.
    """
    return f"{public_url}/sidebar/{platform}/lead{f'?contact={contact_id}' if contact_id else ''}"


def customer_token(key: bytes, customer_id: int, now: datetime) -> str:
    """`<id>.<expires>.<signature>`; `now` is the machine's time."""
    content = f"{customer_id}.{int((now + LIFETIME).timestamp())}"
    return f"{content}.{sign(key, _PURPOSE, content, _LENGTH)}"


def customer_of(key: bytes, token: str, now: datetime) -> int | None:
    """The customer behind a token; None for one that isn't ours or is too old."""
    match = _TOKEN.fullmatch(token)
    if match is None or not is_signed(key, _PURPOSE, f"{match[1]}.{match[2]}", match[3]):
        return None
    return int(match[1]) if int(match[2]) > now.timestamp() else None
