"""Two employees who are one person: what joining them would do, what it did, and who might be next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import wording
from cards.actions import ROW
from cards.model import Card, Fact, MessageKind, Section, Tone
from cards.templates.parts import done, ended, first_rows, others, press
from cards.templates.rows import pick


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who, known as what on which platform, and what stands under his name."""

    name: str
    accounts: str
    has: str

    @property
    def who(self) -> str:
        """「张三（钉钉 u1001）」."""
        return f"{self.name}（{self.accounts}）"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, by their ids, and why one may think so."""

    pair_id: str
    name: str
    accounts: str
    why: str


def preview(*, pair_id: str, kept: Side, joined: Side, twice: Sequence[str], afterwards: str) -> Card:
    """Who would be one with whom, and what each has; nothing is joined before 启用."""
    facts = (
        Fact(label="留下", value=kept.who),
        Fact(label="他的", value=kept.has),
        Fact(label="并入", value=joined.who),
        Fact(label="带过来", value=joined.has),
        *((Fact(label="两边都有", value="、".join(wording.short_name(name, 12) for name in twice)),) if twice else ()),
        Fact(label="以后", value=afterwards),
    )
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"join:{pair_id}",
        summary=f"{joined.who}并入{kept.who}，启用前不会变",
        title="合并账号",
        status="待确认",
        tone=Tone.WAITING,
        facts=facts,
        buttons=(
            press("启用", "join", "confirm", pair_id, style="primary"),
            press("取消", "join", "cancel", pair_id),
        ),
        footer=("启用前不会变 · 30 天内可撤销",),
    )


def joined(*, join_id: int, pair_id: str, kept: Side, by_name: str) -> Card:
    """They are one; how to take it back. `by_name` is what is typed for it later."""
    return done(
        f"join:{pair_id}",
        kept.who,
        kept.has,
        title="已合并",
        status="已启用",
        summary=f"已合并：{kept.who}，{kept.has}",
        buttons=(press("撤销", "join", "separate", join_id, word=by_name),),
        hint=f"以后要分开：{by_name}",
    )


def separated(*, pair_id: str, one: str, other: str) -> Card:
    """They are two again."""
    line = f"{one}和{other}已分开：合并前的各归各，合并后记的留给{one}。"
    return ended(
        f"join:{pair_id}",
        line,
        title="已分开",
        status="已撤销",
    )


def proposals(*, pairs: Sequence[Pair], total: int) -> Card:
    """Who may be one person, the surest first; each is previewed before anything happens."""
    sections = []
    for number, pair in enumerate(first_rows(pairs), start=1):
        mark = wording.number_mark(number)
        sections.append(
            Section(
                title=f"{mark} {pair.name}",
                lines=(wording.join_facts(pair.accounts, pair.why),),
                buttons=(press("合并", "join", "propose", pair.pair_id, word=f"{mark}合并"),),
                key=pair.pair_id,
                row=Fact(label=mark, value=wording.join_facts(pair.name, pair.why)),
            )
        )
    first = pairs[0]
    return Card(
        kind=MessageKind.LIST,
        summary=f"可能是同一个人的有 {total} 对，先看{first.name}：{first.why}",
        title="合并建议",
        subtitle=f"{total} 对可能是同一个人",
        sections=tuple(sections),
        selects=(pick(tuple(sections)),),
        buttons=(press("合并", "join", "propose", ROW, style="primary", on_pick=True),),
        footer=(*others(total, len(sections), "对"), "不会自动合并"),
    )
