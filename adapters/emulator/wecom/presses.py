"""Pressing a button on a template card: what is selected with it and what the event says (document/path/90240)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.emulator.pressing import filled_in
from adapters.emulator.records import Button, Input
from adapters.emulator.stand_in import ControlError
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


def selections(inputs: Iterable[Input], form: dict[str, Any] | None) -> dict[str, list[str]]:
    """What stands selected when the button is pressed: the form's choices over what the card preselects."""
    inputs = list(inputs)
    chosen = {name: _as_list(value) for name, value in filled_in(inputs, form).items()}
    for each in inputs:
        if each.kind == "select" and len(chosen[each.name]) > 1:
            raise ControlError(f"「{each.label or each.name}」 takes one choice")
    return chosen


def _as_list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
