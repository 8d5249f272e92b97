"""The sentences for who leads people, who approves and who configures; the others stand in `texts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.model import Text


def _text(words: str) -> Text:
    return Text(text=words)


# ── a manager's acts ────────────────────────────────────────────────────────────────────────────────────────────


def no_rates(cut_off: str) -> Text:
    """No leads to compute rates from: a real zero, and of what."""
    return _text(f"暂无数据：近30天没有新建线索。\n数据截止：{cut_off}")


def nobody_to_give_to() -> Text:
    """转给, but nobody else is there."""
    return _text("团队里没有别的在岗同事可以转。")


def choose_somebody() -> Text:
    """转给 without a choice."""
    return _text("先选转给谁，再点「转给」。")


def idle_for(hours: int) -> str:
    """Why to look at this one first."""
    return f"{hours} 小时没联系" if hours < 72 else f"{hours // 24} 天没联系"


def all_late(lines: Sequence[str], total: int, hours: int, cut_off: str) -> Text:
    """Every late lead, behind the five of the digest."""
    if not lines:
        return _text(f"没有超 {hours} 小时的线索。\n数据截止：{cut_off}")
    more = [f"另有 {total - len(lines)} 条"] if total > len(lines) else []
    return _text("\n".join([f"超 {hours} 小时没跟进 {total} 条：", *lines, *more, f"数据截止：{cut_off}"]))


def which_row(word: str) -> Text:
    """A row's word without its number, under a list of several."""
    return _text(f"哪一条？带上编号，例：①{word}")


def returned(companies: Sequence[str]) -> Text:
    """退回负责人, to the manager."""
    return _text(f"已退回负责人：{'、'.join(companies)}。")


def returned_to_you(manager: str, company: str) -> Text:
    """退回负责人, to the owner."""
    return _text(f"{manager}把 {company} 退回给你了，今天联系一下吧。")


def why_idle(company: str, limit: int) -> str:
    """说明原因."""
    return f"{company} 怎么回事？{limit} 字以内，会原样告诉主管。"


def explained(name: str, company: str, reason: str) -> Text:
    """The reason, to the manager."""
    return _text(f"{company} · {name}：{reason}")


def passed_on() -> Text:
    """The reason was passed on."""
    return _text("好，已告诉主管。")


# ── help and configuration ──────────────────────────────────────────────────────────────────────────────────────


def every_phrase(lines: Sequence[tuple[str, str, str]]) -> Text:
    """全部说法: (topic, example, result)."""
    return _text("\n".join(f"{topic}：{example} → {result}" for topic, example, result in lines))


def hello_admin(name: str) -> Text:
    """To an admin, when he first opens the chat."""
    return _text(
        f"{name}，侧记已经连上了。先看 /状态；成员和主管用 /成员，时间和积分用 /规则、/积分规则，都先预览再启用。"
    )


_RULE = "/规则 逾期 48 小时"
_POINTS_RULE = "/积分规则 线索 5"


def rules_in_force(lines: Sequence[str], *, points: bool) -> Text:
    """/规则 and /积分规则 without words."""
    return _text("\n".join(["现在的规则：", *lines, f"要改直接说，例：{_POINTS_RULE if points else _RULE}"]))


def unknown_rule(words: Sequence[str], *, points: bool) -> Text:
    """A rule that isn't there."""
    return _text(f"没有这条规则。能改的有：{'、'.join(words)}。例：{_POINTS_RULE if points else _RULE}")


def rule_needs_value(word: str, example: str) -> str:
    """A rule without a value."""
    return f"{word}改成多少？例：{example}"


def rule_refused(word: str, reason: str, low: int, high: int) -> Text:
    """A value that can't be."""
    if reason == "order":
        return _text("逾期要比待激活短，否则线索还没进晨报就进池了。")
    return _text(f"{word}要在 {low}–{high} 之间。")


def rule_unchanged(rule: str) -> Text:
    """A value that holds already, or will from tomorrow on."""
    return _text(f"不用改，已经是这样：{rule}。")


def how_to_change_members(roles: Sequence[str]) -> Text:
    """/成员 with words that don't fit."""
    return _text(f"这样说：/成员 小林 客服（角色：{'、'.join(roles)}），或 /成员 李四 主管 陈经理")


def member_effect(label: str, new: str) -> str:
    """What a change of members means."""
    return f"以后由{new}看到他的线索和晨报" if label == "主管" else f"按「{new}」看数据、收消息"


def member_changed(name: str, label: str, new: str) -> Text:
    """A change of members is in force."""
    return _text(f"已启用：{name} {label} → {new}")


def own_superior() -> Text:
    """A ring of managers."""
    return _text("不能启用：这样会绕成一圈，自己成了自己的上级。")


def no_such_member(name: str) -> Text:
    """A name that the directory doesn't know."""
    return _text(f"没有叫「{name}」的同事。回 /成员 看全部。")


def everybody(lines: Sequence[str]) -> Text:
    """看全部 of the members."""
    return _text("\n".join(lines))


