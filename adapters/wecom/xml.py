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

    def value(self, name: str) -> str:
        """The text of the first child of that name, stripped; "" when there is none."""
        for child in self.children:
            if child.name == name:
                return child.text.strip()
        return ""


def parse(source: str) -> Element:
    """The root element. Raises `CallbackRejected` (400) for what is no XML of WeCom's."""
    document = Element("")
    opened = [document]
    seen = 0

    def start(name: str, _: object) -> None:
        nonlocal seen
        seen += 1
        if len(opened) > DEPTH_LIMIT or seen > ELEMENT_LIMIT:
            raise CallbackRejected("the XML is too deep or too long", status=400)
        element = Element(name)
        opened[-1].children.append(element)
        opened.append(element)

    def end(_: str) -> None:
        opened.pop()

    def characters(text: str) -> None:
        opened[-1].text += text

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(_ILLEGAL.sub("", source).encode(), True)
    except expat.ExpatError as error:
        raise CallbackRejected("the XML is malformed", status=400) from error
    return document.children[0]


def _refuse_doctype(*_: object) -> None:
    raise CallbackRejected("XML with a DOCTYPE is not read", status=400)
