"""Which handler takes what a person does; the help is built from the same registrations.

A handler is a function of a turn. Handlers are registered for buttons (`action`), for answers to a question
(`answer`), for commands that begin with certain words (`command`), and for pages of the menu (`page`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.dialogs import Question
from bot.turn import Turn
from cards.actions import UNCHOSEN, Action
from crm_core.access.rules import may
from crm_core.access.views import Operation

Values = Mapping[str, tuple[str, ...]]
ActionHandler = Callable[[Turn, Action, Values], None]
AnswerHandler = Callable[[Turn, Question, str], bool]
CommandHandler = Callable[[Turn, "re.Match[str]"], None]
PageHandler = Callable[[Turn], None]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line of the help: what it does, how it is said, and what comes of it."""

    topic: str
    example: str
    result: str
    needs: Operation = Operation.CAPTURE
    first_screen: bool = True


@dataclass(frozen=True, slots=True)
class _Command:
    pattern: re.Pattern[str]
    handler: CommandHandler


class Router:
    """The registrations of all handlers."""

    def __init__(self) -> None:
        self._actions: dict[tuple[str, str], ActionHandler] = {}
        self._answers: dict[str, AnswerHandler] = {}
        self._commands: list[_Command] = []
        self._pages: dict[str, PageHandler] = {}
        self.help_lines: list[HelpLine] = []

    def action(self, subject: str, act: str, handler: ActionHandler) -> None:
        """The buttons `<subject>:<act>:…`."""
        self._actions[subject, act] = handler

    def answer(self, kind: str, handler: AnswerHandler) -> None:
        """Answers to questions of this kind; the handler returns whether it took the words."""
        self._answers[kind] = handler

    def command(self, pattern: str, handler: CommandHandler, help_line: HelpLine | None = None) -> None:
        """Messages that match the whole pattern; a leading `/` and white space around are never needed."""
        self._commands.append(_Command(re.compile(pattern), handler))
        if help_line is not None:
            self.help_lines.append(help_line)

    def page(self, name: str, handler: PageHandler) -> None:
        """Buttons that open a page (`menu:open:<name>`), and entries of the chat's menu."""
        self._pages[name] = handler

    def act(self, turn: Turn, action: Action, values: Values) -> bool:
        """Runs a button's handler; False when there is none. A select that nobody touched counts as not given."""
        if (action.subject, action.act) == ("menu", "open"):
            return self.open_page(turn, action.id)
        handler = self._actions.get((action.subject, action.act))
        if handler is None:
            return False
        handler(turn, action, {name: given for name, given in values.items() if given != (UNCHOSEN,)})
        return True

    def open_page(self, turn: Turn, name: str) -> bool:
        """Opens a page of the menu; False when there is none of that name."""
        handler = self._pages.get(name)
        if handler is None:
            return False
        handler(turn)
        return True

    def take_answer(self, turn: Turn, question: Question, words: str) -> bool:
        """Offers words to the handler of the pending question."""
        handler = self._answers.get(question.kind)
        return handler is not None and handler(turn, question, words)

    def run_command(self, turn: Turn, words: str) -> bool:
        """Runs the first command that matches the words; False when none does."""
        for command in self._commands:
            match = command.pattern.fullmatch(_bare(words))
            if match is not None:
                command.handler(turn, match)
                return True
        return False

    def is_command(self, words: str) -> bool:
        """Whether the words are a command."""
        return any(command.pattern.fullmatch(_bare(words)) for command in self._commands)

    def help_for(self, turn: Turn) -> list[HelpLine]:
        """What this person may do, in the order of registration."""
        return [line for line in self.help_lines if may(turn.viewer, line.needs)]

    def known_actions(self) -> frozenset[tuple[str, str]]:
        """Every act that a button may carry; templates must draw no other."""
        return frozenset(self._actions)

    def known_commands(self) -> tuple[re.Pattern[str], ...]:
        """The pattern of every command, without a leading `/`."""
        return tuple(command.pattern for command in self._commands)

    def known_pages(self) -> frozenset[str]:
        """Every page that a button may open."""
        return frozenset(self._pages)


def _bare(words: str) -> str:
    return words.strip().removeprefix("/").strip()
