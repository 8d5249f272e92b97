"""Known names in a text: an index over the customers of a sender, their mentions, and who is meant.

Mentions are found by units (a Han character, or a run of Latin letters or digits) that occur in the order of
a known name, so «华西医院» finds 四川大学华西医院 and «顺义教委» 北京市顺义区教育委员会; characters that sound
alike count too (云起 for 云启). Source: RESEARCH §3, CONTRACT `customer_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlu import lazy_re as re
from nlu.companies import is_legal_form, name_parts, only_trade, spoken_name
from nlu.pinyin import sounds, sounds_like
from nlu.regions import is_region, leading_region
from nlu.wordlists import read_lines, words


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A person at a customer."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer that the sender may see."""

    id: int
    name: str
    contacts: tuple[KnownContact, ...]
    aliases: tuple[str, ...] = ()


_UNITS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[A-Za-z]+|[0-9]+|[^\W\d_]")
# Characters of grammar: they never extend a mention past a gap.
_GRAMMAR = frozenset("的了是在和跟去就都说他她我你们有要没不到给上下再也还吗吧呢啊着过把被让")
# «致电翔安店» is no …店翔安店.
_CONTACTS = frozenset("电见访找约")
_NOT_IN_NAMES = _GRAMMAR | _CONTACTS
_NEVER_MISHEARD = _CONTACTS | frozenset("的了是在他她我你们不说去到跟就与")
_WINDOW = 8
# Trades that say so little that any name may have them.
ORGANISATION_WORDS = words("organisation_words.txt")


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of one customer, ready for matching."""

    customer: int
    units: tuple[str, ...]
    sounds: tuple[str, ...]
    brand_start: int
    brand_end: int
    core_start: int
    numbered: bool

    def weight(self, position: int) -> int:
        """2 for a character of the brand, 1 for one of the region or the trade."""
        return 2 if self.brand_start <= position < self.brand_end else 1


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of text that reads like one customer's name."""

    customer: int
    start: int
    end: int
    score: float
    exact: bool
    brand_hit: int
    whole_brand: bool
    unbroken: bool
    from_head: bool
    missing: int

    @property
    def fit(self) -> tuple[int, bool, float]:
        """For two readings of one name at one place: the longer, then the one without gaps."""
        return self.end - self.start, self.unbroken, self.score

    @property
    def rank(self) -> float:
        """The score, with a little more for a name spoken in one piece."""
        return self.score + (0.4 if self.unbroken else 0.0)


@dataclass(frozen=True, slots=True)
class Units:
    """A text cut into units: each unit in lower case, its sound and its offsets."""

    text: str
    units: list[str]
    sounds: list[str]
    starts: list[int]
    ends: list[int]


def cut_units(text: str) -> Units:
    """Cuts a text into the units that names are compared by."""
    found = [*_UNITS.finditer(text)]
    units = [match[0].lower() for match in found]
    return Units(text, units, sounds(units), [match.start() for match in found], [match.end() for match in found])


_COMPOUND = frozenset(word for word in words("surnames.txt") if len(word) == 2)


