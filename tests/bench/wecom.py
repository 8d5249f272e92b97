"""WeCom messages, encrypted and signed beforehand as WeCom does; and a company of people who send them."""

from __future__ import annotations

import random
import time

from adapters.emulator.wecom.crypto import Envelope

CITIES = ("宁波", "苏州", "无锡", "佛山", "青岛", "长沙", "武汉", "成都", "西安", "厦门", "合肥", "郑州", "沈阳")
CHARACTERS = "东方华盛恒瑞金辉宏远天成博雅锦程永泰明德安信海川瑞丰凯隆润泽启航卓越鼎新嘉禾云峰星河众联"
TRADES = ("精工", "机械", "电子", "科技", "医疗器械", "新材料", "自动化", "化工", "食品", "物流", "纺织", "包装")
FORMS = ("有限公司", "股份有限公司", "有限责任公司")


def company(chance: random.Random) -> str:
    """A made-up company with a full name."""
    core = "".join(chance.choices(CHARACTERS, k=chance.choice((2, 3, 3, 4))))
    return f"{chance.choice(CITIES)}{core}{chance.choice(TRADES)}{chance.choice(FORMS)}"


def lead(chance: random.Random, number: int) -> str:
    """A lead in three fields, each with its own phone."""
    return f"新线索 13{800000000 + number} {company(chance)} 初步沟通"


def requests(
    settings: dict[str, str], port: int, texts: list[str], users: list[str], first_id: int = 7_000_000_000_000_000
) -> list[bytes]:
    """One callback for each text, each with its own MsgId."""
    envelope = Envelope(
        settings["CEJI_WECOM__TOKEN"], settings["CEJI_WECOM__ENCODING_AES_KEY"], settings["CEJI_WECOM__CORP_ID"]
    )
    now = str(int(time.time()))
    built = []
    for number, words in enumerate(texts):
        plain = (
            f"<xml><ToUserName><![CDATA[{envelope.receive_id}]]></ToUserName>"
            f"<FromUserName><![CDATA[{users[number % len(users)]}]]></FromUserName><CreateTime>{now}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"
            f"<MsgId>{first_id + number}</MsgId><AgentID>{settings['CEJI_WECOM__AGENT_ID']}</AgentID></xml>"
        )
        built.append(_request(envelope, settings, port, plain, now, str(number)))
    return built


def _request(envelope: Envelope, settings: dict[str, str], port: int, plain: str, now: str, nonce: str) -> bytes:
    encrypted = envelope.encrypt(plain)
    signature = envelope.sign(now, nonce, encrypted)
    body = (
        f"<xml><ToUserName><![CDATA[{envelope.receive_id}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
        f"<AgentID><![CDATA[{settings['CEJI_WECOM__AGENT_ID']}]]></AgentID></xml>"
    ).encode()
    target = f"/callback/wecom?msg_signature={signature}&timestamp={now}&nonce={nonce}"
    return post(target, port, body)


def post(target: str, port: int, body: bytes) -> bytes:
    """A whole HTTP request."""
    head = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
