import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.money import find_money
from nlu.phones import find_phones

TEXTS = st.text(
    alphabet=st.sampled_from("0123456789,.一二三十百千万亿wWkK元块多来几到-约张台月天￥¥ 报价"), max_size=60
)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("我当场报了36万8,他说", 368_000),
        ("三十八万八", 388_000),
        ("八十五万六", 856_000),
        ("预算20w左右", 200_000),
        ("10个w", 100_000),
        ("5k/天", 5_000),
        ("合同 1.2M 人民币", 1_200_000),
        ("七八十万", 750_000),
        ("预算十五六万", 155_000),
        ("十五到十八万之间", 165_000),
        ("5-8万", 65_000),
        ("5万到8万", 65_000),
        ("八、九万", 85_000),
        ("10~15万元", 125_000),
        ("二十来万", 200_000),
        ("小两百万", 2_000_000),
        ("三百多万", 3_000_000),
        ("三万来块", 30_000),
        ("万把块", 10_000),
        ("十几万", 150_000),
        ("两百万封顶", 2_000_000),
        ("每天罚五千元", 5_000),
        ("¥3,500", 3_500),
        ("RMB20万", 200_000),
        ("1,280.50元", 1_280),
        ("两个亿", 200_000_000),
        ("半个亿", 50_000_000),
        ("一百万零五千", 1_005_000),
        ("他们单价 7 块", 7),
        ("一吨二十二块", 22),
        ("四百六十块五", 460),
        ("百万级", 1_000_000),
        ("预算八十万张总说", 800_000),
        ("5000元", 5_000),
        ("1千2百万", 12_000_000),
        ("十五、六万", 155_000),
        ("一百五六十万", 1_550_000),
        ("3万5一台", 35_000),
        ("三万五一台", 35_000),
        ("12万八", 128_000),
        ("16万5千", 165_000),
        ("五千到一万", 7_500),
        ("人民币叁拾捌万元整", 380_000),
        ("合计:1,280,000.00元", 1_280_000),
    ],
)
def test_an_amount_is_read_as_people_mean_it(text: str, yuan: int) -> None:
    """CONTRACT `amounts`: 来, 多, 上下, 左右 take the number said; a range takes its middle."""
    assert [mention.yuan for mention in find_money(text)] == [yuan]


@pytest.mark.parametrize(
    "text",
    [
        "3万件",
        "两百张",
        "30家店",
        "320平",
        "三万公里",
        "5%",
        "4K屏",
        "三元桥堵车",
        "三元食品",
        "长三角",
        "十万火急",
        "一万步",
        "跟他一块吃饭",
        "千万别忘",
        "万一他来",
        "几十万",
        "几万块",
        "W12",
        "3/18",
        "15:30",
        "2026-03-15",
        "5万美元",
        "$500",
        "13800138000",
        "二十多分钟",
        "v2.3",
    ],
)
def test_counts_dates_and_foreign_currencies_are_no_amounts(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(
    ("text", "yuan", "words"),
    [
        ("三万五天内给", 30_000, "三万"),
        ("6万5月底付", 60_000, "6万"),
        ("十万一台", 100_000, "十万"),
        ("六十万三台", 600_000, "六十万"),
        ("一百五十万上下月底前", 1_500_000, "一百五十万上下"),
    ],
)
def test_an_amount_ends_where_the_next_word_begins(text: str, yuan: int, words: str) -> None:
    [mention] = find_money(text)
    assert (mention.yuan, mention.span.words(text)) == (yuan, words)


def test_an_amount_said_twice_is_two_mentions() -> None:
    text = "六十万不对不对是八十万八十万"
    assert [mention.yuan for mention in find_money(text)] == [600_000, 800_000, 800_000]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("报价9800，300台", [9800]),
        ("一吨四百六", [460]),
        ("一吨八十八 我报八十五", [88, 85]),
        ("燕文 50 块一票，你家 58", [50, 58]),
        ("一吨一千三 咱一千五", [1300, 1500]),
        ("六百到八百", [700]),
        ("第二十", []),
        ("百分之二十", []),
        ("九十天", []),
        ("三月十五", []),
        ("2026年", []),
        ("40min", []),
    ],
)
def test_bare_numbers_are_found_only_when_asked(text: str, yuan: list[int]) -> None:
    found = find_money(text, allow_bare=True)
    assert [mention.yuan for mention in found] == yuan
    assert all(mention.bare for mention in find_money(text, allow_bare=True) if mention not in find_money(text))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("报了十五个八", [158_000]),
        ("付了九个九", [99_000]),
        ("十五点八个", [158_000]),
        ("首付26个", [260_000]),
        ("我们报300万，他们480", [3_000_000, 4_800_000]),
        ("从80砍到60万", [800_000, 600_000]),
        ("预算一百二一百二十万", [1_200_000, 1_200_000]),
        ("十二万八十二万八", [128_000, 128_000]),
        ("合同38万，单价360", [380_000, 360]),
        ("预算80万，一台600", [800_000, 600]),
        ("3w5", [35_000]),
        ("quote:15.8w", [158_000]),
        ("报价12800-13500", [13_150]),
        ("一年三千六", [3_600]),
        ("人家三百二 家里", [320]),
        ("要了26个型号", []),
        ("三个五星级", []),
        ("来了十个人", []),
        ("涨了1.5个点", []),
    ],
)
def test_the_short_forms_of_business_talk(text: str, yuan: list[int]) -> None:
    assert [mention.yuan for mention in find_money(text, allow_bare=True)] == yuan


@pytest.mark.parametrize(
    "text",
    [
        "首款20万本周打",
        "80万批下来了",
        "报20万人家说贵",
        "20万转过来",
        "20万方案",
        "12万安装费",
        "20万成交",
        "30万节前付",
    ],
)
def test_a_measure_word_that_begins_another_word_counts_nothing(text: str) -> None:
    assert len(find_money(text)) == 1


def test_a_stretch_that_is_taken_holds_no_amount() -> None:
    text = "电话 137 1234 5566 报价9800"
    taken = [mention.span for mention in find_phones(text)]
    assert [mention.yuan for mention in find_money(text, allow_bare=True, taken=taken)] == [9800]


def test_vague_words_make_an_amount_approximate() -> None:
    assert [find_money(text)[0].approximate for text in ("20万左右", "二十来万", "约20万", "五到八万", "20万")] == [
        True,
        True,
        True,
        True,
        False,
    ]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), TEXTS), st.booleans())
def test_every_amount_lies_in_the_text_and_in_order(text: str, allow_bare: bool) -> None:
    end = 0
    for mention in find_money(text, allow_bare=allow_bare):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert 0 <= mention.low <= mention.high
        end = mention.span.end
