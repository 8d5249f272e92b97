"""The sentences outside cards; `*_texts` have those of one subject. Dates, sums and names: `cards.wording`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from cards.model import Card, MessageKind, Text
from cards.templates.parts import page, press
from cards.wording import Reader, choices, join_facts, mask_phone, short_name, signed


def _text(words: str) -> Text:
    return Text(text=words)


def plain(words: str) -> Text:
    """A question as a plain line."""
    return _text(words)


# ── who is speaking ─────────────────────────────────────────────────────────────────────────────────────────────


def stranger() -> Text:
    """Somebody whom the directory doesn't know."""
    return _text("这里只服务公司同事。你的账号不在通讯录里，请找管理员看一下可见范围。")


def outsider() -> Text:
    """Somebody outside the company who speaks to us in a group."""
    return _text("这里只服务公司同事。")


def page_of_ours() -> str:
    """In place of a link to a page, to whoever may not see what is on it, or where there is nothing to tell."""
    return "侧记 · 点开看，只给有权限的人"


def kept_back() -> Text:
    """In place of a message whose content the company's own audit, or the platform's, refuses."""
    return _text("有一条给你的消息，内容被安全检查拦下了。没有丢，在侧边栏能看到。")


def file_not_taken(name: str) -> Text:
    """In place of a file that the platform refuses."""
    return _text(f"「{name}」在这里发不了文件给你：它太大，或者这种格式不收。换一个平台找我，或请管理员看看。")


def file_in_chat(name: str) -> Text:
    """On a page, when a file was sent into the chat."""
    return _text(f"「{name}」发到聊天里了。")


def here_i_am() -> Text:
    """「你好」."""
    return _text("在的。")


def hello_group() -> Text:
    """Taken into a group (§4.9)."""
    return _text("我是侧记，帮大家记客户。@我 才听得到；客户的事请私聊我说，群里别人会看到。")


def private_please() -> Text:
    """A report dictated in a group: nothing is parsed or kept (§4.9)."""
    return _text("日报请私聊我说，群里别人会看到。")


def ask_me_privately() -> Text:
    """Mentioned in a group with something that is not for a group."""
    return _text("私聊我说就行，群里别人会看到。")


def arrived_empty() -> Text:
    """DingTalk's messages of the month are used up: it tells us that somebody wrote, and not what."""
    return _text("这条没送到：钉钉这个月的消息额度用完了，内容是空的，什么都没记。已告诉管理员，恢复后请再发一次。")


CUSTOMER_TAB = "客户"
"""The name of a group's tab."""


def bind_in_the_group() -> Text:
    """绑定, said to the bot alone."""
    return _text("到那个群里 @我 说「绑定 客户名」。")


def not_one_to_bind(*, some: bool) -> Text:
    """绑定 with a name that fits none of his customers, or several."""
    return _text("有几家对得上，说全称再绑。" if some else "没找到这家客户，或你看不了。")


def group_bound() -> Text:
    """The group is about a customer now."""
    return _text("绑好了。在这个群打开侧记，就是这家客户，能看的人才看得到。")


def group_released(*, was_bound: bool) -> Text:
    """解绑."""
    return _text("解绑了。" if was_bound else "这个群没有绑客户。")


# ── not understood ──────────────────────────────────────────────────────────────────────────────────────────────


def say_it_like_this(*, again: bool) -> Card:
    """Nothing was recognised; the second time with a way to all phrases (§4.3)."""
    words = "可以这样说：新线索 139… 东方精工 初步沟通 ／ 今天拜访了… ／ 今日。"
    buttons = (page("今日", "today"), page("新线索", "new_lead"))
    return Card(
        kind=MessageKind.QUESTION,
        summary=words,
        title="可以这样说",
        status="提问",
        lines=("新线索 139… 东方精工 初步沟通", "今天拜访了…", "今日"),
        buttons=(*buttons, page("全部说法", "all_phrases")) if again else buttons,
    )


def heard_a_customer(name: str, customer_id: int) -> Card:
    """A customer was recognised, but not what is wanted (rule 8)."""
    asked = f"记下了「{name}」。你想：①写一条跟进 ②看它的情况"
    return Card(
        kind=MessageKind.QUESTION,
        summary=asked,
        title=short_name(name, 16),
        status="提问",
        question=asked,
        buttons=(
            press("写跟进", "customer", "write", customer_id, word="1"),
            press("看情况", "customer", "open", customer_id, word="2"),
        ),
    )


