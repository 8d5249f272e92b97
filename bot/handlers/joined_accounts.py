"""One person, several platforms: an admin says that two employees are one, or takes it back (INTERFACES «People»)."""

from __future__ import annotations

from bot import people_texts, texts
from bot.handlers.members import PLATFORMS_SAID, accounts_said, colleague_meant
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import ROW, Action
from cards.templates import joined_accounts as cards
from cards.templates.joined_accounts import Pair, Side
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.errors import Gone, Invalid
from crm_core.organisation import joining
from crm_core.organisation.likeness import likely_pairs
from crm_core.organisation.queries import employee
from crm_core.organisation.views import ROLE_WORDS, Employee

TWICE_SHOWN = 3


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"成员\s*合并建议",
        lambda turn, _: show_pairs(turn),
        HelpLine("同一个人", "/成员 合并建议", "谁可能在两个平台上都有账号", Operation.CONFIGURE, first_screen=False),
    )
    router.command(
        r"成员\s+(?P<kept>\S+)\s+合并\s+(?P<joined>\S+)",
        lambda turn, match: join_by_words(turn, match["kept"], match["joined"]),
        HelpLine(
            "合并账号",
            "/成员 张三 合并 钉钉:zhangsan ／ 张三在钉钉上是 u1001",
            "先预览，再启用",
            Operation.CONFIGURE,
            first_screen=False,
        ),
    )
    router.command(
        rf"(?P<kept>[\u4e00-\u9fff]{{2,6}}?)在?(?P<platform>{'|'.join(PLATFORMS_SAID)})(?:上|里)?的?(?:账号)?(?:就?是|叫)\s*"
        r"(?P<account>[A-Za-z0-9_.@-]{2,64})",
        lambda turn, match: join_by_words(turn, match["kept"], f"{match['platform']}:{match['account']}"),
    )
    router.command(
        r"成员\s+(?P<kept>\S+)\s+分开",
        lambda turn, match: separate_by_words(turn, match["kept"]),
        HelpLine("分开账号", "/成员 张三 分开", "合并前各自的还给各自", Operation.CONFIGURE, first_screen=False),
    )
    router.action("join", "propose", propose)
    router.action("join", "confirm", confirm)
    router.action("join", "cancel", lambda turn, action, values: turn.say(texts.cancelled()))
    router.action("join", "separate", lambda turn, action, values: separate(turn, int(action.id)))


def show_pairs(turn: Turn) -> None:
    """合并建议: nobody is joined by being alike."""
    require(turn.viewer, Operation.CONFIGURE)
    pairs = likely_pairs(turn.session)
    if not pairs:
        turn.say(people_texts.nobody_alike())
        return
    shown = [
        Pair(
            pair_id=f"{pair.kept.id}.{pair.joined.id}",
            name=pair.kept.name,
            accounts=f"{accounts_said(turn, pair.kept)} ／ {accounts_said(turn, pair.joined)}",
            why=people_texts.alike_because(pair.why),
        )
        for pair in pairs
    ]
    turn.say(cards.proposals(pairs=shown, total=len(shown)))


def join_by_words(turn: Turn, kept_said: str, joined_said: str) -> None:
    """「张三 合并 钉钉:zhangsan」, 「张三在钉钉上是 u1001」: both found, or what is missing said."""
    require(turn.viewer, Operation.CONFIGURE)
    joined = colleague_meant(turn, joined_said)
    if joined is None:
        return
    kept = colleague_meant(turn, kept_said, but=joined.id)
    if kept is None:
        return
    if joined.id == kept.id:
        turn.say(people_texts.one_already(kept.name, accounts_said(turn, kept)))
    else:
        _preview(turn, kept, joined)


def propose(turn: Turn, action: Action, values: Values) -> None:
    """合并 beside a pair of the list: its preview."""
    require(turn.viewer, Operation.CONFIGURE)
    picked = action.id if action.id != ROW else (values.get(ROW) or ("",))[0]
    if not picked:
        raise Gone(subject="join")
    kept, joined = _pair(turn, picked)
    _preview(turn, kept, joined)


def confirm(turn: Turn, action: Action, values: Values) -> None:
    """启用."""
    kept, joined = _pair(turn, action.id)
    try:
        join_id, kept = joining.join_employees(
            turn.session, turn.viewer, kept.id, joined.id, turn.now, turn.conversation
        )
    except Invalid as error:
        turn.say(people_texts.cannot_be_one(kept.name, joined.name, error.reason))
        return
    turn.show(
        cards.joined(
            join_id=join_id,
            pair_id=action.id,
            kept=_side(turn, kept),
            by_name=f"/成员 {kept.name} 分开",
        )
    )


def separate_by_words(turn: Turn, said: str) -> None:
    """「张三 分开」: takes the newest join to him back, however long ago."""
    require(turn.viewer, Operation.CONFIGURE)
    someone = colleague_meant(turn, said)
    if someone is None:
        return
    join_id = joining.newest_join(turn.session, someone.id)
    if join_id is None:
        turn.say(people_texts.never_joined(someone.name))
    else:
        separate(turn, join_id)


def separate(turn: Turn, join_id: int) -> None:
    """撤销 of a join."""
    one, other = joining.separate(turn.session, turn.viewer, join_id, turn.now)
    turn.show(cards.separated(pair_id=f"{one.id}.{other.id}", one=_side(turn, one).who, other=_side(turn, other).who))


def _preview(turn: Turn, kept: Employee, joined: Employee) -> None:
    manager = employee(turn.session, kept.manager_id) if kept.manager_id is not None else None
    turn.say(
        cards.preview(
            pair_id=f"{kept.id}.{joined.id}",
            kept=_side(turn, kept),
            joined=_side(turn, joined),
            twice=joining.owned_twice(turn.session, kept.id, joined.id, TWICE_SHOWN),
            afterwards=people_texts.afterwards(ROLE_WORDS[kept.role], manager.name if manager else ""),
        )
    )


def _pair(turn: Turn, pair_id: str) -> tuple[Employee, Employee]:
    kept, joined = (employee(turn.session, int(part)) for part in pair_id.split("."))
    if kept is None or joined is None or not (kept.active and joined.active):
        raise Gone(subject="join")
    return kept, joined


def _side(turn: Turn, someone: Employee) -> Side:
    has = people_texts.belongings(joining.belongings(turn.session, someone.id))
    return Side(someone.name, accounts_said(turn, someone), has)
