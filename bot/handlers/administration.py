"""/规则 /积分规则 /状态: configuration by talking, with preview and 「启用」 (O; CONVERSATION 3.16)."""

from __future__ import annotations

import re
from datetime import time, timedelta

from bot import job_texts, people_texts, team_texts, texts
from bot.dialogs import Question
from bot.handlers import allowances
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import rule_preview
from cards.templates.rule_preview import RuleCheck
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.database import inbox, job_runs, outbox
from crm_core.errors import Gone, Invalid
from crm_core.organisation.missed import missed_people
from crm_core.organisation.queries import active_employees, directory_readings
from crm_core.reports.queries import late_leads, never_followed
from crm_core.rules import service as rules
from crm_core.rules.queries import rules_to_come, value_of
from crm_core.rules.rules import DEFINITIONS, definition
from crm_core.rules.views import RuleDefinition, RuleProposal

MONTH = timedelta(days=30)
_HOURS = re.compile(r"(\d{1,4})\s*(小时|h|天|日)?")
_TIME = re.compile(r"(\d{1,2})\s*[:：点时]\s*(\d{1,2}|半)?\s*分?")
_POINTS = re.compile(r"(\d{1,3})\s*分?")


def register(router: Router) -> None:
    """What this file takes."""
    needs = Operation.CONFIGURE
    router.command(
        r"规则(?:\s+(?P<said>.+))?",
        lambda turn, match: change_rule(turn, match["said"] or "", points=False),
        HelpLine("改规则", "/规则 逾期 48 小时", "先预览会影响什么，再启用", needs),
    )
    router.command(
        r"积分规则(?:\s+(?P<said>.+))?",
        lambda turn, match: change_rule(turn, match["said"] or "", points=True),
        HelpLine("改积分", "/积分规则 线索 5", "每条线索、每次跟进加几分", needs),
    )
    router.command(
        r"状态",
        lambda turn, _: show_health(turn),
        HelpLine("看状态", "/状态", "自动任务、收发、通讯录、钉钉额度", needs),
    )
    router.command(
        r"停用规则\s*(?P<id>\d+)",
        lambda turn, match: disable_rule(turn, int(match["id"])),
        HelpLine("停规则", "停用规则 7", "改回启用前的值", needs, first_screen=False),
    )
    router.action("rule", "enable", enable)
    router.action("rule", "edit", edit)
    router.action("rule", "discard", discard)
    router.action("rule", "disable", lambda turn, action, values: disable_rule(turn, int(action.id)))
    router.answer("rule_value", answer_value)


def change_rule(turn: Turn, said: str, *, points: bool) -> None:
    """「逾期 48 小时」 → preview; without words the rules in force are listed."""
    require(turn.viewer, Operation.CONFIGURE)
    words = said.strip()
    if not words:
        turn.say(team_texts.rules_in_force(_shown_rules(turn, points=points), points=points))
        return
    rule = next((one for one in DEFINITIONS if _is_meant(one, words, points=points)), None)
    if rule is None:
        words_known = [one.word for one in DEFINITIONS if (one.kind == "points") == points]
        turn.say(team_texts.unknown_rule(words_known, points=points))
        return
    value = _value(rule, words)
    if value is None:
        asks = team_texts.rule_needs_value(rule.word, _example(rule))
        turn.ask("rule_value", asks, rule=rule.name)
        turn.say(texts.plain(asks))
        return
    preview(turn, rule, value)


def answer_value(turn: Turn, question: Question, words: str) -> bool:
    """The value of the rule that was named before."""
    rule = definition(str(question.facts["rule"]))
    value = _value(rule, words) if rule else None
    if rule is None or value is None:
        return False
    turn.dialog.answered()
    preview(turn, rule, value)
    return True


def preview(turn: Turn, rule: RuleDefinition, value: int | time) -> None:
    """What would be hit from tomorrow on; nothing is in force before 启用."""
    try:
        begins_at = turn.company.next_midnight(turn.now)
        change = rules.propose(turn.session, turn.viewer, rule, value, turn.now, begins_at)
    except Invalid as error:
        if error.reason == "unchanged":
            turn.say(team_texts.rule_unchanged(_said_rule(turn, rule)))
            return
        turn.say(team_texts.rule_refused(rule.word, error.reason, rule.low, rule.high))
        return
    hits = _would_hit(turn, rule, value)
    turn.say(
        rule_preview.preview(
            rule_id=change.id,
            version=1,
            condition=f"{rule.word} {said_value(rule, change.before)} → {said_value(rule, change.after)}",
            effect=rule.effect,
            hits=None if hits is None else len(hits),
            examples=(hits or ())[:3],
            checks=(RuleCheck("数值在范围内", True), RuleCheck("和别的规则不冲突", True)),
        )
    )


