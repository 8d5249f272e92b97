"""Whether two mentions name one company: by the customers that they may mean, and the people behind them."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.binding import bind
from nlu.mentions import CompanyMention
from nlu.people import PersonMention
from nlu.regions import is_region
from nlu.scan import Scan


def says_more(text: str, first: CompanyMention, second: CompanyMention) -> bool:
    """Whether a place was named first and then the company itself («桓台那个 桓台化工»)."""
    between = text[first.end : second.start]
    place = is_region(first.text) or bool(re.match(r"那个|这个|那边的?", between)) or _is_head_of(first, second)
    return place and len(between) <= 6


def _is_head_of(first: CompanyMention, second: CompanyMention) -> bool:
    """Whether only the place that a name begins with was said before the name itself («凤山 星辉光电»)."""
    if not (first.matches and second.matches) or len(second.text) <= len(first.text):
        return False
    whole = {m.customer for m in second.matches if m.unbroken}
    return first.text not in second.text and any(m.customer in whole and not m.whole_brand for m in first.matches)


def one_company(scan: Scan, first: CompanyMention, second: CompanyMention) -> bool:
    """Whether two mentions name one company; the person named right behind each tells branches apart."""
    if first.text != second.text and first.matches and second.matches:
        ids = [bind(m, behind(scan, m), scan.names)[0] for m in (first, second)]
        if None not in ids and not _shortened(scan, first, second):
            return ids[0] == ids[1]
    if bool(first.matches) != bool(second.matches):
        known, other = (first, second) if first.matches else (second, first)
        meant = bind(other, behind(scan, other), scan.names)[0]
        if meant is not None:
            settled = bind(known, behind(scan, known), scan.names)[0]
            return meant == settled if settled is not None else meant in known.fitting
    return same_company(first, second)


def _shortened(scan: Scan, first: CompanyMention, second: CompanyMention) -> bool:
    """Whether a company is named again by a part of its name, and nobody behind it says that it is another."""
    if second.text not in first.text or not any(m.customer == first.matches[0].customer for m in second.matches):
        return False
    return bind(second, behind(scan, second), scan.names) == bind(second, [], scan.names)


def behind(scan: Scan, mark: CompanyMention) -> list[PersonMention]:
    return [p for p in scan.people if mark.end <= p.start <= mark.end + 8][:1]


def same_company(left: CompanyMention, right: CompanyMention) -> bool:
    """Whether two mentions name one company: the same words, or the same best known customer."""
    if left.text == right.text:
        return True
    if left.matches and right.matches:
        best, other = left.matches[0], right.matches[0]
        if best.customer == other.customer:
            return True
        if right.text in left.text and any(m.customer == best.customer for m in right.matches):
            return True
        short = right.text in left.text or left.text in right.text
        return short and (other.customer in left.fitting or best.customer in right.fitting)
    return right.text in left.text or left.text in right.text
