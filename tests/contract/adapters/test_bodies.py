"""JSON from outside, whatever is in it."""

from __future__ import annotations

import json

import pytest

from adapters.bodies import MAX_DEPTH, json_object
from adapters.errors import CallbackRejected


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("odd", ["\x00", "\ud83d", "\x00\udc00"])
def test_what_no_database_takes_is_dropped_in_texts_and_names(odd: str, is_escaped: bool):
    """Half a character in what somebody wrote does not cost him the rest of it."""
    body = json.dumps({f"te{odd}xt": [f"恒{odd}瑞😀"]}, ensure_ascii=is_escaped)
    for raw in (body, body.encode("utf-8", "surrogatepass")):
        assert json_object(raw) == {"text": ["恒瑞😀"]}


def test_a_byte_order_mark_and_other_encodings_are_read():
    for encoding in ("utf-8-sig", "utf-16"):
        assert json_object('{"text": "恒瑞"}'.encode(encoding)) == {"text": "恒瑞"}


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 100_000])
@pytest.mark.parametrize("inside", ["1", '"\\ud83d"'])
def test_what_is_nested_too_deeply_is_refused(levels: int, inside: str):
    with pytest.raises(CallbackRejected, match="JSON"):
        json_object('{"a":' + "[" * levels + inside + "]" * levels + "}")
