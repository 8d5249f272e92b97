"""Every error code that DingTalk's pages name, and what it means here (protocols: §4.1–§4.4, §5.3, §6, §8)."""

from __future__ import annotations

import pytest

from adapters.dingtalk.codes import REMEDIES, error_of
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

DENIED = "Forbidden.AccessDenied."

MEANINGS: dict[type[OutsideError], str] = {
    # A fresh token, once.
    TokenRefused: "InvalidAuthentication 40001 40014 42001",
    # The same call again, later.
    Unavailable: "-1 system.error system.busy resource.unavailable ServiceUnavailable",
    RateLimited: f"90018 90002 {DENIED}QpsLimitForAppkeyAndApi {DENIED}QpmLimitForAppkeyAndApi {DENIED}QpsLimitForApi "
    "send.too.fast send.byToken.tooFast too.many.people too.many.group 143103 143104 410100",
    # Only a bigger edition or the next month helps.
    QuotaExhausted: f"90020 20001 {DENIED}ApiCountLimitForOrg",
    # This person or group is not to be written to any more.
    RecipientGone: "33012 60121 40003 staffId.notExisted param.userIdNotExist robot.oto.notExist "
    "invalid.openConversationId group.disbanded conversation.org.notMatch 400013",
    # The card goes out anew.
    CardClosed: "param.cardNotExist",
    # An admin has something to click.
    Misconfigured: "invalidClientIdOrSecret invalid.client unauthorized.client 40089 60011 60020 50004 "
    f"{DENIED}AccessTokenPermissionDenied {DENIED}IpNotInWhiteList invalidParameter.robotCode.empty "
    "invalidParameter.robotCode.notExsit invalidParameter.robotCode.auth invalidParameter.robotCode.coolApp "
    "bot.stopped chatbotId.notAllow.sendOTO template.stopped param.cardTemplateIdEmpty param.templateNotExist "
    "param.templateUnpublished 900004 900005 900008 900010",
    # The receiver hears that there is something, an admin what to do.
    ContentBlocked: "contain.unsafe.url contain.notAllowed.text contain.notAllowed.picture "
    "contain.notAllowed.content param.contentUnsafe 430101 430102 430103 430104",
    # Ours to mend: the same request would be refused again.
    Refused: "60003 40078 400002 40035 41001 43007 40004 40006 43008 invalidParameter.userIds.empty "
    "invalidParameter.userIds.overMax invalidParameter.msgKey.empty invalidParameter.msgKey.invalid "
    "invalidParameter.msgParam.invalid invalidParameter.msgParam.tooLong invalidParameter.downloadCode "
    "miss.param.title miss.openConversationId param.outTrackIdEmpty param.openSpaceIdEmpty param.openSpaceIdInvalid "
    "param.openDeliverModelEmpty param.cardPublicDataEmpty param.cardAlreadyExist param.invalid "
    "param.cardDataAndPrivateDataBothEmpty param.callbackRouteKeyEmpty param.callbackUrlEmpty "
    "param.callbackRouteKeyExist unsupported.grant.type 310000 1430000",
}

CODES = [(code, error) for error, codes in MEANINGS.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "error"), CODES, ids=[code for code, _ in CODES])
def test_a_documented_code_means_one_thing(code: str, error: type[OutsideError]) -> None:
    """J9, 3.20: tried again, dropped, told to an admin, or ours; the same by either host's name for it."""
    is_number = code.lstrip("-").isdigit()
    body = {"errcode": int(code), "errmsg": "x"} if is_number else {"code": code, "message": "x", "requestid": "r1"}
    found = error_of(body, place="POST api.dingtalk.com/x", status=200 if is_number else 400)
    assert type(found) is error
    assert found.facts["code"] == code
    if is_number:
        assert type(error_of({"errcode": 88, "sub_code": code, "errmsg": "x"}, place="x")) is error
    if isinstance(found, RateLimited):
        assert found.retry_after >= 1


def test_every_remedy_says_what_to_click() -> None:
    """3.20: an alarm names the console's page or the setting, never a code alone."""
    assert {code for code, error in CODES if error is Misconfigured} == set(REMEDIES)
    for remedy in REMEDIES.values():
        assert "→" in remedy or "CEJI_DINGTALK__" in remedy or "加进" in remedy


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "x"}, 200, RateLimited),
        ({"Code": "InvalidAuthentication", "Message": "x", "RequestId": "r"}, 400, TokenRefused),
        ({"message": "no code"}, 502, Unavailable),
        ({}, 403, Unavailable),
        ({"code": ["list"]}, 400, Unavailable),
        ({"code": "never.heard.of"}, 400, Refused),
        ({"errcode": 88, "errmsg": "no sub code"}, 200, Refused),
    ],
)
def test_odd_refusals_mean_something_too(body: dict, status: int, error: type[OutsideError]) -> None:
    """J9: an address banned for five minutes, other spellings, no code at all."""
    assert type(error_of(body, place="x", status=status)) is error
