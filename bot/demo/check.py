"""`ceji demo --check`: scenarios 1, 3, 4 and 7 on each platform, through its wire format, with what was recorded."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.demo.company import COMPANIES, START, SeedCustomer, hire, settle
from bot.demo.ledger import ledger
from bot.demo.player import NotSeen, Player
from bot.demo.stage import Stage
from crm_core.database import migrate

PLATFORMS = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
LATE = (
    SeedCustomer("zhangsan", "苏州明远", "13912340001", hours_ago=120),
    SeedCustomer("lisi", "华东阀门", "13912340002", hours_ago=90),
    SeedCustomer("zhangsan", "德塔机电", "13912340003", hours_ago=73),
    SeedCustomer("lisi", "新港物流", "13912340004", hours_ago=41),
    SeedCustomer("zhangsan", "海川包装", "13912340005", hours_ago=30),
    SeedCustomer("lisi", "中原铸造", "13912340006", hours_ago=26),
    SeedCustomer("zhangsan", "江南纺织", "13912340007", hours_ago=25),
    SeedCustomer("lisi", "北辰仪表", "13912340008", hours_ago=23 + 59 / 60),
)


@dataclass
class Play:
    """One scenario under way on one platform: who plays, and the transcript."""

    stage: Stage
    platform: str
    lines: list[str] = field(default_factory=list)

    def who(self, key: str) -> Player:
        """A person of the company."""
        return Player(self.stage, self.platform, key)

    async def say(self, player: Player, text: str, *expected: str) -> None:
        """A line, and what must be answered."""
        self.lines.append(f"  {player.name}：{text}")
        await player.says(text)
        await self.expect(player, *expected)

    async def speak(self, player: Player, words: str, *expected: str) -> None:
        """A voice message, and what must be answered."""
        self.lines.append(f"  {player.name}（语音）：{words}")
        await player.speaks(words)
        await self.expect(player, *expected)

    async def press(self, player: Player, button: str, *expected: str) -> None:
        """A button, and what must be shown."""
        self.lines.append(f"  {player.name} 按 [{button}]")
        await player.presses(button)
        await self.expect(player, *expected)

    async def expect(self, player: Player, *expected: str) -> None:
        """Waits for the words and writes the answer down."""
        seen = await player.sees(*expected)
        first, *rest = [line for line in seen.text.split("\n") if line.strip()]
        self.lines.append(f"  侧记 → {player.name}：{first}")
        self.lines += [f"      {line}" for line in rest[:12]]


async def lead(play: Play) -> None:
    """Scenario 1: a lead in three fields."""
    zhangsan = play.who("zhangsan")
    saved = ("已保存：宁波东方精工 · 139****5678 · 初步沟通", "+5 积分（共 5）")
    await play.say(zhangsan, "新线索 13912345678 宁波东方精工 初步沟通", *saved)
    await play.say(zhangsan, "新线索 苏州明远 初步沟通", "还缺手机号")
    await play.say(zhangsan, "13912345670", "已保存：苏州明远", "+5 积分（共 10）")


async def report(play: Play) -> None:
    """Scenario 3: the spoken report of one visit."""
    zhangsan = play.who("zhangsan")
    await play.speak(zhangsan, "今天拜访了A公司王总，聊了新产品，他下周给反馈", "A公司", "王总", "拜访", "3月13日 周五")
    await play.press(zhangsan, "确认", "已写入 1 条跟进", "A公司")
    await play.say(zhangsan, "待办", "等王总", "3月13日")


async def visits(play: Play) -> None:
    """Scenario 4: several customers, one not met, one ambiguous."""
    zhangsan = play.who("zhangsan")
    words = (
        "上午跟恒瑞的李总通了电话，预算大概五十万，让我周五前发方案；"
        "下午去了东方精工，没见到人；晚上和王总吃饭，他说价格偏高"
    )
    await play.speak(zhangsan, words, "哪位王总", "A公司", "华星", "50 万", "拜访未遇")
    await play.say(zhangsan, "1", "价格高")
    await play.press(zhangsan, "全部确认", "已写入 3 条跟进", "拜访未遇", "不计分")


async def digest(play: Play) -> None:
    """Scenario 7: the manager's morning digest."""
    chen = play.who("chenjingli")
    await play.say(chen, "你好", "在的")  # pushes go where a person answered last
    play.lines.append("  （时钟：3月2日 周一 08:59 → 09:00）")
    play.stage.world.clock.set(START + timedelta(seconds=2))
    late = ("苏州明远", "华东阀门", "德塔机电", "新港物流", "海川包装")
    await play.expect(chen, "未跟进超24小时 TOP5", *late, "另有2条", "数据截止：2026-03-02 09:00")
    await play.say(chen, "待激活", "苏州明远", "华东阀门", "德塔机电")


Scenario = Callable[[Play], Awaitable[None]]

SCENARIOS: tuple[tuple[str, Scenario, tuple[SeedCustomer, ...], datetime], ...] = (
    ("1 三字段线索", lead, (), START),
    ("3 语音日报", report, COMPANIES, START),
    ("4 一段话三个客户", visits, (*COMPANIES, SeedCustomer("zhangsan", "宁波东方精工", "13912345678")), START),
    ("7 主管晨报", digest, LATE, START - timedelta(minutes=1)),
)


async def check() -> bool:
    """Plays everything and prints it; False when any line fails."""
    passed = 0
    for platform, label in PLATFORMS.items():
        for title, scenario, customers, start in SCENARIOS:
            passed += await _play(platform, label, title, scenario, customers, start)
    total = len(PLATFORMS) * len(SCENARIOS)
    print(f"\n{passed} 通过，{total - passed} 失败")
    return passed == total


async def _play(
    platform: str, label: str, title: str, scenario: Scenario, customers: tuple[SeedCustomer, ...], start: datetime
) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(f"sqlite:///{Path(folder) / 'check.db'}", start)

        def settle_all(session: Session) -> None:
            eyes = hire(session, stage.people(), start)
            for customer in customers:
                settle(session, eyes[customer.owner], customer, START)

        async def prepare(one: Stage) -> None:
            await asyncio.to_thread(migrate.upgrade, one.application.database.engine)
            await one.application.database.write(settle_all)

        await stage.start(0, prepare)
        play = Play(stage, platform)
        problem = ""
        try:
            await scenario(play)
        except NotSeen as error:
            problem = str(error)
        recorded = await stage.application.database.read(lambda session: ledger(session, start))
        await stage.stop()
    print(f"\n{label} · 场景 {title}：{'失败' if problem else '通过'}")
    print("\n".join(play.lines))
    print("  记下的：")
    for entry in recorded["entries"]:
        print(f"    {entry['text']}")
    if problem:
        print(f"  ✗ {problem}")
    return not problem
