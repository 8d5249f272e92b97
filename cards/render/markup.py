"""Keeps what people wrote from becoming markup.

A name may hold `[a](dtmd://…)` or `<at id=all>`: such characters are shown as their full-width twins, which no
platform's Markdown reads. A masked number keeps its asterisks where they can't pair up: once in a line.
"""

from __future__ import annotations

import re

_TWINS = str.maketrans("[]<>`*_~\\", "［］＜＞｀＊＿～＼")
_OPENERS = str.maketrans("#>+-|.)", "＃＞＋－｜．）")
_MASK = re.compile(r"\*{3,4}")
_OPENING = re.compile(r"^(\s*)(#|>|[+\-](?=\s)|\||\d+[.)](?=\s))")


def neutral(text: str) -> str:
    """The text as words only, line by line."""
    return "\n".join(_neutral_line(line) for line in text.split("\n"))


def bold(text: str) -> str:
    """The text as words only, in bold: there even a masked number's asterisks would end it."""
    return f"**{_OPENING.sub(_closed, text.translate(_TWINS))}**"


def _closed(found: re.Match[str]) -> str:
    return found[1] + found[2].translate(_OPENERS)


def _neutral_line(line: str) -> str:
    masks = _MASK.findall(line)
    if len(masks) == 1 and line.count("*") == len(masks[0]):
        head, tail = line.split(masks[0])
        line = head.translate(_TWINS) + masks[0] + tail.translate(_TWINS)
    else:
        line = line.translate(_TWINS)
    return _OPENING.sub(_closed, line)
