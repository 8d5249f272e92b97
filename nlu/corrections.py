"""Corrections in free text of a draft or of what was just written (CONVERSATION §4.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nlu import lazy_re as re
from nlu.drafts import Channel
from nlu.intents import small_number
from nlu.normalise import fold_width

Field = Literal["company", "contact", "channel", "date", "amount", "due", "topic"]

CorrectionKind = Literal["replace", "wrong", "set", "add", "drop", "attach", "restart"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wants changed.

    `replace`: the field that holds `old` gets `new` · `set`: `field` (None: by the type of the value) gets
    `new` · `wrong`: something is wrong, nothing said what · `add`: `new` is said in addition · `drop`: the
    item goes · `attach`: the item belongs to the company `new` · `restart`: the draft is closed.
    `item` counts from 1 and is None when no item was named. For the channel, `old` and `new` are channels.
    """

    kind: CorrectionKind
    item: int | None = None
    field: Field | None = None
    old: str | None = None
    new: str | None = None


_NUMBER = r"(?:第\s*)?(?P<item>[①-⑳]|\d{1,2}|[一二两三四五六七八九十])\s*(?:[条个项家号]|)"
_VALUE = r"[^,。;!?\n]{1,30}"
_CHANNEL_WORDS: dict[str, Channel] = {
    "电话": "call", "打电话": "call", "通话": "call", "拜访": "visit", "上门": "visit", "面谈": "visit",
    "当面": "visit", "微信": "wechat", "企微": "wechat", "邮件": "email", "发邮件": "email", "视频会": "meeting",
    "线上会议": "meeting", "会议": "meeting", "视频": "meeting", "吃饭": "meal", "喝茶": "meal", "展会": "event",
    "沙龙": "event", "论坛": "event", "短信": "other",
}  # fmt: skip
_CHANNEL = "|".join(sorted(_CHANNEL_WORDS, key=len, reverse=True))

