"""The command line as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main


class Typed:
    """`ceji …` in a folder with nothing but what a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(folder)

    def set(self, **settings: str) -> None:
        """Settings without their prefix."""
        for name, value in settings.items():
            self._monkeypatch.setenv(f"CEJI_{name.upper()}", value)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit status, what was printed, and what was said on stderr."""
        self._capsys.readouterr()
        status = main(list(words))
        said = self._capsys.readouterr()
        return status, said.out, said.err
