"""/词典: the company's own words for rivals, products and stages, with preview and 「启用」 (O; F22)."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import team_texts, texts
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import company_word
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.errors import Invalid
from crm_core.lexicon import service
from crm_core.lexicon.queries import times_said, words_in_force
from crm_core.lexicon.rules import LONGEST, SHORTEST
from crm_core.lexicon.views import CompanyWord, WordKind
from nlu.stages import STAGES, read_stage

MONTH = timedelta(days=30)
KINDS: dict[WordKind, str] = {"rival": "竞品", "product": "产品", "stage": "阶段"}

_ADD = re.compile(r"(?:加|添加|新增)?\s*(?P<kind>竞品|产品|阶段)\s*[:：]?\s*(?P<said>\S.*)")
_OUT = re.compile(
    r"(?:(?:停用|删除|删掉|去掉|删)\s*(?:竞品|产品|阶段)?|(?:竞品|产品|阶段)\s*(?:停用|删除|删掉|去掉))\s*[:：]?\s*(?P<word>\S.*)"
)
_MEANS = re.compile(r"(?P<word>\S+?)\s*(?:=|＝|→|->|是指|就是|算|是|\s)\s*(?P<stage>\S+)")


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"词典(?:\s*(?P<said>\S.*))?",
        lambda turn, match: change(turn, match["said"].strip()) if match["said"] else show(turn),
        HelpLine("公司的词", "/词典 竞品 用友", "竞品、产品、阶段的叫法，启用后就认得", Operation.CONFIGURE),
    )
    router.action("word", "enable", enable)
    router.action("word", "discard", discard)
    router.action("word", "disable", lambda turn, action, values: take_out(turn, int(action.id)))


def show(turn: Turn) -> None:
    """/词典."""
    require(turn.viewer, Operation.CONFIGURE)
    words = words_in_force(turn.session)
    said = {label: [_said(one) for one in words if one.kind == kind] for kind, label in KINDS.items()}
    turn.say(team_texts.words_in_force(said))


def change(turn: Turn, said: str) -> None:
    """「竞品 用友」「阶段 打样=方案演示」 → preview; 「停用 用友」 at once."""
    require(turn.viewer, Operation.CONFIGURE)
    if match := _OUT.fullmatch(said):
        found = next((one for one in words_in_force(turn.session) if one.word == match["word"].strip("「」 ")), None)
        if found is None:
            turn.say(team_texts.no_such_word(match["word"]))
        else:
            take_out(turn, found.id)
        return
    match = _ADD.fullmatch(said)
    kind = next((kind for kind, label in KINDS.items() if match and match["kind"] == label), None)
    if match is None or kind is None:
        turn.say(team_texts.how_to_add_words())
        return
    word, means = match["said"].strip("「」 "), ""
    if kind == "stage":
        pair = _MEANS.fullmatch(match["said"])
        stage = read_stage(pair["stage"]) if pair else None
        if pair is None or stage not in STAGES:
            turn.say(team_texts.which_stage(word, STAGES))
            return
        word, means = pair["word"].strip("「」"), stage
    preview(turn, kind, word, means)


def preview(turn: Turn, kind: WordKind, word: str, means: str) -> None:
    """What it would be taken for; the parser knows nothing of it before 启用."""
    try:
        asked = service.propose(turn.session, turn.viewer, kind, word, means, turn.now)
    except Invalid as error:
        turn.say(team_texts.word_refused(word, error.reason, SHORTEST, LONGEST))
        return
    times = times_said(turn.session, word, turn.now - MONTH)
    turn.say(company_word.preview(word_id=asked.id, version=1, kind=KINDS[kind], word=word, means=means, times=times))


def enable(turn: Turn, action: Action, values: Values) -> None:
    """启用."""
    new = service.enable(turn.session, turn.viewer, int(action.id), turn.now)
    turn.show(company_word.enabled(word_id=new.id, version=2, kind=KINDS[new.kind], word=new.word, means=new.means))


def discard(turn: Turn, action: Action, values: Values) -> None:
    """不要了."""
    service.drop(turn.session, turn.viewer, int(action.id))
    turn.say(texts.cancelled())


def take_out(turn: Turn, word_id: int) -> None:
    """停用."""
    gone = service.take_out(turn.session, turn.viewer, word_id, turn.now)
    turn.say(company_word.disabled(kind=KINDS[gone.kind], word=gone.word))


def _said(one: CompanyWord) -> str:
    return f"{one.word} → {one.means}" if one.means else one.word
