"""How a command says that it could not do what was asked."""

from __future__ import annotations


class CommandFailed(Exception):
    """The message is one Chinese sentence for whoever typed the command; exit status 1."""
