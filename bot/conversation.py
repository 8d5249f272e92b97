"""What a message means, in the order of CONVERSATION §4.2; refusals become sentences here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace

import structlog

from adapters.events import (
    ActionTaken,
    ChatOpened,
    CustomerLinked,
    FileSent,
    GroupJoined,
    InboundEvent,
    MenuChosen,
    MessageRecalled,
    TextSaid,
    Unreadable,
    VoiceSaid,
)
from bot import report_texts, texts
from bot.actions import ActionSigner
from bot.dialogs import Question
from bot.handlers import (
    amendments,
    capture_lead,
    corrections,
    customers,
    daily_report,
    external_contacts,
    imports,
    plans,
    recalled,
    same_customer,
    saved_lead,
    team_words,
)
from bot.handlers.help_and_settings import greet
from bot.routing import Router
from bot.told_apart import Told, told_apart
from bot.turn import Turn
from bot.typed_words import cancel_latest, press_by_words
from cards.model import Text
from crm_core.audit.service import record
from crm_core.customers.queries import customer
from crm_core.customers.views import Customer
from crm_core.errors import Gone, Invalid, NotAllowed, NotVisible, RuleBroken, Stale, TooLate
from crm_core.lexicon.queries import forget_lexicon
from crm_core.organisation.queries import employees_named
from crm_core.rules.queries import forget_rules
from nlu.drafts import Understanding
from nlu.inside_talk import who_was_spoken_with
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead
from nlu.mentions import known_mentions

log = structlog.get_logger(__name__)

LONGEST_MESSAGE = 4000
TAP_WINDOW_SECONDS = 10
_CANCEL = frozenset({"取消", "算了", "不用了", "不要了", "不弄了"})
_TAKE_UP = frozenset({"接着答", "继续答"})
_DROP = frozenset({"不答了"})
_SKIP = frozenset({"跳过"})
_BACK_AND_FORTH = frozenset({"撤销", "撤回", "撤消", "恢复"})
MOST_MISSES = 3
_ASKS_A_DAY = frozenset({"step_until", "visit_again"})
_ASKS_FREE_TEXT = frozenset({"refusal", "explanation"})
_MET_SOMEBODY = re.compile(r"(?:见|拜访|跑|聊|约)了?[一两三个家几位]*[新老]?客户|客户.{0,6}聊")
_WORTH_A_LINE = frozenset({"lead", "draft_link", "draft_lead", "refusal", "explanation", "step_until"})


class Conversations:
    """Handles turns: events of people whom we know."""

    def __init__(self, router: Router, signer: ActionSigner) -> None:
        self._router = router
        self._signer = signer

    def handle(self, turn: Turn) -> None:
        """Finds out what is meant and does it. A broken rule is answered with what to do next."""
        savepoint = turn.session.begin_nested()
        dialog = turn.dialog.store()
        try:
            self._dispatch(turn)
            savepoint.commit()
        except RuleBroken as error:
            savepoint.rollback()
            forget_rules(turn.session)  # a change among them was rolled back too, or among the words
            forget_lexicon(turn.session)
            turn.dialog = type(turn.dialog).load(dialog)
            turn.answers.clear()
            self._refuse(turn, error)

    def _dispatch(self, turn: Turn) -> None:
        happening = turn.event.happening
        if isinstance(happening, ActionTaken):
            self._press(turn, happening)
        elif isinstance(happening, (TextSaid, VoiceSaid)):
            spoken = isinstance(happening, VoiceSaid)
            self._hear(turn, happening.recognition if isinstance(happening, VoiceSaid) else happening.text, spoken)
        elif isinstance(happening, MenuChosen):
            if not self._router.open_page(turn, happening.key):
                self._hear(turn, happening.key, spoken=False)
        elif isinstance(happening, ChatOpened):
            greet(turn)
        elif isinstance(happening, MessageRecalled):
            recalled.withdraw(turn, happening.message)
        elif isinstance(happening, CustomerLinked):
            external_contacts.happened(turn, happening)
        elif isinstance(happening, GroupJoined):
            turn.say_in_group(texts.hello_group())
        elif isinstance(happening, FileSent) and turn.customer_list is not None:
            imports.preview(turn, turn.customer_list)
        elif isinstance(happening, Unreadable) and not turn.event.group and happening.what != "sticker":
            turn.say(texts.arrived_empty() if happening.what == "quota" else report_texts.unreadable())

    def _press(self, turn: Turn, happening: ActionTaken) -> None:
        """A button: acts on its card, whatever is pending (step 1). A double tap is one."""
        try:
            action = self._signer.check(happening.action, receiver(turn.event))
        except ValueError:
            log.warning("action_refused", platform=turn.event.platform, length=len(happening.action))
            return
        tap = f"{action}{sorted(happening.values.items())}"
        last = turn.dialog.last_tap_at
        if tap == turn.dialog.last_tap and last and (turn.now - last).total_seconds() < TAP_WINDOW_SECONDS:
            return
        turn.dialog.last_tap, turn.dialog.last_tap_at = tap, turn.now
        if not self._router.act(turn, action, happening.values):
            log.warning("action_without_handler", subject=action.subject, act=action.act)
            turn.say(texts.not_waiting_any_more())

    def _hear(self, turn: Turn, said: str, spoken: bool) -> None:
        words = said.strip()
        if not words:
            if spoken:
                turn.say(report_texts.not_heard())
            return
        if len(words) > LONGEST_MESSAGE:
            turn.say(report_texts.too_long(LONGEST_MESSAGE))
            return
        if turn.event.group:
            self._hear_in_group(turn, words)
            return
        if turn.dialog.question is not None and turn.dialog.question.is_over(turn.now):
            turn.dialog.park()
        if self._short_words(turn, words) or self._answer(turn, words):
            turn.dialog.misses = 0
            return
        pending = turn.dialog.question
        if self._new_intent(turn, words, spoken=spoken):
            turn.dialog.misses = 0
            if pending is not None:
                self._set_aside(turn, pending)
            return
        self._no_match(turn, words)

    def _set_aside(self, turn: Turn, pending: Question) -> None:
        """The question that was pending waits; that it does is the answer's last line (§4.2 step 5)."""
        if turn.dialog.question is pending:
            turn.dialog.park()
        waits = any(one.kind == pending.kind and one.facts == pending.facts for one in turn.dialog.parked)
        if waits and pending.kind in _WORTH_A_LINE:
            turn.add_line(texts.question_waits(pending.asks))

    def _short_words(self, turn: Turn, words: str) -> bool:
        """取消, 撤销, 接着答, 不答了 (step 2); 帮助 is a command."""
        if words in _CANCEL:
            was_asked = turn.dialog.question is not None
            turn.dialog.answered()
            if not was_asked and cancel_latest(turn, self._router):
                return True
            if not was_asked and press_by_words(turn, self._router, "取消"):
                return True
            turn.say(texts.cancelled())
            return True
        if words in _DROP:
            turn.dialog.answered()
            turn.dialog.parked.clear()
            turn.say(texts.dropped())
            return True
        if words in _BACK_AND_FORTH:
            # Before the cards: the newest card with such a button need not be about the newest act.
            return self._router.run_command(turn, words)
        if words in _TAKE_UP:
            question = turn.dialog.take_up(turn.now)
            turn.say(Text(text=question.asks) if question else texts.nothing_waits())
            return True
        return False

    def _answer(self, turn: Turn, words: str) -> bool:
        """A strict answer to what is pending, or the word of a button of the newest open card (steps 3 and 6)."""
        question = turn.dialog.question
        if question is not None:
            if words in _SKIP and question.kind != "draft_link":
                turn.dialog.answered()
                turn.say(texts.dropped())
                return True
            if not self._is_new_thing(turn, question, words) and self._router.take_answer(turn, question, words):
                return True
        return press_by_words(turn, self._router, words)

    def _is_new_thing(self, turn: Turn, question: Question, words: str) -> bool:
        """A command word wins over an answer; a lead or a report wins over free text that was asked for."""
        if capture_lead.is_command(words):
            return True
        if question.kind not in _ASKS_A_DAY and self._router.is_command(words):
            return True
        return question.kind in _ASKS_FREE_TEXT and turn.understand(words).kind != "other"

    def _new_intent(self, turn: Turn, words: str, *, spoken: bool) -> bool:
        """A command, a correction of the newest draft, a lead or a report (steps 4 and 5)."""
        if self._router.run_command(turn, words):
            return True
        if not capture_lead.is_command(words) and corrections.correct_newest(turn, words):
            return True
        if same_customer.take(turn, words, spoken=spoken):
            return True
        if not capture_lead.is_command(words) and amendments.amend_newest(turn, words):
            return True
        if saved_lead.change_recent(turn, words):
            return True
        told = told_apart(words, turn.lexicon)
        if told is not None and self._take_apart(turn, told, spoken=spoken):
            return True
        if capture_lead.is_command(words):
            capture_lead.take(turn, read_lead(words, turn.lexicon))
            return True
        understood = turn.understand(words)
        if understood.kind == "report" and understood.follow_ups and not _is_among_colleagues(turn, words, understood):
            daily_report.take(turn, understood, words, spoken=spoken)
            return True
        if plans.take(turn, words, understood):
            return True
        if understood.kind == "lead" and understood.lead is not None:
            capture_lead.take(turn, understood.lead)
            return True
        return team_words.take(turn, words)

    def _take_apart(self, turn: Turn, told: Told, *, spoken: bool) -> bool:
        """Several leads, or a lead beside a report: each by itself. False when the words are one thing after all."""
        rest = turn.understand(told.rest)
        is_report = rest.kind == "report" and all(draft.company or draft.customer_id for draft in rest.follow_ups)
        if len(told.leads) == 1 and not is_report:
            return False
        capture_lead.take_several(turn, told.leads)
        if is_report:
            daily_report.take(turn, rest, told.rest, spoken=spoken)
        return True

    def _no_match(self, turn: Turn, words: str) -> None:
        """Says what was understood and what is missing; three steps, then lets go (§4.3)."""
        log.info(
            "not_understood", length=len(words), question=turn.dialog.question.kind if turn.dialog.question else ""
        )
        question = turn.dialog.question
        if question is not None and question.asks:
            misses = question.misses + 1
            if misses >= MOST_MISSES:
                turn.dialog.park()
                turn.say(texts.let_go())
                return
            turn.dialog.question = replace(question, misses=misses)
            if misses == 1:
                turn.say(texts.not_an_option(words, question.asks))
            else:
                turn.say(capture_lead.way_out(turn, question) or texts.still_not(question.asks))
            return
        turn.dialog.misses += 1
        mentioned = self._mentioned(turn, words)
        if mentioned is not None and customers.asks_about(words):
            turn.dialog.misses = 0
            customers.show_customer(turn, mentioned)
        elif mentioned is not None:
            turn.say(texts.heard_a_customer(mentioned.name, mentioned.id))
        elif read_answer_number(words, 9) is not None:
            turn.say(texts.nothing_waits())
        elif _MET_SOMEBODY.search(words):
            turn.say(texts.whose_visit())
        else:
            turn.say(texts.say_it_like_this(again=turn.dialog.misses > 1))

    def _mentioned(self, turn: Turn, words: str) -> Customer | None:
        """The one customer of the person's own that the words name, if they name just one."""
        found = {match.customer for mention in known_mentions(words, turn.names) for match in mention.matches}
        if len(found) != 1:
            return None
        return customer(turn.session, turn.viewer, found.pop())

    def _hear_in_group(self, turn: Turn, words: str) -> None:
        """A report dictated in a group is neither parsed into records nor kept (§4.9)."""
        understood = turn.understand(words)
        if understood.kind != "other" or capture_lead.is_command(words):
            turn.say_in_group(texts.private_please())
        elif not self._ran_without_asking(turn, words):
            turn.say_in_group(texts.ask_me_privately())

    def _ran_without_asking(self, turn: Turn, words: str) -> bool:
        """Runs a command of a group; one that asks something back is for the chat in which it would be answered."""
        savepoint = turn.session.begin_nested()
        is_done = self._router.run_command(turn, words) and turn.dialog.question is None
        if is_done:
            savepoint.commit()
        else:
            savepoint.rollback()
            turn.dialog.answered()
            turn.answers.clear()
        return is_done

    def _refuse(self, turn: Turn, error: RuleBroken) -> None:
        """One sentence for each kind of refusal; «not yours» and «not there» are the same (I2)."""
        if isinstance(error, (NotVisible, NotAllowed)):
            record(
                turn.session, turn.employee.id, "refused", str(error.facts.get("subject", "operation")), None, turn.now,
                code=error.code,
            )  # fmt: skip
            turn.say(texts.refused())
        elif isinstance(error, TooLate):
            turn.say(texts.too_late_to_undo())
        elif isinstance(error, (Gone, Stale)):
            turn.say(texts.not_waiting_any_more())
        elif isinstance(error, Invalid):
            turn.say(texts.invalid(error.field))
        else:
            raise error


def _is_among_colleagues(turn: Turn, words: str, understood: Understanding) -> bool:
    """「跟李四聊了恒瑞的情况」: a colleague was spoken with, or tells; whom a customer is known to have is none."""
    who = who_was_spoken_with(words)
    (first, *others) = understood.follow_ups
    contact = first.contact.value if first.contact is not None else ""
    if not who or others or contact not in ("", who) or (contact and first.customer_id is not None):
        return False
    return any(one.id != turn.employee.id for one in employees_named(turn.session, who))


def receiver(event: InboundEvent) -> str:
    """For whom a button is signed."""
    return f"{event.platform}:{event.user_id}"
