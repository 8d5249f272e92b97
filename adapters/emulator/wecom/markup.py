"""The XML that WeCom sends and the little of it that comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Union
from xml.etree import ElementTree

Value = Union[str, int, float, "Mapping[str, Value]", "Sequence[Value]"]

# XML 1.0 has no way to write these; no client lets a person send them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml(fields: Mapping[str, Value]) -> str:
    """`<xml>` with the fields in order; texts as CDATA, numbers plain, a list as repeated elements."""
    return f"<xml>{_children(fields)}</xml>"


def _children(fields: Mapping[str, Value]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Value) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{_children(value)}</{name}>"
    if isinstance(value, str):
        escaped = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
        return f"<{name}><![CDATA[{escaped}]]></{name}>"
    if isinstance(value, Sequence):
        return "".join(_element(name, each) for each in value)
    return f"<{name}>{value}</{name}>"


def parse(text: str) -> ElementTree.Element:
    """The root of what a product answered; ValueError for anything but plain XML."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("document types and entities are not accepted")
    try:
        return ElementTree.fromstring(text)  # noqa: S314  No entities get here, see above.
    except ElementTree.ParseError as error:
        raise ValueError(f"not XML: {error}") from error
