"""Actions travel in buttons and come back from outside."""

from __future__ import annotations

import pytest

from cards import actions
from cards.actions import Action


def test_an_action_comes_back_as_it_left() -> None:
    """`lead:undo:1042@1`, and an id with parts."""
    assert str(Action("lead", "undo", "1042")) == "lead:undo:1042@1"
    assert actions.parse("draft:link:88.3.17@2") == Action("draft", "link", "88.3.17", 2)
    assert actions.parse("draft:link:88.3.17@2").parts == ("88", "3", "17")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lead",
        "lead:undo",
        "lead:undo:1042",
        "lead:undo:1042@",
        "lead:undo:1042@x",
        "lead:undo:10 42@1",
        "Lead:undo:1042@1",
        "lead:undo:1042@1\n",
        "lead:undo:1042@9999999999",
        f"lead:undo:{'9' * 200}@1",
        "lead:undo:\ud800@1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """I5: what a client sends is not trusted to be ours."""
    with pytest.raises(ValueError, match="not an action"):
        actions.parse(text)
