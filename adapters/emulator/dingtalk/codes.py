"""DingTalk's refusals: one shape for api.dingtalk.com, another for oapi.dingtalk.com."""

import uuid
from typing import Any


class ApiRefusal(Exception):
    """A refusal of the new host: an HTTP status of 400 or more and `{"code", "requestid", "message"}`."""

    def __init__(self, code: str, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {
            "code": code,
            "requestid": str(uuid.uuid4()).upper(),
            "message": message,
            **more,
        }


class OapiRefusal(Exception):
    """A refusal of the old host: HTTP 200 and `{"errcode", "errmsg", "request_id"}`."""

    def __init__(self, errcode: int, errmsg: str, **more: Any) -> None:
        super().__init__(f"{errcode}: {errmsg}")
        self.body: dict[str, Any] = {
            "errcode": errcode,
            "errmsg": errmsg,
            "request_id": uuid.uuid4().hex[:12],
            **more,
        }


def invalid_token() -> ApiRefusal:
    """The access token is missing, unknown or expired: HTTP 400, not 401."""
    return ApiRefusal("InvalidAuthentication", "不合法的access_token")


def bad_credentials() -> ApiRefusal:
    """Unknown app key or wrong secret."""
    return ApiRefusal("invalidClientIdOrSecret", "无效的clientId或者clientSecret")


def missing(field: str) -> ApiRefusal:
    """A msgParam without one of the keys that its msgKey needs."""
    return ApiRefusal(f"miss.param.{field}", f"缺少参数 {field}")


def qps_exceeded() -> ApiRefusal:
    """More than 20 calls in one second."""
    return ApiRefusal("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "应用调用该接口的QPS超过限制", status=403)


def ip_refused(address: str) -> ApiRefusal:
    """The caller's address is not on the app's list."""
    return ApiRefusal(
        "Forbidden.AccessDenied.IpNotInWhiteList", f"访问ip不在白名单之中,request ip={address}", status=403
    )


def oapi_invalid_token() -> OapiRefusal:
    """40014: the access token is unknown or expired."""
    return OapiRefusal(40014, "不合法的access_token")


def user_unknown() -> OapiRefusal:
    """60121: no such person in the directory."""
    return OapiRefusal(60121, "找不到该用户")


def outside_scope() -> OapiRefusal:
    """50004: the department, or the person's, is outside 通讯录接口权限范围."""
    return OapiRefusal(50004, "请求的部门id不在授权范围内")


def department_unknown() -> OapiRefusal:
    """60003: no such department."""
    return OapiRefusal(60003, "部门不存在")
