"""帮助, 你好, 时区, 提醒设置, 更多 (N3, O11; CONVERSATION §2.3, 3.21, 3.22)."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

from bot import team_texts, texts
from bot.routing import HelpLine, Router
from bot.turn import Turn
from bot.typed_words import press_by_words
from cards.model import Text
from cards.templates import hello
from cards.templates import help as help_card
from crm_core.organisation.queries import nearest_manager
from crm_core.organisation.service import note_greeted, set_timezone
from crm_core.organisation.views import Role

CITIES = {
    "上海": "Asia/Shanghai", "北京": "Asia/Shanghai", "深圳": "Asia/Shanghai", "广州": "Asia/Shanghai",
    "乌鲁木齐": "Asia/Urumqi", "香港": "Asia/Hong_Kong", "台北": "Asia/Taipei", "澳门": "Asia/Macau",
    "东京": "Asia/Tokyo", "大阪": "Asia/Tokyo", "首尔": "Asia/Seoul", "新加坡": "Asia/Singapore",
    "曼谷": "Asia/Bangkok", "吉隆坡": "Asia/Kuala_Lumpur", "雅加达": "Asia/Jakarta", "河内": "Asia/Bangkok",
    "胡志明": "Asia/Ho_Chi_Minh", "马尼拉": "Asia/Manila", "迪拜": "Asia/Dubai", "孟买": "Asia/Kolkata",
    "新德里": "Asia/Kolkata", "莫斯科": "Europe/Moscow", "伊斯坦布尔": "Europe/Istanbul", "柏林": "Europe/Berlin",
    "法兰克福": "Europe/Berlin", "慕尼黑": "Europe/Berlin", "巴黎": "Europe/Paris", "伦敦": "Europe/London",
    "马德里": "Europe/Madrid", "米兰": "Europe/Rome", "罗马": "Europe/Rome", "阿姆斯特丹": "Europe/Amsterdam",
    "苏黎世": "Europe/Zurich", "开罗": "Africa/Cairo", "约翰内斯堡": "Africa/Johannesburg", "拉各斯": "Africa/Lagos",
    "内罗毕": "Africa/Nairobi", "纽约": "America/New_York", "波士顿": "America/New_York", "多伦多": "America/Toronto",
    "芝加哥": "America/Chicago", "休斯敦": "America/Chicago", "达拉斯": "America/Chicago", "丹佛": "America/Denver",
    "洛杉矶": "America/Los_Angeles", "旧金山": "America/Los_Angeles", "西雅图": "America/Los_Angeles",
    "温哥华": "America/Vancouver", "墨西哥城": "America/Mexico_City", "圣保罗": "America/Sao_Paulo",
    "布宜诺斯艾利斯": "America/Argentina/Buenos_Aires", "悉尼": "Australia/Sydney", "墨尔本": "Australia/Melbourne",
    "奥克兰": "Pacific/Auckland",
}  # fmt: skip

FIRST_SCREEN = 6


_COURTESY = (
    r"(?:(?:好的?|嗯+|行|收到|知道了|可以|辛苦了?|谢谢你?|多谢|感谢|ok|OK|👌|👍|🙏)[，,。!！~～\s啦了哈啊]*){1,3}"
)


def register(router: Router) -> None:
    """What this file takes."""
    router.command(r"帮助|help|怎么用|使用说明", lambda turn, _: show_help(turn, router))
    router.command(r"帮助\s+(?P<topic>\S+)", lambda turn, match: show_example(turn, router, match["topic"]))
    router.command(r"全部说法", lambda turn, _: show_all(turn, router))
    router.command(
        r"更多|还有呢|看更多",
        lambda turn, _: show_rest(turn, router),
        HelpLine("看剩下", "更多", "太长没说完的，接着说", first_screen=False),
    )
    router.command(r"你好|您好|在吗|hi|hello|哈喽|早上好|下午好", lambda turn, _: turn.say(texts.here_i_am()))
    router.command(
        _COURTESY,
        lambda turn, _: None,
    )
    router.command(
        r"(?:把|将)?(?:我的)?时区\s*(?:改成|改为|改到|换成|设为|设成|设置为?|切到)?\s*(?P<where>.*)",
        change_zone,
        HelpLine("改时区", "时区 纽约", "时间都按你那边说", first_screen=False),
    )
    router.command(
        r"提醒设置|提醒",
        lambda turn, _: show_reminders(turn),
        HelpLine("看提醒", "提醒设置", "什么时候会找你", first_screen=False),
    )
    router.page("all_phrases", lambda turn: show_all(turn, router))
    router.page("help", lambda turn: show_help(turn, router))


def show_help(turn: Turn, router: Router) -> None:
    """What this person may say, built from the registrations."""
    lines = router.help_for(turn)
    first = sorted((line for line in lines if line.first_screen), key=lambda line: line.needs == "capture")
    shown = first[:FIRST_SCREEN]
    more = [line.example for line in lines if line not in shown]
    turn.say(help_card.overview(lines=[(line.topic, line.example) for line in shown], more=more))


def show_all(turn: Turn, router: Router) -> None:
    """Every phrase with what comes of it."""
    turn.say(team_texts.every_phrase([(line.topic, line.example, line.result) for line in router.help_for(turn)]))


def show_rest(turn: Turn, router: Router) -> None:
    """更多: what the last long answer left out, or everything of the newest card that shows the first of many."""
    if rest := turn.dialog.take_rest(turn.now):
        turn.say(Text(text=rest))
    elif not press_by_words(turn, router, "看全部"):
        turn.say(texts.nothing_left())


def show_example(turn: Turn, router: Router, topic: str) -> None:
    """「帮助 日报」."""
    line = next((one for one in router.help_for(turn) if topic in one.topic or topic in one.example), None)
    if line is None:
        show_all(turn, router)
    else:
        turn.say(help_card.example(topic=line.topic, said=line.example, result=line.result))


def greet(turn: Turn) -> None:
    """Introduces us once, when the chat is first opened; never again (CONVERSATION 3.22)."""
    if turn.employee.greeted_at is not None:
        return
    note_greeted(turn.session, turn.employee.id, turn.now)
    manager = nearest_manager(turn.session, turn.employee.id)
    if turn.employee.role is Role.ADMIN:
        turn.say(team_texts.hello_admin(turn.employee.name))
    else:
        turn.say(hello.rep(name=turn.employee.name, manager=manager.name if manager else ""))


def change_zone(turn: Turn, match: re.Match[str]) -> None:
    """「时区 纽约」."""
    said = match["where"].strip()
    if not said:
        turn.say(texts.zone_now(turn.zone.key, turn.local_now))
        return
    name = CITIES.get(said.removesuffix("市").removesuffix("时间"), said)
    if name not in available_timezones():
        turn.say(texts.zone_unknown(said))
        return
    set_timezone(turn.session, turn.employee.id, name)
    turn.say(texts.zone_set(said, turn.now, ZoneInfo(name)))


def show_reminders(turn: Turn) -> None:
    """When we write by ourselves."""
    morning, digest = f"{turn.rules.morning_at:%H:%M}", f"{turn.rules.digest_at:%H:%M}"
    quiet = turn.company.quiet
    hours = f"{quiet.start:%H:%M}–{quiet.end:%H:%M}" if quiet else ""
    turn.say(texts.when_reminded(morning, digest, hours, leads_people=bool(turn.viewer.team)))
