"""What a colleague, or who keeps the records, is told to do: «小李你明天去恒瑞一趟», «把客户资料里的地址改一下». It
speaks of a customer, but tells of no contact (CONTRACT `kind`)."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.patterns import sections
from nlu.sieve import SIEVE

_SECTIONS = sections("instructions.txt")
_COLLEAGUE = SIEVE.pattern(_SECTIONS["colleague"])
_RECORDS = SIEVE.pattern(_SECTIONS["records"])
_MISWRITTEN = SIEVE.pattern(_SECTIONS["miswritten"])
# What a customer asks of us is told: «王总让我把联系人改成他».
_ASKED_OF_US = re.compile(r"(?:让|叫|要|请|催|托)(?:我|咱|俺)")


def instructs(text: str, carried_out: bool, told_us: bool) -> bool:
    """Whether a message instructs somebody. `carried_out`: a contact is told in it with a mark of completion, which
    an instruction may only go along with; `told_us`: this assistant is told to record a lead."""
    if _MISWRITTEN.search(text):
        return True
    if carried_out:
        return False
    records = _RECORDS.search(text) is not None and not _ASKED_OF_US.search(text)
    return records or (not told_us and _COLLEAGUE.search(text) is not None)
