"""What an admin must know: told to every admin through a platform that works, the same alarm once in two hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from adapters.errors import ContentBlocked, Misconfigured, OutsideError
from adapters.events import AppIdle
from bot import usage_texts
from bot.clock import Clock, machine_now
from bot.company import Company, MeteredPlatform
from bot.logs import number_to_quote
from cards.model import Card, Fact, Text, stored
from cards.templates import admin_alarm
from cards.wording import Reader
from crm_core.allowances.views import Allowance
from crm_core.database import outbox
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable
from crm_core.organisation.queries import reachable_accounts, sender_behind, with_role
from crm_core.organisation.views import Employee, Role

log = structlog.get_logger(__name__)

SAME_AGAIN = timedelta(hours=2)


class Alarms:
    """Tells admins; never raises."""

    def __init__(
        self, database: Database, company: Company, platforms: Mapping[str, ChatPlatform], clock: Clock
    ) -> None:
        self._database = database
        self._company = company
        self._platforms = platforms
        self._clock = clock

    async def platform_refuses(self, platform: ChatPlatform, error: OutsideError) -> None:
        """A platform's console needs something done, or its quota is used up."""
        remedy = error.remedy if isinstance(error, Misconfigured) else "额度用完了：到开放平台看用量，或等下个周期。"
        what = f"{platform.label}不收消息"
        await self.tell(
            f"refuses:{platform.name}:{error.facts.get('code', '')}",
            what,
            "待发的消息都留着，没丢",
            remedy,
            avoid=platform.name,
        )

    async def content_blocked(self, platform: ChatPlatform, error: ContentBlocked) -> None:
        """The company's audit, or the platform's, keeps a message back."""
        await self.tell(
            f"blocked:{platform.name}",
            f"{platform.label}拦下了侧记的消息",
            "收信人只看到有一条被拦了，记录都在",
            error.remedy,
        )

    async def connection_refused(self, platform: ChatPlatform, error: Misconfigured) -> None:
        """The connection over which a platform tells us what people say is refused: nobody else would notice."""
        await self.tell(
            f"connection:{platform.name}",
            f"{platform.label}的长连接断着",
            "从那里发来的消息暂时收不到",
            error.remedy,
        )

    async def group_refuses(self, platform: ChatPlatform, group: str, error: Misconfigured) -> None:
        """A group's one-way address works no more."""
        await self.tell(
            f"group:{group}",
            f"{platform.label}群推送 {group.rpartition(':')[2]} 发不进群",
            "这一次没发，成员各自的消息照常",
            error.remedy,
        )

    async def extra_refused(self, platform: ChatPlatform, name: str, what: str, error: Misconfigured) -> None:
        """Something that we can do without is not allowed: told once, as all else goes on."""
        await self.tell(
            f"extra:{platform.name}:{name}",
            f"{platform.label}没开{what}",
            "可选的，别的都照常",
            error.remedy,
            is_once=True,
        )

    async def message_dead(self, platform: ChatPlatform) -> None:
        """A message was given up."""
        await self.tell(
            f"dead:{platform.name}",
            f"{platform.label}有消息一直没发出去",
            "试了几次都不行，已放一边，没有删",
            "在服务器上运行 ceji doctor，按它说的改；改不好就把编号和日志发给实施的人",
        )

    async def person_unreachable(self, platform: ChatPlatform, user_id: str) -> None:
        """The platform says that a colleague of ours can't be reached there; a leaver needs no alarm."""
        try:
            sender = await self._database.read(lambda session: sender_behind(session, platform.name, user_id))
        except StorageUnavailable:
            return
        if sender is not None and sender.employee.active:
            await self.tell(
                f"gone:{platform.name}:{sender.employee.id}",
                f"{platform.label}发不到{sender.employee.name}",
                "这条没送到，别人的照常",
                f"看他是不是离职了，或不在{platform.label}应用的可见范围",
            )

    async def allowance_passed(self, platform: MeteredPlatform, allowance: Allowance, mark: int) -> None:
        """A mark of a monthly allowance was passed; told once, because a mark is passed once."""
        what, effect, remedy = usage_texts.passed(platform.label, allowance, mark)
        spent_up = platform.name if mark >= 100 else ""
        await self.tell(f"usage:{platform.name}:{allowance.spent}:{mark}", what, effect, remedy, avoid=spent_up)

    async def messages_arrive_empty(self, platform: ChatPlatform) -> None:
        """The month's messages are used up: what people write does not reach us."""
        what, effect, remedy = usage_texts.arrives_empty(platform.label)
        await self.tell(f"empty:{platform.name}", what, effect, remedy, avoid=platform.name)

    async def customers_refused(self, platform: ChatPlatform, error: Misconfigured) -> None:
        """The platform doesn't let us read customers in its chat."""
        what = f"{platform.label}不让读微信客户"
        await self.tell(f"customers:{platform.name}", what, "新加的客户不会提醒销售，消息照常收发", error.remedy)

    async def app_idle(self, platform: ChatPlatform, idle: AppIdle) -> None:
        """The platform finds our app too little used."""
        name = f"idle:{platform.name}:{idle.standing}"
        if idle.standing == "restored":
            await self._put(name, lambda _: Text(text=f"{platform.label}恢复了应用，消息和微信客户都正常。"))
            return
        at, zone = idle.takes_effect_at, self._company.zone
        day = f"{Reader(self._clock.now(), zone).day(at.astimezone(zone).date())}起" if at else ""
        await self.tell(
            name,
            f"{platform.label}嫌用的人少，{f'{day}会停用应用' if idle.standing == 'warned' else '停用了应用'}",
            "停用后消息收不到，微信客户读不了",
            "请成员打开应用用一用；已停用就到 应用管理 → 应用 → 这个应用，点「恢复使用」",
        )

    async def tell(
        self, name: str, what: str, effect: str, remedy: str, *, avoid: str = "", is_once: bool = False
    ) -> None:
        """One alarm to every admin. `avoid` is the platform that does not work."""
        number, now = number_to_quote(), self._clock.now()

        def draw(admin: Employee) -> Card:
            since = self._company.reader(admin, now).cut_off(now)
            return _card(
                name, what, effect, remedy, f"编号 {number} · {'只报这一次' if is_once else '两小时内只报一次'}", since
            )

        await self._put(name, draw, number=number, avoid=avoid, is_once=is_once)

    async def _put(
        self,
        name: str,
        draw: Callable[[Employee], Card | Text],
        *,
        number: str = "",
        avoid: str = "",
        is_once: bool = False,
    ) -> None:
        """One message to every admin, once in `SAME_AGAIN`, or once for as long as the outbox remembers it."""
        slot = 0 if is_once else int(machine_now().timestamp() // SAME_AGAIN.total_seconds())

        def put(session: Session) -> bool:
            told = False
            for admin in with_role(session, Role.ADMIN):
                accounts = reachable_accounts(session, admin.id, self._platforms)
                accounts.sort(key=lambda one: one.platform == avoid)
                for account in accounts[:1]:
                    drawn = draw(admin)
                    message = outbox.NewMessage(
                        key=f"alarm:{name}:{admin.id}:{slot}"[:50],
                        platform=account.platform,
                        user_id=account.user_id,
                        fallbacks=[(one.platform, one.user_id) for one in accounts[1:]],
                        message=stored(drawn),
                        card_key=drawn.key if isinstance(drawn, Card) else "",
                    )
                    told = outbox.put(session, message, machine_now()) is not None or told
            return told

        try:
            if await self._database.write(put):
                log.warning("alarm", name=name, number=number)
        except StorageUnavailable:
            log.error("alarm_not_stored", name=name, number=number)


def _card(name: str, what: str, effect: str, remedy: str, footer: str, since: str) -> Card:
    return admin_alarm.alarm(
        alarm_id=name.replace(":", "-"),
        version=1,
        what=what,
        since=f"从 {since} 起",
        facts=(Fact(label="影响", value=effect), Fact(label="怎么办", value=remedy)),
        footer=footer,
    )
