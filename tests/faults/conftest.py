"""Fixtures of the fault tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.filled import Typed


@pytest.fixture
def ceji(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Typed:
    """The command line, without the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("CEJI_")]:
        monkeypatch.delenv(name)
    return Typed(monkeypatch, capsys, tmp_path)
