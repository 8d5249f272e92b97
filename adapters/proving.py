"""One line of `ceji doctor` from one question to a platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.contract import Check
from adapters.errors import Misconfigured, OutsideError

TRY_LATER = "稍后再试；还不行就看平台管理后台的提示"


async def prove(name: str, ask: Callable[[], Awaitable[str]]) -> Check:
    """The check of that name: passed with what `ask` says, failed with the platform's own words."""
    try:
        return Check(name=name, ok=True, detail=await ask())
    except OutsideError as error:
        remedy = error.remedy if isinstance(error, Misconfigured) else TRY_LATER
        return Check(name=name, ok=False, detail=str(error), remedy=remedy)
