from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.numbers import fold, read_number


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("二十", 20),
        ("3.5", "3.5"),
        ("１２", 12),
        ("两千零八", 2008),
        ("半", "0.5"),
        ("一个半", "1.5"),
        ("一百五", 150),
        ("一百零五", 105),
        ("三千六", 3600),
        ("三万八", 38000),
        ("3万8", 38000),
        ("6万8千", 68000),
        ("三十八万八", 388000),
        ("一亿三", 130_000_000),
        ("1亿2000万", 120_000_000),
        ("3万8000", 38000),
        ("一千零五十万", 10_500_000),
        ("两个亿", 200_000_000),
        ("10个w", 100_000),
        ("38.8w", 388_000),
        ("三点五万", 35_000),
        ("百万", 1_000_000),
        ("廿五", 25),
        ("二零二六", 2026),
        ("3,500,000", 3_500_000),
        ("兩萬", 20_000),
        ("壹佰贰拾", 120),
    ],
)
def test_the_whole_string_is_one_number(said: str, meant: str | int) -> None:
    assert read_number(said) == Decimal(meant)


@pytest.mark.parametrize(
    "said", ["", "abc", "万一", "十十", "二三十", "八十万八十万", "1.2.3", "3个", "万亿亿", "三万 台"]
)
def test_what_is_no_number_is_refused(said: str) -> None:
    assert read_number(said) is None


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_number_written_in_chinese_reads_back(value: int) -> None:
    assert read_number(_spell(value)) == value


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_and_folding_keeps_the_length(text: str) -> None:
    read_number(text)
    assert len(fold(text)) == len(text)


def _spell(value: int) -> str:
    """The full written form, with every 零 and every unit."""
    high, low = divmod(value, 10_000)
    if high:
        gap = "零" if 0 < low < 1000 else ""
        return f"{_spell_section(high)}万{gap}{_spell_section(low)}"
    return _spell_section(low)


def _spell_section(value: int) -> str:
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = False
    return words
