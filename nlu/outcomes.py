"""What is told of a customer without any verb of contact: what they said or did («已经付了首款», «没空，改下周»), what
went to them («发了报价，还没回»), a complaint, the end of a deal. Each of these comes from a contact (CONTRACT `kind`).
"""

from __future__ import annotations

from collections.abc import Iterator

from nlu import lazy_re as re
from nlu.complaints import find_pains
from nlu.events import plan_before
from nlu.labels import find_stage
from nlu.patterns import compiled
from nlu.scan import Scan
from nlu.spans import Span

SAID = re.compile(compiled("outcomes.txt", "said").pattern)
_ACTED = compiled("outcomes.txt", "acted")
_ASKED = compiled("outcomes.txt", "asked")
_SENT = compiled("outcomes.txt", "sent")
_AGREED = compiled("outcomes.txt", "agreed")
# What may part the one who acts from the verb.
_BETWEEN = re.compile(r"(?:那边|这边|那儿|那头)?[,:]?[^,。;!?\n]{0,14}")
# Whose act it is when another one stands between («恒瑞的报价我还没发»).
# «摊位上聊门吸»: shorthand leaves out the mark of completion.
_TALKED = re.compile(r"(?<![再先想要约来去头细详面聊谈])(?:聊|谈|沟通|对接|讨论|交流)(?![天定好妥判成聊谈个人])")
_OURS = re.compile(r"我|咱|俺|老板|领导|公司|仓库|财务|你")
_NOT_YET = re.compile(r"(?:还|都|一直)?(?:没有?|未|不)[^,。;了]{0,3}$")
_TO_DO = re.compile(
    r"(?:等|有空|找时间|想|记得|别忘|提醒|得|该|需|须|尽快|准备|打算|计划|拟|将|要去|要给)[^,。;]{0,6}$"
)


def tells_outcome(scan: Scan, start: int, end: int) -> bool:
    """Whether words or acts of the customer, something handed to them, a complaint or the end of a deal are told."""
    if SAID.search(scan.text, start, end) and any(start <= p.start < end for p in scan.people):
        return True
    if find_pains(scan.text, start, end) or find_stage(scan.text, start, end, scan.lexicon, False) is not None:
        return True
    return acted(scan, start, end)


def acted(scan: Scan, start: int, end: int) -> bool:
    """Whether one who is named said or did something, or something went to them, and not in a plan."""
    named = [span for span in _named(scan) if start <= span.start < end]
    for span in named:
        clause = scan.clauses.at(span.start)
        if plan_before(scan.text, clause.start, span.start):
            continue
        for pattern in (SAID, _ACTED):
            for match in pattern.finditer(scan.text, span.end, min(end, span.end + 30)):
                between = _BETWEEN.fullmatch(scan.text, span.end, match.start())
                if between and not _OURS.search(between.group()) and not _is_to_come(scan, clause.start, match):
                    return True
        asked = _ASKED.search(scan.text, span.end, min(end, span.end + 40))
        if asked and not _is_to_come(scan, clause.start, asked):
            return True
        for pattern in (_SENT, _AGREED):
            for match in pattern.finditer(scan.text, clause.start, min(end, span.end + 14)):
                if match.end() > span.start and not _is_to_come(scan, clause.start, match):
                    return True
    if not named or any(event.planned for event in scan.events_in(start, end)):
        return False
    return any(not _is_to_come(scan, start, match) for match in _TALKED.finditer(scan.text, start, end))


def _named(scan: Scan) -> Iterator[Span]:
    yield from (person.span for person in scan.people)
    yield from (company.span for company in scan.companies)


def _is_to_come(scan: Scan, start: int, match: re.Match[str]) -> bool:
    """Whether what a match says was not done, or is still to be."""
    first = match.start()
    start = max(start, scan.clauses.at(first).start)
    if any(start <= t.span.start < first and scan.due[t.span.start] for t in scan.times):
        return True
    before = scan.text[start:first]
    return bool(_NOT_YET.search(before) or _TO_DO.search(before)) or plan_before(before, 0, len(before))
