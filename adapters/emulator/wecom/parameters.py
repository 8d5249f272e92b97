"""Parameters of a request, read as the real server reads them."""

from __future__ import annotations

from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError


def integer(value: Any, name: str, default: int = 0) -> int:
    """A whole number, also written as digits; 40035 for anything else."""
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not str(value).isdecimal():
        raise WeComError(codes.BAD_PARAMETER, f"invalid parameter, Warning: wrong json format. {name}")
    return int(value)
