"""Every error code of Feishu's pages means one thing here: repeat, give up, or tell an admin."""

from __future__ import annotations

import re

import pytest

from adapters.errors import (
    CardClosed,
    ContentBlocked,
    Misconfigured,
    OutsideError,
    QuotaExhausted,
    RateLimited,
    RecipientGone,
    Refused,
    TokenRefused,
    Unavailable,
)
from adapters.feishu.codes import REMEDIES, connection_error, error_of

MEANING: dict[type[OutsideError], tuple[int, ...]] = {
    TokenRefused: (99991663, 99991664, 99991665),
    RateLimited: (99991400, 230020, 11232, 11233, 11247),
    Unavailable: (1, 200810, 230049, 300120, 1000040343),
    RecipientGone: (
        *(230002, 230013, 230029, 230034, 230038, 230053, 230075, 232009),
        *(99992351, 99992360, 99992361, 99992364),
        *(232006, 232010, 232011, 232033, 232050),
    ),
    CardClosed: (
        *(230009, 230011, 230017, 230019, 230026, 230031, 230050, 230110, 230111),
        *(200000, 200310, 300020, 300030, 300040),
        *(200740, 200750, 200850, 300309, 300311),
    ),
    QuotaExhausted: (99991403,),
    ContentBlocked: (230022, 230028),
    Misconfigured: (
        *(212100, 10003, 10014, 10015, 99991401, 99991662, 99991672, 99991673, 99991679),
        *(230006, 230018, 230027, 230035, 40004, 40014, 41050, 1000040344, 1000040350),
        *(20002, 20010, 20027, 20048, 20069, 20071),
        *(232025, 232034, 232055),
    ),
    Refused: (
        *(230001, 230015, 230025, 230054, 230055, 230071, 230072, 230099, 9499, 99992402),
        *(99991661, 99991668, 99991671, 99991677, 40008, 40011, 40012, 43010, 1040101, 1040102),
        *(20001, 20003, 20004, 20005, 20008, 20009, 20021, 20022, 20024, 20026, 20036, 20049, 20063, 20065),
        *(232001, 232046, 232047, 232048, 11311, 10002, 100000, 100030, 200770, 200860, 300301, 300317),
        *(234001, 234002, 234003, 234004, 234009, 234019, 234037, 234038, 234040, 234043),
    ),
}


@pytest.mark.parametrize(
    ("code", "kind"), [(code, kind) for kind, codes in MEANING.items() for code in codes], ids=lambda one: str(one)
)
def test_a_code_means_one_thing(code: int, kind: type[OutsideError]) -> None:
    """J9, J24: repeated, refreshed, dropped, or told to the admin."""
    error = error_of({"code": code, "msg": "no", "error": {"log_id": "2026"}}, place="POST /x")
    assert type(error) is kind
    assert error.facts["code"] == code
    if isinstance(error, Misconfigured):
        assert re.search(r"[\u4e00-\u9fff]", error.remedy)


def test_no_remedy_is_without_its_code() -> None:
    """J24: what the table of remedies names is a code of the pages."""
    told = {code for kind in (Misconfigured, ContentBlocked) for code in MEANING[kind]}
    assert set(REMEDIES) - told <= {20029}


def test_a_refused_card_says_which_rule_it_broke() -> None:
    """J24: the sub-code stands only in the text."""
    message = "Failed to create card content, ext=ErrCode: 200861; ErrMsg: unsupported tag; "
    assert error_of({"code": 230099, "msg": message}, place="POST /x").facts["card_code"] == 200861


@pytest.mark.parametrize(("code", "kind"), [(1, Unavailable), (1000040343, Unavailable), (514, Misconfigured)])
def test_a_refused_bootstrap_is_the_admins_unless_it_is_busy(code: int, kind: type[OutsideError]) -> None:
    """J9: the long connection is tried again quickly only where the server is busy."""
    assert type(connection_error({"code": code, "msg": "no"}, place="POST /callback/ws/endpoint")) is kind


@pytest.mark.parametrize("code", [None, "0", True, 1.5, [0]])
def test_a_code_that_is_no_number_is_refused(code: object) -> None:
    """J9: a strange answer is never a success."""
    assert type(error_of({"code": code, "msg": "?"}, place="POST /x")) is Refused
