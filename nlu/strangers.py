"""Strangers: people told to have been contacted who belong to another customer than the one at hand."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.binding import bind, is_contact
from nlu.contacts import is_ours
from nlu.events import tells_talk, unreached
from nlu.mentions import CompanyMention
from nlu.people import PersonMention
from nlu.scan import Scan


def of_another_branch(scan: Scan, person: PersonMention, current: CompanyMention, floor: int) -> bool:
    """Whether a person settles for another branch what was said of two («两个基地：甲地王总…；乙地李总…»)."""
    if len(current.fitting) < 2 or not person.surname:
        return False
    earlier = [p for p in scan.people if current.end <= p.start < person.start]
    if not earlier or any(floor <= m.start < person.start for m in scan.companies if m.start > current.start):
        return False
    first, second = (bind(current, people, scan.names)[0] for people in (earlier[-1:], [person]))
    if first is None or second is None or first == second or bind(current, [], scan.names)[0] is not None:
        return False
    clause, end = scan.clauses.following(person.start, 1)
    return scan.told(clause.start, end, 1) or tells_talk(scan.text, person.end, end)


_OF_THEIRS = re.compile(
    r"(?:手底下|手下|底下|下面|身边|那边|他们|她们|人家|[他她]家|[他她](?=同事|徒弟|助理|秘书)|同事|徒弟|副手|助理|科里|部里|院里|厂里|店里|车间|公司)"
    r"(?:的)?[\u4e00-\u9fff]{0,4}$"
)


def strange_to(scan: Scan, person: PersonMention, here: set[int], by_title: bool) -> set[int]:
    """The other customers that a person belongs to who is told to have been contacted and is unknown at those
    at hand; empty when the person isn't such a stranger. `by_title`: the title, too, tells people apart."""
    there = (by_title and customers_of(scan, person, True)) or customers_of(scan, person, False)
    if not here or here & there or not contacted(scan, person, 2, 0):
        return set()
    clause = scan.clauses.at(person.start)
    return set() if _OF_THEIRS.search(scan.text, max(clause.start, person.start - 10), person.start) else there


def customers_of(scan: Scan, person: PersonMention, certain: bool) -> set[int]:
    """The customers with such a contact; `certain` asks for the title to fit, too."""
    if person.full_name:
        return set(scan.names.who(person.full_name))
    known = scan.names.surnames.get(person.surname[:1], ()) if person.surname else ()
    return {customer for customer, contact in known if not certain or is_contact(contact, person, True)}


def contacted(scan: Scan, person: PersonMention, clauses: int, weight: float) -> bool:
    """Whether a contact with a person is told, in the clause of the name, which names no company, or in the next
    ones."""
    clause, end = scan.clauses.following(person.start, clauses)
    if any(clause.start <= m.start < clause.end for m in scan.companies) or is_ours(scan.text, person):
        return False
    return (
        scan.told(clause.start, end, weight)
        or unreached(scan.text, clause.start, end)
        or re.search(r"[聊谈唠]", scan.text[person.end : end]) is not None
    )
