"""Which contacts a report tells, and what is only planned, called off or asked (CONTRACT `follow_ups`, `kind`)."""

from __future__ import annotations

from datetime import date, datetime

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names(
    [
        KnownCustomer(1, "海州市档案管理中心", (KnownContact("沈立", "科长"),)),
        KnownCustomer(2, "海州理工学院", (KnownContact("苗青", "主任"),)),
        KnownCustomer(3, "嘉兴明德纺织有限公司", (KnownContact("陶欣", "厂长"), KnownContact("倪芳", "采购"))),
        KnownCustomer(4, "桐乡云锦家纺有限公司", (KnownContact("曹阳", "经理"),)),
        KnownCustomer(5, "平湖远航箱包有限公司", (KnownContact("岑亮", "总经理"),)),
    ]
)

Told = tuple[int | None, str, date]


def told(text: str) -> list[Told]:
    """Customer, channel and day of every follow-up heard."""
    return [
        (draft.customer_id, draft.channel.value, draft.on.value) for draft in understand(text, NOW, NAMES).follow_ups
    ]


def channels(text: str) -> list[tuple[int | None, str]]:
    """Customer and channel of every follow-up heard."""
    return [(customer, channel) for customer, channel, _ in told(text)]


def test_a_house_of_another_customer_is_no_department() -> None:
    """A6: two houses of one town are two customers, also where the second has a contact of its own."""
    heard = told("上午海州理工学院苗主任来我公司看样机。下午去档案管理中心找沈科长,没见到")
    assert [channel for _, channel, _ in heard] == ["inbound", "visit"]