def health(
    done: int,
    ended: int,
    failed: Sequence[str],
    received: tuple[int, int],
    sending: tuple[int, int],
    directories: Sequence[str],
    allowances: Sequence[str],
    cut_off: str,
) -> Text:
    """/状态; of messages received and of those to be sent: how many wait, how many were given up."""
    rate = f"{done / ended:.2%}" if ended else "还没跑过"
    mark = "√" if not ended or done / ended >= 0.9995 else "⚠️"
    lines = [f"30 天自动任务成功率 {rate}（目标 99.95%）{mark}"]
    if failed:
        lines.append(f"⚠️ 最近失败：{'、'.join(failed)}")
    (waiting, dead), (to_send, unsent) = received, sending
    lines.append(
        f"收件 {waiting} 条积压{f'，{dead} 条没处理成' if dead else ''} · 发件 {to_send} 条排队"
        f"{f'，{unsent} 条没发出' if unsent else ''}"
    )
    lines += [*directories, *allowances, f"数据截止：{cut_off}"]
    return _text("\n".join(lines))


# ── approvals ───────────────────────────────────────────────────────────────────────────────────────────────────


def somebody_waits(name: str) -> Text:
    """A request has waited for a day."""
    return _text(f"{name}还在等你的答复，上面那张卡点一下就行。")


def ran_out(asker: str) -> Text:
    """A request that nobody answered, to the one who was asked."""
    return _text(f"{asker}的申请 48 小时没人处理，已作废。")


def agreed(approver: str) -> str:
    """A request was granted."""
    return f"{approver}同意了。"


def why_refuse(limit: int) -> str:
    """拒绝 asks for a reason."""
    return f"为什么不同意？{limit} 字以内，会原样告诉对方。"


def too_many_characters(typed: int, limit: int) -> Text:
    """A line that is limited."""
    return _text(f"写了 {typed} 字，少 {typed - limit} 个字就行。")


# ── 群推送 ───────────────────────────────────────────────────────────────────────────────────────────────────────


def group_figures(
    *,
    team: str,
    day: str,
    late: int,
    hours: int,
    long_late: int,
    long_hours: int,
    ranks: Sequence[tuple[int, str, int]],
    cut_off: str,
) -> Text:
    """A team's morning for its group: no customer, no phone number. `ranks` are (rank, name, points)."""
    overdue = f"超 {hours} 小时没跟进 {late} 条" if late else f"没有超 {hours} 小时没跟进的线索"
    beyond = f"，其中 {long_late} 条超 {long_hours} 小时" if long_late else ""
    board = [f"第 {rank} {name} {points} 分" for rank, name, points in ranks if points]
    lines = [f"{team}团队 · {day}", f"{overdue}{beyond}", *(["近 7 天积分", *board] if board else [])]
    return _text("\n".join([*lines, f"数据截止：{cut_off}"]))


def how_to_push_to_groups(running: Sequence[tuple[int, str]]) -> Text:
    """/群推送 without words: what runs (number, team), and how to add one."""
    lines = [f"群推送 {number}：{team}团队，每个工作日早上。停用回「停用群推送 {number}」" for number, team in running]
    how = "加一个：在群里 添加消息推送，复制地址，发我：/群推送 主管姓名 地址"
    return _text("\n".join([*(lines or ["还没有群推送。"]), how]))


def group_push_elsewhere() -> Text:
    """群推送 asked for on another platform."""
    return _text("群推送现在只有企业微信群能用，请在企业微信里跟我说。")


def leads_nobody(name: str) -> Text:
    """A team that has no people."""
    return _text(f"{name} 名下没有成员，没有可推的数。要推给谁的团队就写谁的名字。")


def group_push_stopped(number: int) -> Text:
    """停用群推送."""
    return _text(f"已停用 群推送 {number}，地址也删了。")


def no_such_group_push(number: int) -> Text:
    """停用群推送 of one that does not run."""
    return _text(f"没有正在用的群推送 {number}。看有哪些回「/群推送」。")


# ── the company's own words ─────────────────────────────────────────────────────────────────────────────────────


def words_in_force(words: Mapping[str, Sequence[str]]) -> Text:
    """/词典: what the parser takes beside the words of the language."""
    lines = [f"{label}：{'、'.join(said)}" for label, said in words.items() if said]
    return _text("\n".join([*(lines or ["词典还是空的。"]), _ADD_WORDS]))


_ADD_WORDS = "加词：/词典 竞品 用友 ／ /词典 产品 年框服务 ／ /词典 阶段 打样=方案演示；停用：/词典 停用 用友"


def how_to_add_words() -> Text:
    """Words that /词典 can't take."""
    return _text(f"先说是哪一类。{_ADD_WORDS}")


def no_such_word(word: str) -> Text:
    """停用 of a word that is not in force."""
    return _text(f"词典里没有「{word}」。回「/词典」看现有的。")


def which_stage(word: str, stages: Sequence[str]) -> Text:
    """A word for a stage, without the stage."""
    return _text(f"「{word.split('=')[0].strip()}」算哪个阶段？例：/词典 阶段 打样=方案演示。可选：{'、'.join(stages)}")


def word_refused(word: str, reason: str, shortest: int, longest: int) -> Text:
    """Why a word can't be added."""
    why = {
        "length": f"要 {shortest}–{longest} 个字",
        "number": "不能全是数字",
        "several": "一次加一个词",
        "known": "本来就有别的意思",
        "unchanged": "已经在词典里了",
        "too_many": "词典满了，先停用几个",
    }
    return _text(f"「{word}」加不了：{why[reason]}。")
