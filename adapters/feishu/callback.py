"""Feishu's HTTP callbacks: who may call, and the check of our address."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable

from adapters.bodies import JsonObject, capped, json_object, word
from adapters.contract import CallbackAnswer, CallbackRequest
from adapters.errors import CallbackRejected
from adapters.feishu.crypto import EventCrypto
from adapters.feishu.limits import BODY_LIMIT, FRESH_SECONDS
from adapters.feishu.settings import FeishuSettings

JSON_TYPE = "application/json"


def json_answer(content: JsonObject) -> CallbackAnswer:
    """An answer in JSON."""
    return CallbackAnswer(body=json.dumps(content, ensure_ascii=False).encode(), content_type=JSON_TYPE)


class CallbackGate:
    """Lets through what Feishu has signed and encrypted for this app; raises `CallbackRejected` for all else.

    The freshness of time stamps goes by `machine_time`: seconds since 1970.
    """

    def __init__(self, settings: FeishuSettings, *, machine_time: Callable[[], float] = time.time) -> None:
        self._is_open = settings.transport == "http" and not settings.missing()
        self._token = settings.verification_token.get_secret_value()
        self._crypto = EventCrypto(settings.encrypt_key.get_secret_value())
        self._machine_time = machine_time

    def open(self, request: CallbackRequest) -> JsonObject | CallbackAnswer:
        """The decrypted body of an event, or the answer to the check of our address."""
        if not self._is_open:
            raise CallbackRejected("callbacks over HTTP are not configured", status=404)
        if request.endpoint:
            raise CallbackRejected("there is no such address", status=404)
        if request.method != "POST":
            raise CallbackRejected("only POST is answered", status=405)
        body = json_object(capped(request.body, BODY_LIMIT))
        is_signed = "x-lark-signature" in request.headers
        if is_signed:
            self._check_signature(request)
        content = self._decrypted(word(body, "encrypt"))
        is_check = word(content, "type") == "url_verification"
        if not is_signed and not is_check:
            raise CallbackRejected("the request is not signed", status=403)
        # Version 2.0 carries the token in its header, the address check and version 1.0 outside.
        header = content.get("header")
        given = word(header, "token") if isinstance(header, dict) else word(content, "token")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise CallbackRejected("the verification token is wrong", status=403)
        return json_answer({"challenge": word(content, "challenge")}) if is_check else content

    def _decrypted(self, encrypted: str) -> JsonObject:
        """What was encrypted; one answer for every fault, as in `EventCrypto.decrypt`."""
        try:
            return json_object(self._crypto.decrypt(encrypted))
        except CallbackRejected as error:
            raise CallbackRejected("the body can't be read", status=403) from error

    def _check_signature(self, request: CallbackRequest) -> None:
        timestamp = request.headers.get("x-lark-request-timestamp", "")
        nonce = request.headers.get("x-lark-request-nonce", "")
        signature = request.headers.get("x-lark-signature", "")
        if not self._crypto.is_signed(timestamp, nonce, request.body, signature):
            raise CallbackRejected("the signature is wrong", status=403)
        # A signed time stamp that is no number would be Feishu's own, so it is refused like an old one.
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 16:
            raise CallbackRejected("the time stamp is no number", status=403)
        if abs(self._machine_time() - int(timestamp)) > FRESH_SECONDS:
            raise CallbackRejected("the request is too old", status=403)