class Names:
    """The customers of one sender, indexed by pairs of neighbouring units, written and heard."""

    def __init__(self, customers: Iterable[KnownCustomer]) -> None:
        self.customers: dict[int, KnownCustomer] = {}
        self._names: list[_Name] = []
        self._pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self._singles: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.surnames: dict[str, list[tuple[int, KnownContact]]] = defaultdict(list)
        self.people: dict[str, list[int]] = defaultdict(list)
        self.latin: dict[str, list[int]] = defaultdict(list)
        self.compound: dict[str, list[int]] = defaultdict(list)
        self.long_names: dict[str, list[int]] = defaultdict(list)
        self.given: dict[str, list[int]] = defaultdict(list)
        self.places: set[str] = set()
        self.last: dict[str, list[int]] = defaultdict(list)
        for customer in customers:
            self.customers[customer.id] = customer
            for name in (customer.name, *customer.aliases):
                self._add(customer.id, name)
                for form in _said_shorter(name):
                    self._add(customer.id, form)
                if "第" in name:
                    self._add(customer.id, name.replace("第", ""), numbered=True)
            for contact in customer.contacts:
                if contact.name:
                    self.surnames[contact.name[0]].append((customer.id, contact))
                    self.people[contact.name].append(customer.id)
                    for word in contact.name.replace("’", "'").split():
                        if word.isascii() and len(word) >= 2:
                            self.latin[word.lower()].append(customer.id)
                    if given := given_name(contact.name):
                        self.given[given].append(customer.id)
                    if last := last_character(contact.name):
                        self.last[last].append(customer.id)
                    if len(contact.name) >= 4 and not contact.name.isascii():
                        for size in range(2, len(contact.name)):
                            self.long_names[contact.name[:size]].append(customer.id)
                    if contact.name[:2] in _COMPOUND:
                        self.compound[contact.name[:2]].append(customer.id)

    def _add(self, customer: int, name: str, numbered: bool = False) -> None:
        name, branch = _without_branch(name)
        spoken = spoken_name(name)
        parts = name_parts(spoken)
        self.places.add(parts.region)
        cut = _UNITS.findall((branch + spoken).lower())
        if not cut:
            return
        head = len(_UNITS.findall(branch + parts.region))
        tail = head + len(_UNITS.findall(parts.brand))
        place = head + (leading_region(parts.brand)[1] if head else 0)
        if tail - head < 1 or only_trade(parts.core):
            place = head if len(cut) - head >= 2 else 0
            head, tail = 0, len(cut)
        heard = sounds(cut)
        number = len(self._names)
        self._names.append(_Name(customer, tuple(cut), tuple(heard), head, tail, place, numbered))
        trades = words("trades.txt")
        # A town that no list knows may itself be what is said («清源公交»).
        unlisted = bool(parts.region) and not leading_region(parts.region + "  ")[1]
        with_region = numbered or head == 0 or unlisted or "".join(cut[head : head + 2]) in trades
        for i in range(0 if with_region else head, len(cut) - 1):
            if i >= tail:
                break
            pair = cut[i] + cut[i + 1]
            if pair in trades and not (i == head and tail - head <= 2):
                continue
            self._pairs[(heard[i], heard[i + 1])].append((number, i))
        for i in range(head, tail):
            if cut[i].isascii() and len(cut[i]) >= 3 and cut[i].isalpha():
                self._singles[cut[i]].append((number, i))

    def other_trade(self, customer: int, said: str) -> bool:
        """Whether a trade was said that the customer's name contradicts («旭日保温» is not 旭日酒店)."""
        if said in ORGANISATION_WORDS or is_legal_form(said):
            return False
        own = name_parts(spoken_name(self.customers[customer].name)).trade
        return len(own) >= 2 and not set(said) & set(own)

    def who(self, said: str) -> list[int]:
        """The customers with a contact of this full name, Latin name, compound surname, given name or its last
        character, or, of a name of four characters and more (斯琴高娃), what it begins with."""
        return (
            self.people.get(said)
            or self.latin.get(said.lower())
            or self.compound.get(said)
            or self.long_names.get(said)
            or self.given.get(said)
            or self.last.get(said)
            or []
        )

    def matches(self, text: Units, barriers: frozenset[int] = frozenset()) -> list[Match]:
        """All stretches that read like a known name, the best alignment of each customer at each place. No
        mention reaches to the right over a barrier, where a person's name begins."""
        best: dict[tuple[int, int], Match] = {}
        done: dict[int, int] = {}
        for i, hits in sorted(self._anchors(text).items()):
            ends: dict[int, int] = {}
            for number, position in hits:
                if done.get(number, -1) > i or self._heard_grammar(text, i, number, position):
                    continue
                match, last = self._align(text, i, number, position, barriers)
                ends[number] = max(last, ends.get(number, 0))
                if match is None:
                    continue
                key = (match.customer, match.start)
                if key not in best or best[key].fit < match.fit:
                    best[key] = match
            done.update(ends)
        return list(best.values())

    def _anchors(self, text: Units) -> dict[int, list[tuple[int, int]]]:
        """By the number of a unit the names, and the places in them, that it and the next one may stand for."""
        hits = {i: self._pairs[pair] for i, pair in enumerate(pairwise(text.sounds)) if pair in self._pairs}
        if self._singles:
            for i, unit in enumerate(text.units):
                if unit in self._singles:
                    hits[i] = [*self._singles[unit], *hits.get(i, ())]
        return hits

    def _align(
        self, text: Units, i: int, number: int, position: int, barriers: frozenset[int]
    ) -> tuple[Match | None, int]:
        """Grows an anchor to both sides along the name."""
        name = self._names[number]
        pairs = [(i, position)]
        self._grow(text, name, pairs, i + 1, position + 1, 1, barriers)
        self._grow(text, name, pairs, i - 1, position - 1, -1, frozenset())
        pairs.sort()
        self._drop_misheard_ends(text, name, pairs)
        if self._half_a_region(name, pairs):
            pairs.pop(0)
        exact = sum(text.units[t] == name.units[n] for t, n in pairs)
        heard = len(pairs) - exact
        brand = [n for _, n in pairs if name.brand_start <= n < name.brand_end]
        brand_heard = sum(text.units[t] != name.units[n] for t, n in pairs if n in brand)
        size = name.brand_end - name.core_start
        core = [n for n in brand if n >= name.core_start]
        adjacent = sum(b[1] - a[1] == 1 for a, b in pairwise(pairs))
        last = pairs[-1][0] + 1
        latin = any(len(name.units[n]) >= 2 and name.units[n].isascii() for _, n in pairs)
        if len(pairs) < 2 and not latin:
            return None, i + 1
        whole = len(core) >= size
        if not whole and len(brand) < 2 and not latin and not (name.numbered and len(pairs) >= 3):
            return None, i + 1
        if heard and not exact and not whole:
            return None, i + 1
        score = sum(name.weight(n) * (1.0 if text.units[t] == name.units[n] else 0.8) for t, n in pairs)
        score += 1.0 if whole else -0.5 * min(2, size - len(core))
        start, end = text.starts[pairs[0][0]], text.ends[pairs[-1][0]]
        return (
            Match(
                customer=name.customer,
                start=start,
                end=end,
                score=score,
                exact=brand_heard == 0,
                brand_hit=len(brand),
                whole_brand=whole,
                unbroken=adjacent == len(pairs) - 1,
                missing=size - len(core),
                from_head=bool(brand) and brand[0] in (name.brand_start, name.core_start),
            ),
            last,
        )

    @staticmethod
    def _drop_misheard_ends(text: Units, name: _Name, pairs: list[tuple[int, int]]) -> None:
        """Leaves out a first or last unit that only sounds like one beside the brand («大药房年度» is not …连锁)."""
        for end in (0, -1):
            while len(pairs) > 2:
                t, n = pairs[end]
                if text.units[t] == name.units[n] or name.brand_start <= n < name.brand_end:
                    break
                pairs.pop(end)

    def _heard_grammar(self, text: Units, i: int, number: int, position: int) -> bool:
        """Whether an anchor rests on a word of grammar that only sounds like the name (是 for 市)."""
        name = self._names[number]
        return any(
            text.units[t] in _NEVER_MISHEARD and text.units[t] != name.units[n] and text.sounds[t] == name.sounds[n]
            for t, n in ((i, position), (i + 1, position + 1))
            if t < len(text.units) and n < len(name.units)
        )

    @staticmethod
    def _half_a_region(name: _Name, pairs: list[tuple[int, int]]) -> bool:
        """Whether the first character is the tail of a region («京» of 北京) and nothing more of it was said."""
        return (
            len(pairs) > 2
            and 0 < pairs[0][1] < name.brand_start <= pairs[1][1]
            and name.units[pairs[0][1]] not in "省市县区州"
        )

    def _grow(
        self,
        text: Units,
        name: _Name,
        pairs: list[tuple[int, int]],
        t: int,
        n: int,
        step: int,
        barriers: frozenset[int],
    ) -> None:
        while 0 <= t < len(text.units):
            neighbour = t - step
            gap = text.starts[max(t, neighbour)] - text.ends[min(t, neighbour)]
            latin = text.units[t].isascii() and text.units[neighbour].isascii()
            if gap > (1 if latin else 0) or text.starts[t] in barriers:
                return
            alike = 0 <= n < len(name.units) and text.sounds[t] == name.sounds[n]
            if alike and (text.units[t] == name.units[n] or text.units[t] not in _NOT_IN_NAMES):
                found = n
            else:
                if text.units[t] in _GRAMMAR:
                    return
                stop = n + step * _WINDOW
                places = range(n + step, stop, step)
                found = next((p for p in places if 0 <= p < len(name.units) and text.units[t] == name.units[p]), -1)
                if found < 0:
                    return
            pairs.append((t, found))
            t, n = t + step, found + step


