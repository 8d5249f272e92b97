"""What is dropped when a message doesn't fit, and in which order (CONVERSATION §2.3.2, §2.3.12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import limits
from cards.limits import byte_length, split
from cards.model import Card, Fact, MessageKind, Section
from cards.render import plain_text
from tests.unit.cards.samples import EVERY_CARD_IDS, EVERY_CARD_ONLY, many_drafts


def digest() -> Card:
    """A digest with everything that can be dropped."""
    return Card(
        kind=MessageKind.DIGEST,
        summary="未跟进超24小时 TOP5",
        title="未跟进超24小时 TOP5",
        status="3 条超 72 小时",
        subtitle="说明一行",
        quote="原话",
        facts=(Fact(label="客户", value="恒瑞", evidence="依据甲"),),
        sections=tuple(
            Section(title=f"① 客户{n}", lines=("第一行", "第二行"), evidence="依据乙", key=str(n)) for n in range(6)
        ),
        hint="提示一行",
        footer=("数据截止：2026-03-02 09:00", "因为你是主管"),
    )


def test_things_go_in_their_order() -> None:
    """§2.3.12: why me, evidence, quote, hint, further lines, rows beyond three, context; the cut-off stays."""
    seen: list[str] = []
    limits.shorten(digest(), lambda card: bool(seen.append(plain_text.draw(card))))

    def gone_at(word: str) -> int:
        return next(n for n, text in enumerate(seen) if word not in text)

    order = ["因为你是主管", "依据", "原话", "提示一行", "第二行"]
    order += ["客户5", "客户4", "客户3", "说明一行", "客户2", "客户1"]
    steps = [gone_at(word) for word in order]
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)
    assert "（还有 5 条，回「更多」）" in seen[-1]
    assert all("数据截止：2026-03-02 09:00" in text and "3 条超 72 小时" in text for text in seen)


def test_nothing_goes_that_fits() -> None:
    assert limits.shorten(digest(), lambda card: True) == digest()


def test_eight_drafts_lose_their_evidence_first() -> None:
    """§8.2: eight full drafts don't fit a WeCom text; the evidence goes, each draft stays."""
    text = plain_text.fit(many_drafts(8), limits.WECOM.text_bytes)
    assert limits.byte_length(text) <= limits.WECOM.text_bytes
    assert "大概五十万" not in text
    assert all(mark in text for mark in "①②③④⑤⑥⑦⑧")
    assert text.count("下一步 发方案") == 8


@pytest.mark.parametrize("card", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
@pytest.mark.parametrize("most", [1900, 600, 200])
def test_a_text_always_fits(card: Card, most: int) -> None:
    """§2.3.2: bytes are counted, whatever the content."""
    assert limits.byte_length(plain_text.fit(card, most)) <= most


@given(st.text(), st.integers(min_value=3, max_value=60))
def test_bytes_are_cut_between_characters(text: str, most: int) -> None:
    cut = limits.cut_bytes(text, most)
    assert limits.byte_length(cut) <= most
    assert cut == text or cut.endswith("…")


@given(st.lists(st.text("甲乙abc", max_size=30), min_size=1, max_size=20), st.integers(min_value=60, max_value=400))
def test_rows_are_cut_at_their_boundary(rows: list[str], most: int) -> None:
    """§2.3.2: never inside a row while another can go; the rest is counted."""
    text = limits.cut_rows(rows, most)
    assert limits.byte_length(text) <= most
    kept = text.split("\n")
    if kept[-1].startswith("（还有"):
        assert kept[-1] == limits.more(len(rows) - len(kept) + 1)
        assert kept[:-1] == rows[: len(kept) - 1] or len(kept) == 2
    else:
        assert text == "\n".join(rows) or len(rows) == 1


@given(st.lists(st.text("甲乙abc", max_size=30), min_size=1, max_size=20), st.integers(min_value=60, max_value=400))
def test_a_text_is_parted_between_lines_and_nothing_is_lost(lines: list[str], most: int) -> None:
    """§2.3.2: what is left out is exactly what 「更多」 brings."""
    first, rest = limits.part("\n".join(lines), most)
    assert limits.byte_length(first) <= most
    kept = first.count("\n") + 1
    assert rest == "\n".join(lines[kept:])
    if limits.byte_length(lines[0]) <= most:
        assert first == "\n".join(lines[:kept])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("短", ["短"]),
        ("一二三\n\n四五六", ["一二三", "四五六"]),
        ("一二三\n四五六", ["一二三", "四五六"]),
        ("一二三。四五六。", ["一二三。", "四五六。"]),
        ("一二三四五六七八", ["一二三四五", "六七八"]),
        ("", [""]),
    ],
)
def test_a_long_text_is_split_where_a_reader_would_pause(text, pieces):
    """Sixteen bytes are five characters and a bit: never cut inside one."""
    assert split(text, 16) == pieces


@given(st.text(alphabet="甲乙，。\n ab", max_size=300), st.integers(min_value=4, max_value=60))
def test_nothing_is_lost_by_splitting(text, most):
    pieces = split(text, most)
    assert all(byte_length(piece) <= most for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")