def enable(turn: Turn, action: Action, values: Values) -> None:
    """启用: counts from the next midnight on, so that one day has one rule."""
    begins_at = turn.company.next_midnight(turn.now)
    change = rules.enable(turn.session, turn.viewer, int(action.id), turn.now, begins_at)
    turn.show(
        rule_preview.enabled(
            rule_id=change.id,
            version=2,
            number=change.id,
            what=_said_change(change),
            since=begins_at,
            reader=turn.reader,
        )
    )


def edit(turn: Turn, action: Action, values: Values) -> None:
    """改: asks for another value."""
    change = rules.drop(turn.session, turn.viewer, int(action.id))
    asks = team_texts.rule_needs_value(change.definition.word, _example(change.definition))
    turn.ask("rule_value", asks, rule=change.definition.name)
    turn.say(texts.plain(asks))


def discard(turn: Turn, action: Action, values: Values) -> None:
    """不要了."""
    rules.drop(turn.session, turn.viewer, int(action.id))
    turn.say(texts.cancelled())


def disable_rule(turn: Turn, rule_id: int) -> None:
    """停用: the value before is in force again."""
    try:
        rules.put_back(turn.session, turn.viewer, rule_id, turn.now)
    except Gone:
        turn.say(texts.no_such_rule(rule_id))
        return
    turn.say(rule_preview.disabled(number=rule_id))


def show_health(turn: Turn) -> None:
    """Success rate of what runs by the clock (K22), what waits, and what the directories told last (I25)."""
    require(turn.viewer, Operation.CONFIGURE)
    done, ended = job_runs.success_rate(turn.session, turn.now - MONTH)
    failed = [job_texts.title(run.job) for run in job_runs.last_runs(turn.session) if run.state == "failed"]
    waiting, dead = inbox.backlog(turn.session)
    waiting = max(waiting - 1, 0)  # The question itself waits until this answer is written.
    out = outbox.backlog(turn.session)
    unsent = (out.get("waiting", 0), out.get("dead", 0))
    cut_off = turn.reader.cut_off(turn.now)
    used = allowances.lines(turn)
    turn.say(team_texts.health(done, ended, failed, (waiting, dead), unsent, _directories(turn), used, cut_off))


def _directories(turn: Turn) -> list[str]:
    labels = turn.company.labels
    read = [
        line
        for reading in directory_readings(turn.session)
        if reading.platform in labels
        for line in people_texts.directory_read(labels[reading.platform], turn.reader.when(reading.read_at), reading)
    ]
    missed = [one for one in missed_people(turn.session) if one.platform in labels]
    return [*read, *(people_texts.missed(labels[one.platform], len(one.names)) for one in missed)]


def said_value(rule: RuleDefinition, value: int | time) -> str:
    """A value in the words of the rule."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value} 小时" if rule.kind == "hours" else f"{value} 分"


def _is_meant(rule: RuleDefinition, words: str, *, points: bool) -> bool:
    if (rule.kind == "points") != points:
        return False
    return words.startswith((rule.word, rule.word.removesuffix("积分"), rule.word.removesuffix("时间")))


def _value(rule: RuleDefinition, words: str) -> int | time | None:
    if rule.kind == "time":
        match = _TIME.search(words)
        if match is None:
            return None
        minute = 30 if match[2] == "半" else int(match[2] or 0)
        return time(int(match[1]), minute) if int(match[1]) < 24 and minute < 60 else None
    match = (_HOURS if rule.kind == "hours" else _POINTS).search(words)
    if match is None:
        return None
    number = int(match[1])
    return number * 24 if rule.kind == "hours" and match[2] in ("天", "日") else number


def _would_hit(turn: Turn, rule: RuleDefinition, value: int | time) -> list[str] | None:
    """The leads that the changed clock would concern tomorrow at this hour; None for a rule that is no clock."""
    tomorrow = turn.now + timedelta(days=1)
    if isinstance(value, time):
        return None
    if rule.name == "pool_hours":
        found = never_followed(turn.session, tomorrow, value)
    elif rule.name == "overdue_hours":
        everybody = [one.id for one in active_employees(turn.session)]
        found = late_leads(turn.session, everybody, tomorrow, turn.local_now.date() + timedelta(days=1), value)
    else:
        return None
    return [one.company for one in found]


def _shown_rules(turn: Turn, *, points: bool) -> list[str]:
    return [_said_rule(turn, rule) for rule in DEFINITIONS if (rule.kind == "points") == points]


def _said_rule(turn: Turn, rule: RuleDefinition) -> str:
    """「逾期：24 小时，3月3日 周二 00:00 起 48 小时」."""
    now = f"{rule.word}：{said_value(rule, value_of(turn.rules, rule.name))}"
    to_come = rules_to_come(turn.session, turn.now).get(rule.name)
    if to_come is None:
        return now
    return f"{now}，{turn.reader.when(to_come.effective_from)} 起 {said_value(rule, to_come.value)}"


def _said_change(change: RuleProposal) -> str:
    return f"{change.definition.word} {said_value(change.definition, change.after)}"


def _example(rule: RuleDefinition) -> str:
    return {"hours": "48 小时", "time": "08:30", "points": "5"}[rule.kind]
