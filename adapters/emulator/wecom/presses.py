"""Pressing a button on a template card: what the client allows and what the event says (document/path/90240)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.emulator.records import Button, Input
from adapters.emulator.stand_in import ControlError, Unknown
from adapters.emulator.wecom.markup import Value


@dataclass(frozen=True)
class Press:
    """One press and what was selected with it (question key → option ids)."""

    button: Button
    task_id: str
    card_type: str
    response_code: str
    selected: dict[str, list[str]]

    def fields(self) -> dict[str, Value]:
        """The event's own fields."""
        event = "template_card_menu_event" if self.button.style == "menu" else "template_card_event"
        fields: dict[str, Value] = {
            "Event": event,
            "EventKey": self.button.id,
            "TaskId": self.task_id,
            "CardType": self.card_type,
            "ResponseCode": self.response_code,
        }
        if self.selected:
            fields["SelectedItems"] = {
                "SelectedItem": [
                    {"QuestionKey": key, "OptionIds": {"OptionId": options}} for key, options in self.selected.items()
                ]
            }
        return fields


def find_button(buttons: Iterable[Button], wanted: str) -> Button:
    """The button with this id, or else the only one with this label."""
    buttons = list(buttons)
    found = [button for button in buttons if button.id == wanted] or [
        button for button in buttons if button.label == wanted
    ]
    if not found:
        labels = "、".join(button.label for button in buttons) or "none"
        raise Unknown(f"there is no button 「{wanted}」; there are: {labels}")
    if len(found) > 1:
        raise ControlError(f"several buttons are called 「{wanted}」: use the id")
    if found[0].disabled:
        raise ControlError(f"「{found[0].label}」 is greyed out and can't be pressed")
    return found[0]


def answers(card: dict[str, Any], inputs: Iterable[Input], form: dict[str, Any]) -> dict[str, list[str]]:
    """What stands selected when the button is pressed: the form's answers over what the card preselects."""
    inputs = list(inputs)
    unknown = set(form) - {each.name for each in inputs}
    if unknown:
        raise Unknown(f"the card has no input 「{'、'.join(sorted(unknown))}」")
    selected = {}
    for each in inputs:
        chosen = _chosen(each, form.get(each.name, each.value))
        if not chosen and card["card_type"] == "vote_interaction":
            raise ControlError(f"choose something for 「{each.name}」 first")
        selected[each.name] = chosen
    return selected


def _chosen(asked: Input, given: Any) -> list[str]:
    values = [] if given is None else given if isinstance(given, list) else [given]
    if asked.kind == "select" and len(values) > 1:
        raise ControlError(f"「{asked.name}」 takes one choice")
    ids = {option.id: option.id for option in asked.options}
    labels = {option.label: option.id for option in asked.options}
    for value in values:
        if str(value) not in ids and str(value) not in labels:
            choices = "、".join(option.label for option in asked.options)
            raise ControlError(f"「{asked.name}」 has no option 「{value}」; there are: {choices}")
    return [ids.get(str(value)) or labels[str(value)] for value in values]
