"""Patterns that are compiled at their first use are what `re` makes of them, and every one of ours compiles."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

import nlu
from nlu import lazy_re

MODULES = [module.name for module in iter_modules(nlu.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_of_a_module_compiles(name: str) -> None:
    for value in vars(import_module(f"nlu.{name}")).values():
        if isinstance(value, lazy_re.Uncompiled):
            assert (value.search("") is None) == (re.search(value.pattern, "", value.flags) is None)


def test_it_answers_as_the_pattern_does() -> None:
    lazy, plain = lazy_re.compile("(?P<dear>太?贵)|高", lazy_re.IGNORECASE), re.compile("(?P<dear>太?贵)|高")
    text = "报价高,太贵"
    assert lazy.pattern == plain.pattern
    found = [match.span("dear") for match in plain.finditer(text)]
    assert [match.span("dear") for match in lazy.finditer(text)] == found
    assert lazy.sub("*", text) == plain.sub("*", text)
    assert lazy.split(text) == plain.split(text)
    assert lazy.fullmatch("太贵") is not None
    assert lazy.search(text, 3) is not None
    assert lazy.match(text) is None


def test_a_wrong_pattern_says_so_when_it_is_tried() -> None:
    wrong = lazy_re.compile("(贵")
    with pytest.raises(re.error):
        wrong.search("贵")
