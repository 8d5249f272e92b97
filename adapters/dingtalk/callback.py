"""DingTalk's HTTP callbacks: who may call, and the encrypted answers to events."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable

from adapters.bodies import JsonObject, capped, json_object, word
from adapters.contract import CallbackAnswer, CallbackRequest
from adapters.dingtalk.crypto import EventCrypto, card_signature, is_same, robot_signature
from adapters.dingtalk.limits import BODY_LIMIT, FRESH_SECONDS
from adapters.dingtalk.settings import DingTalkSettings
from adapters.errors import CallbackRejected

JSON_TYPE = "application/json"


def json_answer(content: JsonObject) -> CallbackAnswer:
    """An answer in JSON."""
    return CallbackAnswer(body=json.dumps(content, ensure_ascii=False).encode(), content_type=JSON_TYPE)


def card_secret(settings: DingTalkSettings) -> str:
    """The secret that signs card callbacks: ours to choose, the same in every process of the app."""
    key = settings.client_secret.get_secret_value().encode()
    return hmac.new(key, b"ceji card callbacks", hashlib.sha256).hexdigest()


class CallbackGate:
    """Lets through what DingTalk has signed for this app; raises `CallbackRejected` for all else.

    The freshness of time stamps goes by `machine_time`: seconds since 1970.
    """

    def __init__(self, settings: DingTalkSettings, *, machine_time: Callable[[], float] = time.time) -> None:
        self._client_secret = settings.client_secret.get_secret_value()
        self._card_secret = card_secret(settings)
        self._machine_time = machine_time
        self._crypto: EventCrypto | None = None
        if settings.transport == "http" and not settings.missing():
            self._crypto = EventCrypto(
                token=settings.token.get_secret_value(),
                aes_key=settings.aes_key.get_secret_value(),
                owner=settings.client_id,
            )

    def robot(self, request: CallbackRequest) -> JsonObject:
        """The message of a robot callback. Its signature covers the time stamp alone."""
        self._check_open(request)
        timestamp = request.headers.get("timestamp", "")
        self._check_signature(
            timestamp, robot_signature(self._client_secret, timestamp), request.headers.get("sign", "")
        )
        return json_object(request.body)

    def card(self, request: CallbackRequest) -> JsonObject:
        """The body of a card callback. Its signature covers the time stamp alone."""
        self._check_open(request)
        timestamp = request.headers.get("x-ddpaas-signature-timestamp", "")
        given = request.headers.get("x-ddpaas-signature", "")
        self._check_signature(timestamp, card_signature(self._card_secret, timestamp), given)
        return json_object(request.body)

    def event(self, request: CallbackRequest) -> JsonObject:
        """The flat fields of a pushed event, or of the check of our address."""
        crypto = self._check_open(request)
        encrypted = word(json_object(request.body), "encrypt")
        timestamp, nonce = request.query.get("timestamp", ""), request.query.get("nonce", "")
        given = request.query.get("msg_signature") or request.query.get("signature", "")
        self._check_signature(timestamp, crypto.signature(timestamp, nonce, encrypted), given)
        return json_object(crypto.decrypt(encrypted))

    def acknowledgement(self) -> CallbackAnswer:
        """The encrypted «success» that every event and the address check are answered with."""
        if self._crypto is None:
            raise CallbackRejected("callbacks over HTTP are not configured", status=404)
        timestamp, nonce = str(int(self._machine_time() * 1000)), secrets.token_hex(8)
        encrypted = self._crypto.encrypt("success")
        return json_answer(
            {
                "msg_signature": self._crypto.signature(timestamp, nonce, encrypted),
                "timeStamp": timestamp,
                "nonce": nonce,
                "encrypt": encrypted,
            }
        )

    def _check_open(self, request: CallbackRequest) -> EventCrypto:
        if self._crypto is None:
            raise CallbackRejected("callbacks over HTTP are not configured", status=404)
        if request.method != "POST":
            raise CallbackRejected("only POST is answered", status=405)
        capped(request.body, BODY_LIMIT)
        return self._crypto

    def _check_signature(self, timestamp: str, expected: str, given: str) -> None:
        if not is_same(expected, given):
            raise CallbackRejected("the signature is wrong", status=403)
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 16:
            raise CallbackRejected("the time stamp is no number", status=403)
        if abs(self._machine_time() - int(timestamp) / 1000) > FRESH_SECONDS:
            raise CallbackRejected("the request is too old", status=403)