_RESTART = re.compile(r"(?:都|全|全都|全部)(?:不对|错了?|记错了)|重来|重新来|重说|重新说|作废|这条作废")
_WRONG = re.compile(r"不是的?|不对|错了|记错了|有误|有问题|不对吧|不是吧|搞错了|弄错了")
_DROP = re.compile(
    rf"(?:把)?{_NUMBER}\s*(?:就)?(?:不要|不记|不用记|别记|删掉|删了|删除|去掉|跳过|不算|作废)了?"
    r"|(?:不要|不记|删掉|去掉|删除|跳过)\s*(?:第\s*)?(?P<item2>[①-⑳]|\d{1,2}|[一二两三四五六七八九十])\s*[条个项家]?"
)
_ATTACH = re.compile(
    rf"(?:把)?{_NUMBER}\s*(?:挂到|挂在|挂|归到|归|记到|记在|算到|算在|放到|移到)(?P<new>{_VALUE}?)(?:下面|名下|上)?"
)
_ITEM_SET = re.compile(
    rf"(?:把)?{_NUMBER}\s*(?P<field>{'时间|日期|联系人|客户|截止|金额|预算|'})\s*(?:改成|改为|"
    rf"改到|改|换成|是|应该是)\s*(?P<new>{_VALUE})"
)
_ITEM_AMOUNT = re.compile(
    rf"{_NUMBER}\s*(?P<word>预算|报价|合同额|合同金额|金额|总价|定金|首付款?|尾款)(?:是|改成|"
    rf"改为|改|应该是)?(?P<new>{_VALUE})"
)
_CHANNEL_NOT = re.compile(rf"(?:是)?(?P<new>{_CHANNEL})[,，]?\s*(?:不是|而不是)(?P<old>{_CHANNEL})")
_NOT_BUT = re.compile(
    rf"(?:(?:那个|这个)?不是|哪是)(?P<old>{_VALUE}?)[,，。;\s]+(?:应该)?(?:是|叫|"
    rf"为)?(?P<new>{_VALUE})"
)
_NOT_BUT_TIGHT = re.compile(r"不是(?P<old>[^,。;!?\n]{1,15}?)(?:应该是|而是|是)(?P<new>[^,。;!?\n]{1,15})")
_WRONG_BUT = re.compile(
    rf"(?P<old>{_VALUE}?)(?:不对|错了|说错了|搞错了|写错了|记错了)[,，。;\s]*(?:应该)?(?:是|叫|为)?(?P<new>{_VALUE})"
)
_CHANGE = re.compile(
    r"(?:把)?(?P<old>[^,。;!?\n]{1,20}?)(?:改成|改为|换成|应该是|应为|改|的?全名(?:叫|是))(?P<new>[^,。;!?\n]{1,20})"
)
_SET_DAY = re.compile(r"(?:这|那|应该)?(?:个|条)?是(?P<new>[^,。;!?\n]{1,15}?)(?:的事儿?|的|发生的|去的|见的)")
_SET_AMOUNT = re.compile(
    r"(?P<word>预算|报价|合同额|合同金额|金额|总价|定金|首付款?|尾款)\s*(?:是|为|改成|改为|改|"
    r"应该是|应为|:)?\s*(?P<new>[^,。;!?\n不]{0,3}\d[^,。;!?\n]{0,12}|"
    r"[一二两三四五六七八九十百千万亿几半点零]{1,12}[块元]?)"
)
_AMOUNT_WORD = "预算|报价|合同额|合同金额|金额|总价|定金|首付款?|尾款"
_FIELD_WORD = "时间|日期|联系人|对接人|客户|公司|截止|方式|内容"
_FIELD_NOT_BUT = re.compile(
    rf"(?P<field>{_AMOUNT_WORD}|{_FIELD_WORD})(?:那里|这里|那块)?不是(?P<old>[^,。;!?\n]{{1,15}}?)[,，\s]*"
    r"(?:应该|而)?是(?P<new>[^,。;!?\n]{1,15})"
)
# «客户是做阀门的» describes; «客户说要交期» tells what was said.
_FIELD_IS = re.compile(
    rf"(?P<field>{_FIELD_WORD})(?:那里|这里)?(?:应该)?(?:是|为|叫)(?P<new>(?:(?!的$|说|要|想|嫌|觉得)[^,。;!?\n]){{1,15}})"
)
_OF_ITEM = re.compile(
    r"(?:把)?(?:第\s*(?P<item>\d{1,2}|[一二两三四五六七八九十])\s*[条个项家]|(?P<mark>[①-⑳]))[,，:\s]*(?:的|里|是)?(?P<rest>.{2,})"
)
_ADD = re.compile(
    r"(?:(?:还)?少了?一?(?:个|条|家)|(?:再|帮我)?[加添]上?一?(?:个|条|家)|漏了一?(?:个|条|家)?|还有一?(?:个|条|家)?|补充?一?(?:个|条|"
    r"下)?)[,，:。\s]*(?P<new>[^\n]{2,200})"
)
_ALSO = re.compile(r"[还也](?P<new>(?:见了?|去了?|拜访了?|打了?|约了?|跟|和|给|有)[^\n]{2,200})")

_FIELD_WORDS: dict[str, Field] = {
    "时间": "date", "日期": "date", "联系人": "contact", "对接人": "contact", "客户": "company",
    "公司": "company", "截止": "due",
    "金额": "amount", "预算": "amount", "方式": "channel", "内容": "topic", "下一步": "due",
}  # fmt: skip


def read_correction(text: str) -> Correction | None:
    """Reads a whole message as a correction; None when it is none. At most 240 characters are looked at."""
    body = fold_width(text).strip().strip("。.! ").strip()
    if not body or len(body) > 240:
        return None
    if _RESTART.fullmatch(body):
        return Correction("restart")
    if _WRONG.fullmatch(body):
        return Correction("wrong")
    for read in (_read_item, _read_channel, _read_added, _read_field, _read_replacement, _read_set):
        correction = read(body)
        if correction:
            return correction
    if match := _OF_ITEM.fullmatch(body):
        said = read_correction(match["rest"])
        return replace(said, item=small_number(match["item"] or match["mark"])) if said else None
    return None