def not_an_option(said: str, asks: str) -> Text:
    """First miss: what was heard, and the question again, narrower."""
    missed = "不在选项里" if "①" in asks else "没对上"
    heard = f"「{said}」{missed}。" if len(said) <= 12 else "这句没对上。"
    return _text(f"{heard}{asks}")


def still_not(asks: str) -> Text:
    """Second miss: with the way out."""
    return _text(f"还是没对上。{asks}\n都不是就回「跳过」。")


def let_go() -> Text:
    """Third miss: the safe thing is done, and said."""
    return _text("先跳过这个问题，没有写入。要接着答，回「接着答」。")


def question_waits(asks: str) -> str:
    """Something else came between (§4.2 step 5)."""
    return f"还有 1 个问题没答：{asks.rstrip('。')}。回「接着答」或「不答了」。"


def leads_wait(companies: Sequence[str]) -> str:
    """Further leads of the same message lack something, too; they are asked for one by one."""
    return f"{'、'.join(companies)} 也还缺内容，回「接着答」一条条补。"


def whose_visit() -> Text:
    """A visit was told without the customer's name (rule 8)."""
    return _text("见了哪家？带上公司名说一句就行，例：今天拜访了A公司王总，聊了新产品。")


def no_customers_yet(whose: str) -> Text:
    """我的客户, where there are none."""
    return _text(f"{whose}名下还没有客户。录一条就有：新线索 139… 东方精工 初步沟通。")


def nothing_left() -> Text:
    """更多, when nothing was left out."""
    return _text("没有更多了。想再看一遍，把刚才那句再说一次就行。")


def nothing_waits() -> Text:
    """A number without a question."""
    return _text("现在没有等你选的。要看今天的事回「今日」。")


def only_between(n: int) -> Text:
    """A number out of range."""
    return _text(f"只有 1–{n}。")


def dropped() -> Text:
    """不答了."""
    return _text("好，不问了。")


# ── cancelling and undoing ──────────────────────────────────────────────────────────────────────────────────────


def cancelled() -> Text:
    """取消."""
    return _text("已取消，没有写入。")


def nothing_to_undo() -> Text:
    """撤销, but nothing can be."""
    return _text("最近 24 小时没有能撤销的。")


def undo_which(options: Sequence[str]) -> str:
    """Several acts could be meant."""
    return f"撤销哪一个？{choices(options)}"


def nothing_to_restore() -> Text:
    """恢复, but nothing was taken back."""
    return _text("最近 24 小时没有撤销过什么，不用恢复。")


def too_late_to_undo() -> Text:
    """The window is over, or somebody else has gone on."""
    return _text("过了能撤销的时间，或后面已经有人接着记了。要改可以直接说，例：不是王总，是李总。")


def not_waiting_any_more() -> Text:
    """A tap on something that is closed."""
    return _text("这件事已经处理过了。")


# ── leads ───────────────────────────────────────────────────────────────────────────────────────────────────────


def what_to_change() -> str:
    """改 on a saved lead."""
    return "改什么？直接说，例：手机号 139…，联系人 李工，公司 宁波东方精工，来源 展会。"


def lead_changed(changes: Sequence[tuple[str, str, str]]) -> Text:
    """Fields of a lead were corrected: (label, before, after)."""
    lines = [f"{label} {_shown(label, before)} → {_shown(label, after)}" for label, before, after in changes]
    return _text(f"已改：{'；'.join(lines)}")


def _shown(label: str, value: str) -> str:
    if not value:
        return "（空）"
    return mask_phone(value) if label == "手机号" else value


def number_dead(company: str, points: int, balance: int) -> str:
    """空号: the points go back, and a new number is welcome (A15, E1)."""
    return f"记下了：{company} 的号码是空号{_points(points, balance)}。有新号码直接发我；记错了回「不是空号」。"


def number_works(company: str, points: int, balance: int) -> Text:
    """不是空号."""
    return _text(f"改回来了：{company} 的号码能用{_points(points, balance)}。")


def no_lead_of_number() -> Text:
    """空号, but of which lead is not clear."""
    return _text("没找到这是哪条线索。带上号码或企业名称再说一次，例：东方精工空号。")


def _points(points: int, balance: int) -> str:
    return f"，{signed(points)} 积分（共 {balance}）" if points else ""


def phone_taken() -> Text:
    """The new number belongs to another customer."""
    return _text("这个号码已经在别的客户名下，没有改。核对一下号码再发。")


def restore_blocked() -> Text:
    """恢复, but somebody else has the customer now."""
    return _text("恢复不了：这期间别人录了同一个客户。直接重发一遍，会走申请。")


