"""Every documented code of WeCom (path 90313) and what it asks of us, and what an admin is told."""

from __future__ import annotations

import pytest

from adapters.errors import (
    CardClosed,
    Misconfigured,
    RateLimited,
    RecipientGone,
    Refused,
    TokenRefused,
    Unavailable,
    UploadGone,
)
from adapters.wecom.codes import REMEDIES, WindowClosed, error_of

CLASSES = {
    Unavailable: [-1, 6000, 45033, 45035, 41096, 846609],
    TokenRefused: [40001, 40014, 41001, 42001],
    RateLimited: [45009],
    RecipientGone: [
        *[40003, 46004, 60111, 81013, 82001, 50002, 60011, 60021, 92000, 40050, 86001, 86003, 86008, 93006],
        *[40096, 84061, 84084],
    ],
    CardClosed: [42015, 42016, 42052, 60140],
    Misconfigured: [
        *[40013, 40091, 40056, 301002, 43012, 48001, 48002, 48006, 48009, 48011, 50001, 50003, 60020, 701008],
        *[93000, 93001, 93004, 93008, 93019],
    ],
    WindowClosed: [846604, 846605, 846608],
    UploadGone: [40007, 40145],
    Refused: [
        *[40029, 42003, 42022, 40032, 82002, 82003, 40035, 40058, 40063, 86215, 40093, 42012, 91040],
        *[41050, 41051, 41053, 42014, *range(42017, 42021), *range(42027, 42052), 44004, 45002],
        *[81017, 84014, 84015, 93017, 93050, 830002],
    ],
}


@pytest.mark.parametrize(("code", "expected"), [(code, error) for error, codes in CLASSES.items() for code in codes])
def test_each_code_is_what_it_asks_of_us(code, expected):
    error = error_of({"errcode": code, "errmsg": "said"}, "POST host/cgi-bin/message/send")
    assert type(error) is expected
    assert error.facts["code"] == code
    assert error.facts["said"] == "said"


def test_success_is_no_error():
    assert error_of({"errcode": 0, "errmsg": "ok"}, "here") is None
    assert error_of({"ip_list": []}, "here") is None


@pytest.mark.parametrize("code", ["0", None, [], 1.5])
def test_an_unreadable_code_means_try_later(code):
    assert type(error_of({"errcode": code}, "here")) is Unavailable


def test_a_bad_secret_is_told_when_the_token_is_fetched():
    error = error_of({"errcode": 40001, "errmsg": "invalid credential"}, "here", fetching_token=True)
    assert isinstance(error, Misconfigured)
    assert "CEJI_WECOM__SECRET" in error.remedy


def test_the_admin_is_told_which_address_to_allow():
    said = "not allow to access from your ip, hint: [1_2_3], from ip: 203.0.113.9, more info at https://x"
    error = error_of({"errcode": 60020, "errmsg": said}, "here")
    assert isinstance(error, Misconfigured)
    assert error.remedy == "把服务器 IP 203.0.113.9 加到 企业微信管理后台 → 应用管理 → 应用 → 这个应用 → 企业可信IP"


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_every_remedy_is_a_finished_sentence(code):
    error = error_of({"errcode": code, "errmsg": ""}, "here")
    assert isinstance(error, Misconfigured)
    assert "{" not in error.remedy
