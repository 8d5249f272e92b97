"""Contacts that a person's or a company's place in the sentence tells: who came first, who was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.events import Event
from nlu.stretches import Stretch

_US = r"(?:我|咱|俺|阿拉|伲)们?"
# What the customer owes is urged by us: «东方精工 电话 催合同», but «催货», «催方案».
_NOT_OURS = r"(?!了?一?下?(?:他们?)?(?i:合同|协议|[货尾回首余预]?款|付|账|钱|回签|签|盖章|订单|PO|采购|验收|结算?))"
_BETWEEN = re.compile(
    r"(?:今[天日早朝]|一早|一大早|昨[天日晚]|前天|上午|下午|中午|晚上|早上|刚才|刚刚|刚|又|还|就|也|倒是|一行(?:[\u4e00-\u9fff\d]{1,2}人)?|突然|忽然|那边|这边|分别|先后|"
    r"\(?\d{1,2}[./点]\d{0,2}\)?|[, ()]){0,4}"
)
_APPROACHED = re.compile(
    rf"(?:给{_US}(?:打|发|来)|找(?:到)?(?:我|咱)|打(?:了)?(?:个)?(?:电话)?(?:给|到){_US}|(?:打|拨)(?:了)?{_US}的?(?:电话|手机|座机)"
    rf"|(?:自己|自个儿?|亲自|专程|专门|特意|特地|主动|顺路|路过)[^,。;去]{{0,3}}"
    rf"(?:(?:过|寻|赶|找|跑)?来(?:了|的|签|谈|看|送|取|提|拿|找|问|{_US})|(?:到|上){_US}[^,。;]{{0,6}}来)"
    r"|(?i:e-?mail|vx|wx|tel|call|短信|微信|邮件|电话|语音) ?(?:打|发)?(?:过)?来(?:了)?"
    r"(?=[,。;!? ]|说|问|要|催|让|谈|讲|约|通知|确认|告|反|投|咨)"
    r"|来[\u4e00-\u9fff]{0,4}找的?(?:我|咱)|(?:致电|微信|call ?)(?:我|咱)|call ?问|派人[^,。]{0,6}送来"
    r"|(?:来|到)(?:我们?|咱们?)?(?:展厅|厂里|店里)"
    r"|(?:一起|一块儿?|带着?[^,。;]{0,4}|俩人?|两人)?过来(?:看|谈|签|提|考察|参观|验|取|坐|转|聊|试)(?:了|过)"
    r"|(?:一行|派人|带队|带人|亲自|专程)[^,。]{0,8}(?:来|到)(?:我|咱|厂|司|公司|店|展厅)"
    r"|发(?:了|来)?(?:个|条|封)?(?:微信|邮件|短信|消息|语音)(?:(?:来|过来)|(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询|拜托|托))"
    r"|(?:打(?:了)?(?:个)?电话|微信)(?:来|过来)?(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询|投诉)"
    r"|(?:到访|来访|莅临|光临|造访)了?(?:我|本|敝|公司)"
    rf"|(?i:e-?mail|vx|wx|tel|call|短信|微信|邮件|电话) (?:催|追|要(?![求是不])){_NOT_OURS}"
    r"|(?:打(?:了)?(?:个)?电话|微信)(?:来|过来),|来电|发(?:过)?来(?!的))"
)
_AS_OBJECT = re.compile(r"给|跟|和|与|向|找|约|见|请|陪|拜访|联系|催|问|让|叫|打|去")
_WITH = frozenset("和跟与带、")
_SENTENCE_END = re.compile(r"[,。;!?\n ]")
_SEEN = re.compile(r"见(?:到|了|着|过)?(?:的)?[\u4e00-\u9fff]{0,6}$")
_NOT_SEEN = ("没", "看", "听", "遇", "碰", "再", "少", "意", "常", "想", "约")


# «他又发微信来», where no name is said.
_THEY = re.compile(r"(?<=[,。;!?\n 天午上晚早])(?:[他她]们?|对方|人家|客户)(?=[今又还刚就也主打发微来昨电自])")


def find_approaches(text: str, named: Iterable[Stretch], times: Iterable[Stretch]) -> list[Event]:
    """Where a person or company named comes first: «陈工今天一早发微信催进度» (not «给陈工发微信催»)."""
    found = []
    named = list(named)
    ends = dict(times)
    both = dict(named)
    for start, end in [*named, *(match.span() for match in _THEY.finditer(text))]:
        # «葛总和秦经理一起过来看了样机»: both came.
        end = both.get(end + 1, end) if text[end : end + 1] in _WITH else end
        match = _APPROACHED.match(text, _over_times(text, end, ends))
        if match and not _AS_OBJECT.search(_SENTENCE_END.split(text[max(0, start - 14) : start])[-1]):
            found.append(Event(match.start(), match.end(), "inbound", 8))
    return found


def _over_times(text: str, position: int, ends: dict[int, int]) -> int:
    """Moves over what may stand between a name and its verb: times and adverbs."""
    for _ in range(3):
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
        if position not in ends:
            break
        position = ends[position]
    return position


def find_meetings(text: str, people: Iterable[Stretch]) -> list[Event]:
    """«见周科长»: seeing someone is a visit, whatever stands between."""
    found = []
    for start, _ in people:
        floor = max(0, start - 10)
        match = _SEEN.search(text[floor:start])
        if match:
            first = floor + match.start()
            if not text[max(0, first - 1) : first].endswith(_NOT_SEEN):
                found.append(Event(first, first + 1, "visit", 2))
    return found
