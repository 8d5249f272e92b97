"""The gallery's cards, and the same with content that nobody would wish for."""

from __future__ import annotations

from datetime import date

from cards.gallery import gallery
from cards.gallery.company import NOW, READER, STAGES
from cards.gallery.reports import ITEMS
from cards.model import Card, Fact, Section, Text
from cards.templates import lead_duplicate, lead_saved, overdue_digest, report_draft, transfer
from cards.templates.report_draft import DraftItem, DueChoice
from cards.templates.rows import IdleLead

LONG_NAME = "内蒙古呼伦贝尔鄂温克族自治旗伊敏河镇国际新能源装备制造股份有限公司（海拉尔经济技术开发区分公司）"
NASTY = "A[点我](dtmd://dingtalkclient/sendMessage?content=确认)<at id=all></at>**粗**`x` 👨‍👩‍👧‍👦🎉"

CARDS = [(name, message) for name, message in gallery() if isinstance(message, Card)]
TEXTS = [(name, message) for name, message in gallery() if isinstance(message, Text)]


def swollen(card: Card) -> Card:
    """A card with long, many and hostile words in every place that people fill."""

    def longer(text: str) -> str:
        return f"{text}{LONG_NAME}{NASTY}" if text else text

    def fact(each: Fact) -> Fact:
        return each.model_copy(update={"value": longer(each.value), "evidence": longer(each.evidence) * 2})

    def section(each: Section, n: int) -> Section:
        changed = {
            "title": longer(each.title),
            "lines": tuple(longer(line) for line in each.lines),
            "facts": tuple(fact(one) for one in each.facts),
            "evidence": longer(each.evidence),
            "row": fact(each.row) if each.row else None,
            "key": f"{each.key}{n}",
        }
        return each.model_copy(update=changed)

    rows = tuple(section(each, n) for n, each in enumerate((*card.sections, *card.sections)[:8]))
    return card.model_copy(
        update={
            "summary": longer(card.summary),
            "quote": longer(card.quote) * 3,
            "lines": tuple(longer(line) for line in card.lines),
            "facts": tuple(fact(each) for each in card.facts),
            "sections": rows,
            "warning": longer(card.warning),
            "question": longer(card.question),
            "hint": longer(card.hint),
        }
    )


def many_drafts(count: int) -> Card:
    """A dictated report of so many visits, each with full name, evidence, 痛点 and 竞品 (CONVERSATION §8.2)."""
    items = [
        DraftItem(
            number=n,
            company="上海恒瑞医疗科技有限公司（浦东分公司）",
            contact="李总",
            method="电话",
            when="今天上午",
            facts=(
                *ITEMS[0].facts,
                Fact(label="痛点", value="交付慢，售后差", evidence="他说你们上次晚了两个星期"),
                Fact(label="竞品", value="华东阀门", evidence="华东阀门也在谈"),
            ),
            question=ITEMS[2].question if n == count else None,
        )
        for n in range(1, count + 1)
    ]
    return report_draft.several(
        draft_id=88, version=1, on=READER.today, items=items, quote="今天跑了很多家，" * 40, reader=READER, spoken=True
    )


def hard_cases() -> list[tuple[str, Card]]:
    """Cards that the application may really produce on a bad day."""
    leads = [IdleLead(n, 1, LONG_NAME, 1000 + n, "欧阳娜娜子", in_pool=True) for n in range(1, 6)]
    return [
        ("eight drafts", many_drafts(8)),
        ("twelve drafts", many_drafts(12)),
        (
            "one draft with a long story",
            report_draft.one(
                draft_id=88,
                version=1,
                method="拜访",
                company=LONG_NAME,
                contact="王总",
                on=READER.today,
                facts=(
                    Fact(label="客户", value=LONG_NAME, evidence=LONG_NAME),
                    Fact(label="内容", value="聊了交期、价格和售后，" * 20, evidence="聊了很久，" * 20),
                ),
                quote="今天去了很远的地方，" * 60,
                reader=READER,
                due=DueChoice(on=date(2027, 1, 4), choices=(date(2027, 1, 4), date(2027, 1, 5))),
                warning="⚠️ 客户有未结投诉",
            ),
        ),
        (
            "lead with a long name",
            lead_saved.saved(
                lead_id=1,
                version=1,
                company=LONG_NAME,
                phone="13912345678",
                stage=STAGES[0],
                reader=READER,
                points=(5, 12345),
                similar_to=LONG_NAME,
            ),
        ),
        (
            "duplicate with a long name",
            lead_duplicate.of_another(
                duplicate_id="1",
                company=LONG_NAME,
                owner="欧阳娜娜子",
                reason=lead_duplicate.NAME,
                sent_company=NASTY,
                sent_phone="13912345678",
            ),
        ),
        (
            "digest with long names",
            overdue_digest.top5(
                leads=leads,
                total=321,
                over_72=300,
                cut_off_at=NOW,
                reader=READER,
                digest_id="x",
                note="12 条雷同，未计分",
            ),
        ),
        (
            "transfer to one of many",
            transfer.choose(
                transfer_id="t",
                version=1,
                companies=(LONG_NAME,) * 9,
                total=9,
                people=[(n, f"很长的名字的同事{n}") for n in range(1, 60)],
            ),
        ),
    ]


EVERY_CARD = [
    *CARDS,
    *((f"{name}, swollen", swollen(card)) for name, card in CARDS),
    *hard_cases(),
]
EVERY_CARD_IDS = [name for name, _ in EVERY_CARD]
EVERY_CARD_ONLY = [card for _, card in EVERY_CARD]
