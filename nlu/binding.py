"""Which known customer a visit is about (CONTRACT `customer_id`, `candidates`): precision first."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.companies import bracketed
from nlu.linking import KnownContact, KnownCustomer, Match, Names, given_name, heard_alike, last_character
from nlu.mentions import CompanyMention
from nlu.people import PersonMention
from nlu.regions import is_region

_TITLE_WORDS = {
    "总": "总经理 总裁 董事长 副总 总监 总", "工": "工程师 技术 工", "董": "董事长 董事", "处": "处长",
    "局": "局长", "院": "院长", "校": "校长", "科": "科长", "队": "队长",
}  # fmt: skip


def bind(
    company: CompanyMention | None, people: list[PersonMention], names: Names
) -> tuple[int | None, tuple[int, ...], float]:
    """The customer meant, or the candidates of a tie, and a confidence."""
    if company is None:
        return _by_person(people, names)
    if not company.matches:
        return _by_abbreviation(company.text, people, names)
    # «丰台法院» holds but pieces of 丰台科技园区法务公司, and is short for 丰台区人民法院.
    ragged = not any(m.unbroken or m.whole_brand for m in company.matches)
    if (company.doubtful or ragged) and (shortened := _by_abbreviation(company.text, people, names))[0] is not None:
        return shortened
    widest = _widest(company.matches)
    exact = [m for m in widest if m.exact]
    for certain in (True,) if company.doubtful else (True, False):
        for person in people:
            for pool in (exact, widest) if certain else (exact or widest,):
                backed = [m for m in pool if _knows(names.customers[m.customer], person, certain)]
                if len(backed) == 1:
                    return backed[0].customer, (), 0.9
    if company.doubtful:
        return None, (), 0.0
    near = _nearest(exact or widest)
    if len(near) > 1:
        near = [m for m in near if is_short_for(company.text, names.customers[m.customer].name)] or near
    if len(near) == 1:
        return near[0].customer, (), 0.95 if near[0].exact else 0.8
    backed = [m for m in near if any(_knows(names.customers[m.customer], p, True) for p in people)]
    return None, tuple(sorted(m.customer for m in backed or near)), 0.5


def _widest(matches: tuple[Match, ...]) -> list[Match]:
    """One match a customer, of those that cover as much of what was said as the best one does."""
    best: dict[int, Match] = {}
    for match in matches:
        if match.customer not in best or best[match.customer].rank < match.rank:
            best[match.customer] = match
    ranked = sorted(best.values(), key=lambda m: -m.rank)
    start, end = ranked[0].start, ranked[0].end
    for match in ranked:
        if match.start <= start and match.end >= end:
            start, end = match.start, match.end
    return [m for m in ranked if m.start <= start and m.end >= end]


def _nearest(matches: list[Match]) -> list[Match]:
    """The matches that fit equally well: a name spoken in one piece beats one with gaps, and a whole brand one
    of which a single character is missing (大明 is not 大明珠)."""
    if any(m.unbroken for m in matches):
        matches = [m for m in matches if m.unbroken]
    whole = [m for m in matches if m.whole_brand]
    if whole:
        matches = [m for m in matches if m.whole_brand or m.missing > 1]
    return matches


# «二公司»
_ORDINALS = frozenset("一二三四五六七八九十")


def _by_abbreviation(said: str, people: list[PersonMention], names: Names) -> tuple[int | None, tuple[int, ...], float]:
    """A name that no index finds («国贸公司»): the one customer with such a contact whose name holds its
    characters in order."""
    core = re.sub(r"(?:公司|集团|单位)$", "", said)
    if core in _ORDINALS:
        core = f"第{core}"
    if len(core) < 2:
        return None, (), 0.0
    for person in people[:2]:
        if not person.surname:
            continue
        ids = {
            customer
            for customer, contact in names.surnames.get(person.surname[0], ())
            if is_contact(contact, person, True) and is_short_for(core, names.customers[customer].name)
        }
        if len(ids) == 1:
            return ids.pop(), (), 0.8
    return None, (), 0.0


def is_short_for(short: str, name: str) -> bool:
    """Whether the characters of a short form occur in a name in their order (建行 in 中国建设银行), or in pieces of
    two and more in another (东洲热力 in 抚顺热力总公司东洲分公司)."""
    remaining = iter(name)
    if all(character in remaining for character in short):
        return True
    reachable = {0}
    for end in range(2, len(short) + 1):
        if any(end - size in reachable and short[end - size : end] in name for size in (2, 3, 4)):
            reachable.add(end)
    return len(short) in reachable


def _knows(customer: KnownCustomer, person: PersonMention, certain: bool) -> bool:
    return any(is_contact(contact, person, certain) for contact in customer.contacts)


def is_contact(contact: KnownContact, person: PersonMention, certain: bool) -> bool:
    """Whether a person spoken of can be a known contact; `certain` asks for the title to fit, too."""
    if person.full_name:
        said = person.full_name.lower()
        if said in (contact.name.lower(), *contact.name.lower().split()):
            return True
        long = len(contact.name) >= 4 and contact.name.startswith(person.full_name)
        part = long or said in (contact.name[:2], given_name(contact.name), last_character(contact.name))
        return part and (not certain or _title_fits(contact, person.title))
    if not person.surname or not contact.name:
        return False
    surname = contact.name[: len(person.surname)]
    if surname != person.surname and (certain or not heard_alike(surname, person.surname)):
        return False
    return not certain or _title_fits(contact, person.title)


def _title_fits(contact: KnownContact, title: str) -> bool:
    """Whether a title or form of address can be said to a contact."""
    if title in ("", "姐", "哥", "叔", "姨", "师傅", "老板", "先生", "女士", "小姐", "头", "老师", "大哥", "大姐"):
        return True
    wanted = _TITLE_WORDS.get(title, title).split()
    return not contact.title or any(word in contact.title for word in wanted)


def settled_by_place(tied: tuple[int, ...], told: str, names: Names) -> tuple[int | None, tuple[int, ...]]:
    """Settles a tie of branches by the place told: the one customer whose region or bracket stands in the words."""
    marks = {customer: _places(names.customers[customer].name) for customer in tied}
    own = {
        customer: {mark for mark in places if not any(mark in names.customers[c].name for c in tied if c != customer)}
        for customer, places in marks.items()
    }
    told = _EVENT_PLACE.sub("", told)
    there = [customer for customer in tied if any(mark in told for mark in own[customer])]
    return (there[0], ()) if len(there) == 1 else (None, tied)


def settled_by_department(
    tied: tuple[int, ...], told: str, person: PersonMention, names: Names
) -> tuple[int | None, tuple[int, ...]]:
    """Settles a tie of customers that all have such a person by the department said before him («人力资源部陶部长»)."""
    there = [
        customer
        for customer in tied
        if any(
            is_contact(contact, person, True)
            and len(department := contact.title.removesuffix(person.title)) >= _DEPARTMENT
            and told.endswith((department, f"{department}的"))
            for contact in names.customers[customer].contacts
        )
    ]
    return (there[0], ()) if len(there) == 1 else (None, tied)


_DEPARTMENT = 2
"""Characters of a department at least."""


# «在郑州的食材展会上»: where many met says nothing of where one of them is at home.
_EVENT_PLACE = re.compile(
    r"[在到去赴][\u4e00-\u9fff]{2,4}(?:市|举[办行])?的?[^,。;!?聊谈 ]{0,10}?"
    r"(?:展(?=[会上览,。 ])|博览会|论坛|沙龙|峰会|年会|大会|糖酒会|交易会|订货会|洽谈会)"
)


def _places(name: str) -> frozenset[str]:
    """The words of a name that tell where: its regions and what stands in brackets."""
    pieces = {name[start : start + size] for size in (2, 3) for start in range(len(name) - size)}
    return bracketed(name) | {piece for piece in pieces if is_region(piece)}


def _by_person(people: list[PersonMention], names: Names) -> tuple[int | None, tuple[int, ...], float]:
    """No company spoken: the one customer that has such a contact."""
    for person in people:
        if person.full_name:
            ids = tuple(dict.fromkeys(names.who(person.full_name)))
        elif person.surname:
            known = names.surnames.get(person.surname[0], ())
            certain = tuple(dict.fromkeys(c for c, contact in known if is_contact(contact, person, True)))
            ids = certain or tuple(dict.fromkeys(c for c, contact in known if is_contact(contact, person, False)))
        else:
            continue
        if len(ids) == 1:
            return ids[0], (), 0.75
        if ids:
            return None, tuple(sorted(ids)), 0.5
    return None, (), 0.0
