"""WeCom's XML, read strictly: no DOCTYPE, no deep or endless trees, control characters dropped.

A person may write «<!DOCTYPE» in a message, so the parser itself refuses declarations, not a search for the word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from adapters.errors import CallbackRejected

DEPTH_LIMIT = 12
ELEMENT_LIMIT = 2_000

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    """An element with its text and children."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> list[Element]:
        """Every element at the end of a path of names; one or many are the same."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def value(self, *path: str) -> str:
        """The text of the first element at the end of a path, stripped; "" when there is none."""
        found = self.all(*path)
        return found[0].text.strip() if found else ""


def parse(source: str) -> Element:
    """The root element. Raises `CallbackRejected` (400) for what is no XML of WeCom's."""
    reader = _Reader()
    try:
        reader.parser.Parse(_ILLEGAL.sub("", source).encode(), True)
    except expat.ExpatError as error:
        raise CallbackRejected("the XML is malformed", status=400) from error
    if reader.root is None:
        raise CallbackRejected("the XML is empty", status=400)
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _refuse_doctype(self, *_: object) -> None:
        raise CallbackRejected("XML with a DOCTYPE is not read", status=400)

    def _start(self, name: str, _: object) -> None:
        self._count += 1
        if len(self._open) >= DEPTH_LIMIT or self._count > ELEMENT_LIMIT:
            raise CallbackRejected("the XML is too deep or too long", status=400)
        element = Element(name)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].text += text
