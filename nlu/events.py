"""Contacts told in a text: which verb says that a customer was met, called, written to, and by which channel.

An event is `planned` when its clause speaks of what is still to come («明天准备去», «让我周五过去»), and
`failed` when nobody was reached («没见到», «没打通»). Source: CONTRACT `channel`, «Corrections, negation, plans».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from nlu import lazy_re as re
from nlu.drafts import Channel
from nlu.patterns import compiled, listed
from nlu.sieve import SIEVE, joint_matches


@dataclass(frozen=True, slots=True)
class Event:
    """One verb phrase of contact. `weight` orders events of one clause: a medium named outweighs a bare 去."""

    start: int
    end: int
    channel: Channel
    weight: float
    planned: bool = False


def _channels() -> Iterator[tuple[tuple[Channel, float], str]]:
    """Channel and weight of the numbered sections of the file, in their order, with their headings."""
    for heading in listed("events.txt"):
        number, _, rest = heading.partition(" ")
        if number.isdigit():
            channel, weight = rest.split()
            yield (cast(Channel, channel), float(weight)), heading


_EVENTS = SIEVE.section_of_file("events.txt", _channels())
_TALK = compiled("events.txt", "talk")
_PLAN = compiled("events.txt", "plan")


def find_events(text: str) -> list[Event]:
    """All verb phrases of contact in a text, without regard to tense; linear in its length."""
    told = joint_matches(_EVENTS.possible(text), text, 0, len(text))
    return [Event(match.start(), match.end(), channel, weight) for (channel, weight), match in told]


_NOT_DONE = re.compile(
    r"(?:没有?|未|不曾|没来得及|还没有?|压根没|不用|不要|(?<![分特级告差个识辨性])别)(?:再|去|主动|顾上|敢|贸然)?(?:去|"
    r"打(?!通)|联系(?!上)|拜访|上门|找(?!到|着)|发|来(?!得及)|外出|跑(?=[客外市业]))"
    r"|没有?(?:[见碰打聊谈去来]|联系|接触|拜访|走访|合作)过"
    r"|(?:先|暂时|就)不(?:去|找|见|约|打|联系)"
    r"|没进去(?!大?门)|不[用要]管"
    r"|(?:没有?|未)(?:再)?给[^,。;]{1,8}打(?!通)"
)


def never_tried(text: str, start: int, end: int) -> bool:
    """Whether the stretch says that no contact was even tried («没有去见», «也没打电话»)."""
    return _NOT_DONE.search(text, start, end) is not None


def plan_before(text: str, start: int, end: int) -> bool:
    """Whether a word of planning stands in the stretch."""
    return _PLAN.search(text, start, end) is not None


def tells_talk(text: str, start: int, end: int) -> bool:
    """Whether a verb of talking stands in the stretch."""
    return _TALK.search(text, start, end) is not None


_SILENT = re.compile(r"没动静|没回|没理|不理|没反应|没音信|不回")


def only_silent(text: str, start: int, end: int) -> bool:
    """Whether the stretch tells no more than that no answer came; without a medium that is no attempt."""
    rest = _SILENT.sub("", text[start:end])
    return not unreached(rest, 0, len(rest))


_UNREACHED = compiled("events.txt", "unreached")


def unreached(text: str, start: int, end: int) -> bool:
    """Whether the stretch says that nobody was reached."""
    return _UNREACHED.search(text, start, end) is not None