def kept_as_draft(missing: Sequence[str], *, today: bool) -> Text:
    """先记着; behind 18:00 the reminder comes the day after."""
    return _text(f"存成草稿了，{'今天' if today else '明天'} 18:00 提醒你补{'和'.join(missing)}。")


def still_missing(company: str, phone: str) -> Text:
    """At 18:00: a lead that was kept without its number, or without the rest."""
    if phone:
        return _text(f"{company or mask_phone(phone)} 还没存成线索。连号码再发一句就能存：手机号 企业名称 阶段。")
    return _text(f"{company or '这条线索'} 还差手机号。直接发号码就能存。")


def adopted(labels: Sequence[str]) -> Text:
    """Proposals were adopted."""
    return _text(f"已写入：{join_facts(*labels)}")


def not_adopted() -> Text:
    """Proposals were refused."""
    return _text("好，都没写。")


# ── promises ────────────────────────────────────────────────────────────────────────────────────────────────────


def all_steps(lines: Sequence[str]) -> Text:
    """看全部 of the promises."""
    return _text("\n".join(lines) if lines else "没有待办。")


def call_first(company: str, idle_hours: int) -> str:
    """Who could be called although nothing was promised."""
    return f"可以先看{company}：{idle_hours} 小时没联系。"


def write_about(company: str) -> Text:
    """写跟进."""
    return _text(
        f"说说{company or '这次'}的情况，打字或语音都行。例：给{company or '他'}打了电话，聊了交期，下周给答复"
    )


def say_a_time_ahead() -> Text:
    """推迟 to a time that is over, or to none at all."""
    return _text("推迟到哪天？说一个后面的时间，例：推迟 周四，推迟 明天 15:00。")


def will_remind(day: str) -> Text:
    """A new day after a missed visit."""
    return _text(f"好，{day}再去，到时提醒你。")


# ── own settings ────────────────────────────────────────────────────────────────────────────────────────────────


def zone_set(city: str, now: datetime, zone: tzinfo) -> Text:
    """时区 纽约."""
    return _text(f"时区改成 {city}，时间都按你那边说。现在你那边是 {Reader(now, zone).when(now)}。")


def zone_now(name: str, now: datetime) -> Text:
    """时区, without a city."""
    return _text(f"你的时区是 {name}，现在 {now:%H:%M}。要改就说城市，例：时区 纽约。")


def zone_unknown(said: str) -> Text:
    """A city without a zone."""
    return _text(f"没认出「{said}」的时区。写城市名，例：时区 纽约；或标准名，例：时区 America/New_York。")


def ranked_again() -> Text:
    """参加排行."""
    return _text("好，重新参加排行。")


def when_reminded(morning: str, digest: str, quiet: str, *, leads_people: bool) -> Text:
    """提醒设置."""
    silent = f"{quiet} 不打扰。" if quiet else ""
    lines = [f"每个工作日 {morning}，有到期的事才发你；有具体时间的到点提醒。每周最后一个工作日发你周报。{silent}"]
    if leads_people:
        lines.append(f"晨报 {digest}，只在有超期线索时发。")
    lines.append("要改时间请找管理员，例：/规则 待办时间 08:30。")
    return _text("\n".join(lines))


# ── permissions and faults ──────────────────────────────────────────────────────────────────────────────────────


def refused() -> Text:
    """Not yours, or not there: one sentence (I2)."""
    return _text("没有权限，或没有这条记录。要看的话可以找主管。")


def no_manager() -> Text:
    """Nobody could approve."""
    return _text("通讯录里没有你的主管，没人能审批。请找管理员设一下：/成员 你的名字 主管 某某。")


def invalid(field: str) -> Text:
    """A value that a rule refuses, where nothing more precise was said."""
    names = {"phone": "手机号", "company": "企业名称", "stage": "阶段", "contact": "联系人"}
    return _text(f"{names.get(field, '这个值')}不对，没有写入。核对一下再发一次。")


def ours_failed(number: str) -> Text:
    """Our side failed; the message is kept and tried again (rule 10)."""
    return _text(f"是我这边的问题：保存没成功，你发的内容我留着，稍后自动重试。编号 {number}")


def given_up(number: str) -> Text:
    """Our side failed for good."""
    return _text(f"是我这边的问题：这条一直没处理成，原文留着，已告诉管理员。编号 {number}")


def no_such_rule(number: int) -> Text:
    """停用规则 with a number that no rule has."""
    return _text(f"没有在用的规则 {number}。回 /规则 看现在的值。")
