"""What is learnt speaks beside the rules: clauses (CONTRACT `pains`, `channel`, `next_steps`) and sums (`amounts`)."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlu import clause_judge, sum_judge
from nlu.drafts import FollowUpDraft
from nlu.lexicon import DEFAULT
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand
from nlu.scan import scan
from nlu.shown import shown
from nlu.weights import weights

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names(
    [
        KnownCustomer(1, "宁波海川机电有限公司", (KnownContact("沈立", "经理"),)),
        KnownCustomer(2, "嘉兴明德纺织有限公司", (KnownContact("陶欣", "厂长"),)),
    ]
)


def draft(text: str) -> FollowUpDraft:
    (found,) = understand(text, NOW, NAMES).follow_ups
    return found


def test_a_complaint_that_no_rule_holds() -> None:
    """A6: what is said of our service in words of its own is heard, with the clause that says it."""
    text = "今天拜访海川沈经理，聊了润滑，他一个劲说打你们电话找不到人修"
    (pain,) = draft(text).pains
    assert pain.value == "service"
    assert pain.span is not None
    assert "找不到人修" in text[pain.span.start : pain.span.end]


def test_a_way_of_contact_that_no_rule_holds() -> None:
    """A6: what two did together tells how they met."""
    assert draft("跟海川沈经理涮了个锅，聊了换型").channel.value == "meal"


@pytest.mark.parametrize("said", ["聊了换型", "他挺客气，聊了主轴", "聊了刀具，他没多说"])
def test_nothing_is_proposed_where_nothing_is_told(said: str) -> None:
    """A6: what was not said is not invented: no complaint, stage, sum or step."""
    found = draft(f"拜访海川沈经理，{said}")
    assert (found.pains, found.stage, found.amounts, found.next_steps) == ((), None, (), ())


def test_who_is_who_does_not_matter() -> None:
    """What a clause tells depends on what is said, not on the names of customer and person."""
    told = []
    for name in ("海川沈经理", "明德陶厂长"):
        found = scan(f"拜访{name}，他嫌账期短，下周五我们报方案", NOW, NAMES, DEFAULT)
        hidden = shown(found)
        told.append([each.totals for each in clause_judge.tellings(hidden, found.clauses.items, 0, len(hidden))])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("name", "labels"), [(clause_judge.WEIGHTS, clause_judge.LABELS), (sum_judge.WEIGHTS, sum_judge.KINDS)]
)
def test_weights_belong_to_the_labels_of_today(name: str, labels: tuple[str, ...]) -> None:
    """A label that was added or renamed without training again would be read as another one."""
    assert weights(name).labels == labels
