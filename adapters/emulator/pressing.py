"""What a client checks before a press leaves it: the button exists, the required fields are filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.emulator.records import Button, Input, Screens, Seen
from adapters.emulator.stand_in import ControlError, Unknown


def find_message(screens: Screens, user: str, message_id: str) -> Seen:
    """The message on this person's screen; 404 when there is none."""
    seen = screens.get(user, message_id)
    if seen is None or seen.state == "recalled":
        raise Unknown(f"{user} has no message 「{message_id}」; see GET …/messages?user={user}")
    return seen


def find_button(seen: Seen, wanted: str) -> Button:
    """The button with this id, or else the only one with this label; 404 when there is none, 400 when it is greyed or
    several have the label."""
    found = [b for b in seen.buttons if b.id == wanted] or [b for b in seen.buttons if b.label == wanted]
    if not found:
        labels = "、".join(button.label for button in seen.buttons) or "none"
        raise Unknown(f"there is no button 「{wanted}」 on {seen.message_id}; there are: {labels}")
    if len(found) > 1:
        raise ControlError(f"several buttons are called 「{wanted}」; use the id: {'、'.join(b.id for b in found)}")
    if found[0].disabled:
        raise ControlError(f"「{found[0].label}」 can't be pressed any more")
    return found[0]


def filled_in(inputs: Iterable[Input], form: Mapping[str, Any] | None) -> dict[str, Any]:
    """The value of every input: what the person entered, else what stood there. 400 for unknown names, values that
    are no option, and required fields left empty."""
    by_name = {each.name: each for each in inputs}
    for name in form or {}:
        if name not in by_name:
            raise ControlError(f"there is no input 「{name}」; there are: {'、'.join(by_name) or 'none'}")
    values: dict[str, Any] = {}
    for name, each in by_name.items():
        value = (form or {}).get(name, each.value)
        if each.options and value not in (None, "", []):
            value = _chosen(each, value)
        if each.required and value in (None, "", []):
            raise ControlError(f"「{each.label or name}」 must be filled in")
        values[name] = value
    return values


def _chosen(each: Input, value: Any) -> Any:
    """Option ids for what was given as ids or labels."""
    known = {option.label: option.id for option in each.options} | {o.id: o.id for o in each.options}
    chosen = [known.get(str(item)) for item in (value if isinstance(value, list) else [value])]
    if None in chosen:
        raise ControlError(f"「{value}」 is no option of 「{each.label or each.name}」: {'、'.join(known)}")
    return chosen if isinstance(value, list) else chosen[0]
