"""Every sentence about reports and what they are told in, outside a card."""

from __future__ import annotations

from collections.abc import Sequence

from cards.model import Text


def tell_me(example: str) -> Text:
    """记一条."""
    return Text(text=f"说吧，打字或语音都行。例：{example}")


def still_needs(fields: Sequence[str]) -> str:
    """A new customer still needs its phone or stage."""
    words = {"phone": "手机号", "stage": "阶段", "company": "企业名称"}
    names = "和".join(words[field] for field in fields) or "正确的手机号（11 位）"
    return f"还缺{names}。例：139… 初步沟通"


def lead_made(company: str, points: int, balance: int) -> str:
    """A lead that a report needed was saved on the way."""
    earned = f"，+{points} 积分（共 {balance}）" if points else ""
    return f"线索已保存：{company}{earned}。"


def too_alike() -> str:
    """The third nearly equal record of a day (E7)."""
    return "内容雷同，未计分。补一句客户说了什么就能计分。"


def says_nothing() -> str:
    """A stock phrase (E7)."""
    return "没写客户说了什么，未计分。下次补一句就能计分。"


def changed_meanwhile() -> str:
    """A tap on an older state of a card."""
    return "这张卡后来改过，这是现在的样子："


def no_drafts() -> Text:
    """草稿, but none waits."""
    return Text(text="没有等你确认的草稿。")


def draft_closed() -> Text:
    """Dropped, or 重来."""
    return Text(text="好，没有写入。重说一遍就行，原话我留到今晚。")


def item_dropped(mark: str) -> Text:
    """One of several is left out."""
    return Text(text=f"{mark}不记了，其余照旧。")


def say_the_correction() -> Text:
    """改 on a draft."""
    return Text(text="直接说改什么，例：不是王总，是李总 ／ 预算60万 ／ 截止 周四 ／ 电话不是拜访。")


def which_item(numbers: Sequence[int]) -> str:
    """A correction that could mean several items."""
    return f"改哪一条？回编号 {'、'.join(str(number) for number in numbers)}。"


def which_record(name: str) -> str:
    """Words that could be about several records just written."""
    return f"改哪一条？带上客户再说一遍，例：{name}是昨天去的。"


def new_value(label: str) -> str:
    """A field was named as wrong, without what is right."""
    examples = {"客户": "华星", "联系人": "李总", "时间": "昨天", "内容": "聊了交期", "截止": "周四"}
    return f"{label}改成什么？例：{examples[label]}"


def fewer_heard(told: int, heard: int) -> str:
    """The person said how many customers he saw, and not all of them were understood."""
    return f"你说了 {told} 家，只听出 {heard} 家。漏掉的回「少了一个，…」。"


def is_shared(names: Sequence[str]) -> str:
    """A report about customers that are only shared with the person."""
    return f"{'、'.join(names)}是共享给你看的，不能写：这条只留记录，不挂客户。"


def corrected(label: str, old: str, new: str) -> str:
    """In a draft, at once."""
    return f"改好了：{label} {old or '（空）'} → {new}。"


def all_corrected(changes: Sequence[tuple[str, str, str]]) -> str:
    """What a few words changed in a draft: (label, old, new) of each; what was not there before was added."""
    changed = "；".join(f"{label} {old} → {new}" for label, old, new in changes if old)
    added = "；".join(f"{label} {new}" for label, old, new in changes if not old)
    return "".join(f"{verb}：{said}。" for verb, said in (("改好了", changed), ("补上了", added)) if said)


def heard_taken(said: list[str]) -> str:
    """What the model heard was taken into the draft."""
    return f"记进草稿了：{'、'.join(part.strip() for part in said)}。"


def not_a_customer() -> Text:
    """A draft can't be hung on a customer that is only shared."""
    return Text(text="这个客户是共享给你看的，不能写。可以先不挂客户，只留记录。")


def amount_unit(number: str) -> str:
    """An amount without a unit."""
    return f"{number} 万还是 {number} 元？①{number} 万 ②{number} 元"


def no_speech(seconds: float) -> Text:
    """A voice message, but no speech service."""
    length = f"{round(seconds)} 秒" if seconds >= 1 else ""
    return Text(
        text=f"收到{' ' + length if length else ''}语音，但这里还没接语音转文字。"
        "长按那条语音选「转文字」，再把文字发我；或用键盘上的话筒说。"
    )


def listening() -> str:
    """While a voice message is turned into words."""
    return "正在听…"


def still_listening() -> str:
    """The same a little later; it begins with the same words."""
    return f"{listening()}录音长，还要几秒"


def not_heard() -> Text:
    """The speech service failed or heard nothing."""
    return Text(text="这条语音没听出来。再说一遍，或长按它选「转文字」发我。")


def recalled() -> Text:
    """The message behind a draft was taken back."""
    return Text(text="那句话你撤回了，草稿也作废，没有写入。")


def unreadable() -> Text:
    """A kind of message that we can't read."""
    return Text(text="这种内容我看不了。发文字或语音就行。")


def too_long(limit: int) -> Text:
    """More than one message can hold."""
    return Text(text=f"这条太长了（超过 {limit} 字），没有记。分几条发给我。")


def history(name: str, lines: Sequence[str]) -> Text:
    """历史 恒瑞."""
    if not lines:
        return Text(text=f"{name} 还没有跟进。聊完说一句就行，我来记。")
    return Text(text="\n".join([name, *lines]))
