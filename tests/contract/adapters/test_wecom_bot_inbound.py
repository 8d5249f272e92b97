"""The intelligent bot's frames → neutral events: one recorded frame per message type and event, and hostile input."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import CallbackRejected
from adapters.events import EVENT, InboundEvent
from adapters.wecom.bot_inbound import read_bot_event, sender_of

FOLDER = Path(__file__).parents[1] / "payloads" / "wecom"
FRAMES = sorted(FOLDER.glob("bot_*.frame.json"), key=lambda path: path.name)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def read(frame: dict[str, Any]) -> InboundEvent | None:
    body = frame["body"]
    return read_bot_event(body, req_id=frame["headers"]["req_id"], sender=sender_of(body), now=NOW)


def test_there_is_a_frame_for_everything() -> None:
    assert len(FRAMES) >= 15


@pytest.mark.parametrize("path", FRAMES, ids=lambda path: path.name.removesuffix(".frame.json"))
def test_recorded_frames_become_the_events_beside_them(path: Path) -> None:
    """A1, A6, C1: what a person says, speaks or presses arrives as what it is; the rest has no effect."""
    expected = json.loads(path.with_name(path.name.replace(".frame.", ".event.")).read_text(encoding="utf-8"))
    event = read(json.loads(path.read_text(encoding="utf-8")))
    assert event == (None if expected is None else EVENT.validate_python(expected))


@pytest.mark.parametrize("missing", ["msgid", "msgtype", "from"])
def test_what_is_no_callback_is_refused(missing: str) -> None:
    frame = json.loads((FOLDER / "bot_text.frame.json").read_text(encoding="utf-8"))
    del frame["body"][missing]
    with pytest.raises(CallbackRejected):
        read(frame)


def test_a_press_without_a_key_has_no_effect() -> None:
    frame = json.loads((FOLDER / "bot_click.frame.json").read_text(encoding="utf-8"))
    del frame["body"]["event"]["template_card_event"]["event_key"]
    assert read(frame) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
FIELDS = ["msgtype", "chattype", "chatid", "text", "voice", "mixed", "event", "create_time", "from"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(["text", "mixed", "event", "group"])))
def test_any_body_is_an_event_or_a_refusal(body: dict[str, Any]) -> None:
    """Nothing but a refusal may be raised: one strange frame must not end the connection."""
    with suppress(CallbackRejected):
        read_bot_event({"msgid": "m", **body}, req_id="r", sender="u", now=NOW)
