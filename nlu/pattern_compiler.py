"""The standard library's compiler of patterns, but for one thing that makes Chinese ones slow to compile.

For every class with a Chinese character in it (`[,。;!?]`) it fills a table of all 65,536 characters and packs it
again, which takes longer than everything else about a pattern. A class of few members is searched as fast one by one;
the copy of the compiler that is used here leaves those as they are.
"""

from __future__ import annotations

from importlib.util import find_spec, module_from_spec
from re import Pattern
from typing import Any, cast

_FEW = 8
"""With more, every search would notice."""


def _copy_of_compiler() -> Any:
    spec = find_spec("re._compiler")
    if spec is None or spec.loader is None:
        raise ImportError("re._compiler")
    compiler: Any = module_from_spec(spec)
    spec.loader.exec_module(compiler)
    pack = getattr(compiler, "_optimize_charset", None)
    if pack is None:  # A later Python may do otherwise; only time is lost.
        return compiler

    def pack_many(members: Any, iscased: Any = None, fixup: Any = None, fixes: Any = None) -> tuple[Any, bool]:
        if fixup is None and len(members) <= _FEW:
            return members, False
        return cast("tuple[Any, bool]", pack(members, iscased, fixup, fixes))

    compiler._optimize_charset = pack_many
    return compiler


_COMPILER = _copy_of_compiler()


def compiled(parsed: Any) -> Pattern[str]:
    """What a pattern as the standard library's parser gave it compiles to."""
    return cast("Pattern[str]", _COMPILER.compile(parsed, parsed.state.flags))