# «惠民健康（云岭）有限公司»: a place that no list of regions knows.
_BRANCH = re.compile(r"[(（](?P<place>[\u4e00-\u9fff]{2,4})[)）](?=(?:集团|股份|有限|责任|公司)+$)")


def _without_branch(name: str) -> tuple[str, str]:
    """A name without the place in brackets before its legal form, and that place."""
    found = _BRANCH.search(name)
    if found is None or is_region(found["place"]) or only_trade(found["place"]):
        return name, ""
    return name[: found.start()] + name[found.end() :], found["place"]


def _said_shorter(name: str) -> list[str]:
    """A name as people say it who do not say in full what kind of house it is (县疾控, 农科院)."""
    return [name.replace(full, short) for full, *shorter in _short_forms() if full in name for short in shorter]


@cache
def _short_forms() -> list[list[str]]:
    return [line.split() for line in read_lines("short_forms.txt")]


def given_name(name: str) -> str:
    """What people call a contact without the surname, two characters (晓燕 of 曾晓燕, 古丽 of 阿依古丽); else empty."""
    return "" if len(name) < 3 or name.isascii() else name[-2:]


# A contact may be in the records as a form of address («李老板», «王姐»).
_ADDRESSED = frozenset(word[-1] for word in words("titles.txt"))


def last_character(name: str) -> str:
    """What familiar forms are made of (丹姐, 阿丹 of 彭丹; 燕姐 of 曾晓燕); empty where the name ends in a title."""
    return "" if len(name) < 2 or name.isascii() or name[-1] in _ADDRESSED else name[-1]


def heard_alike(left: str, right: str) -> bool:
    """Whether two surnames sound the same."""
    return sounds_like(left, right)