def _read_item(body: str) -> Correction | None:
    if match := _DROP.fullmatch(body):
        return Correction("drop", item=small_number(match["item"] or match["item2"]))
    if match := _ATTACH.fullmatch(body):
        return Correction("attach", small_number(match["item"]), "company", new=_clean(match["new"]))
    if match := _ITEM_AMOUNT.fullmatch(body):
        return Correction("set", small_number(match["item"]), "amount", match["word"], _clean(match["new"]))
    if match := _ITEM_SET.fullmatch(body):
        field = _FIELD_WORDS.get(match["field"])
        return Correction("set", small_number(match["item"]), field, new=_clean(match["new"]))
    return None


def _read_channel(body: str) -> Correction | None:
    if match := _CHANNEL_NOT.fullmatch(body):
        return Correction("set", field="channel", old=_CHANNEL_WORDS[match["old"]], new=_CHANNEL_WORDS[match["new"]])
    for pattern in (_NOT_BUT, _NOT_BUT_TIGHT):
        match = pattern.fullmatch(body)
        if match and match["old"].strip() in _CHANNEL_WORDS and match["new"].strip() in _CHANNEL_WORDS:
            old, new = match["old"].strip(), match["new"].strip()
            return Correction("set", field="channel", old=_CHANNEL_WORDS[old], new=_CHANNEL_WORDS[new])
    return None


def _read_added(body: str) -> Correction | None:
    if match := _ADD.fullmatch(body):
        return Correction("add", new=match["new"].strip())
    if match := _ALSO.fullmatch(body):
        return Correction("add", new=match["new"].strip())
    return None


def _read_field(body: str) -> Correction | None:
    """A field with what it holds wrongly and rightly, or only with the latter."""
    if match := _FIELD_NOT_BUT.fullmatch(body):
        field, old, new = match["field"], _clean(match["old"]), _clean(match["new"])
        if field in _FIELD_WORDS and _FIELD_WORDS[field] != "amount":
            return Correction("set", field=_FIELD_WORDS[field], new=new)
        # «不是60万是80»: the unit was said once for both.
        unit = "万" if old.endswith("万") and re.fullmatch(r"[\d.]+", new) else ""
        return Correction("set", field="amount", old=field, new=new + unit)
    if match := _FIELD_IS.fullmatch(body):
        new = _clean(match["new"])
        if _FIELD_WORDS[match["field"]] == "channel":
            new = _CHANNEL_WORDS.get(new, new)
        return Correction("set", field=_FIELD_WORDS[match["field"]], new=new)
    return None


def _read_replacement(body: str) -> Correction | None:
    for pattern in (_NOT_BUT, _NOT_BUT_TIGHT, _WRONG_BUT, _CHANGE):
        match = pattern.fullmatch(body)
        if match:
            old, new = _clean(match["old"]), _clean(match["new"])
            if re.fullmatch(_AMOUNT_WORD, old):
                return Correction("set", field="amount", old=old, new=new)
            if old in _FIELD_WORDS:
                return Correction("set", field=_FIELD_WORDS[old], new=new)
            if old and new and old != new:
                return Correction("replace", old=old, new=new)
    return None


def _read_set(body: str) -> Correction | None:
    if match := _SET_AMOUNT.fullmatch(body):
        return Correction("set", field="amount", old=match["word"], new=_clean(match["new"]))
    if match := _SET_DAY.fullmatch(body):
        return Correction("set", field="date", new=_clean(match["new"]))
    return None


def _clean(value: str) -> str:
    return value.strip().strip("「」\"' ").removesuffix("吧").removesuffix("的事").strip()
