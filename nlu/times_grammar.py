"""How days are said: the patterns, each with its meaning (`times_words`).

Every reader begins at a given place and takes as much as belongs to the day. All patterns are bounded, so
reading takes time in proportion to the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nlu import lazy_re as re
from nlu.times_days import Month, RelativeDays, Said, Week
from nlu.times_periods import OfficialHoliday, Year
from nlu.times_words import (
    DAY,
    ENGLISH_DAY,
    IN_YEAR,
    MONTH,
    NEAR_MONTH,
    NEXT_WEEKDAY,
    NO_DATE_AFTER,
    NO_DAY_AFTER,
    NUMERAL,
    THIRD,
    WEEK_WORD,
    WEEKDAYS,
    YEAR,
    around_spring_said,
    dashed_said,
    day_of_month_said,
    dotted_said,
    english_day_said,
    english_word_said,
    fixed_day_said,
    half_month_said,
    holiday_said,
    month_day_said,
    month_said,
    near_days_said,
    piece_of_month_said,
    plain_week_said,
    quarter_said,
    relative_said,
    slash_said,
    week_number_said,
    week_said,
    year_or_part_said,
)

Build = Callable[["re.Match[str]", date], Said | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to say a day: its first characters, the pattern and what it means.

    None from `build` means that it is no day after all.
    """

    heads: str
    pattern: re.Pattern[str]
    build: Build


_SIDE_FOLLOWS = r"(?=\s?(?:之|以)?[前后]|期间|假期|长假|放假|小长假)"
_MONTH_WORD = r"月(?![租供付费薪均度报饼嫂])份?"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
# 王国庆 is a person, 小王国庆后来 is 小王 after the holiday.
_NATIONAL_DAY = (
    rf"国庆(?:(?=节|(?:之|以)?[前后]|放假|小?长?假|期间|回来)|(?<![{_SURNAMES}]国庆)|(?<=[小老阿][{_SURNAMES}]国庆))"
)
_NUMBER_HEADS = "0123456789一二三四五六七八九十廿元"
_YEAR_HEADS = "0123456789一二大前去今明后本来上下这再"
_SIDE_OF_TIME = r"(?=(?:之|以)?(?P<side>[前后])(?![台面续勤厨端]))"


def _reader(heads: str, pattern: str, build: Build) -> Reader:
    return Reader(heads, re.compile(pattern), build)


READERS: tuple[Reader, ...] = (
    _reader(
        "12一二",
        rf"(?P<year>(?:19|20)\d\d|[一二][零〇九一二三四五六七八]{{3}})(?:\s?年\s?|(?P<mark>[-/.]))(?P<month>{MONTH})"
        rf"(?(mark)(?P=mark)|\s?月份?\s?)(?P<day>{DAY})(?!\d)[号日]?",
        month_day_said,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS,
        rf"{IN_YEAR}(?P<month>{MONTH})\s?月份?\s?(?P<day>{DAY})"
        rf"(?:\s?[号日]|{NO_DATE_AFTER}(?![{NUMERAL}]))",
        month_day_said,
    ),
    _reader(
        _NUMBER_HEADS,
        rf"(?P<day>{DAY})\s?[号日]?\s?(?:到|至|-|–|—|~|～)\s?(?P<last>{DAY})\s?[号日]{NO_DAY_AFTER}",
        day_of_month_said,
    ),
    _reader(
        "0123456789",
        r"(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/%％万元]|\.\d)[号日]?",
        slash_said,
    ),
    _reader(
        "0123456789",
        rf"(?P<month>1[0-2]|0?[1-9])\.(?P<day>3[01]|[12]\d|0?[1-9])(?:[号日]|{NO_DATE_AFTER}(?![a-zA-Z]))",
        dotted_said,
    ),
    _reader(
        "0123456789",
        r"(?P<month>1[0-2]|0?[1-9])-(?P<day>3[01]|[12]\d|0?[1-9])(?=\s?(?:之|以)?前)"
        r"|(?P<padded_month>1[0-2]|0[1-9])-(?P<padded_day>3[01]|[12]\d|0[1-9])(?![\d\-号])",
        dashed_said,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS + "第",
        rf"{IN_YEAR}(?:第?(?P<quarter>[一二三四1234])\s?季度|(?P<near_quarter>[上下]{{1,2}}个?|这个?|本)季度)"
        r"(?P<third>[初末底])?",
        quarter_said,
    ),
    _reader("季", r"季度?(?P<third>[初末底])", quarter_said),
    _reader(_YEAR_HEADS + "Qq", rf"{IN_YEAR}[Qq](?P<quarter>[1-4])(?![\d.A-Za-z])(?P<third>[初末底])?", quarter_said),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS + "当",
        rf"(?:{IN_YEAR}(?P<month>{MONTH})\s?{_MONTH_WORD}|{NEAR_MONTH}份?)(?:的?\s?{THIRD})?",
        month_said,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS + "当月",
        rf"(?:{IN_YEAR}(?P<month>{MONTH})\s?月份?|{NEAR_MONTH}份?|月)的?底?的?(?:第|(?P<final>最后))\s?"
        rf"(?P<count>[一二两三四五六七八九十]|\d{{1,2}})?个?(?:(?P<days>天)|{WEEK_WORD}(?P<weekday>[{WEEKDAYS}])?)",
        piece_of_month_said,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS,
        rf"{IN_YEAR}(?P<month>{MONTH})\s?月?份?\s?(?:到|至|[-–—~～]{{1,2}})\s?(?P<last_month>{MONTH})\s?{_MONTH_WORD}"
        rf"(?!\s?{DAY}[号日]|[初底中末])",
        month_said,
    ),
    _reader("月", rf"月{THIRD}", month_said),
    _reader("上下", r"(?P<half>[上下])半(?:个)?月", half_month_said),
    _reader(
        _NUMBER_HEADS + "上下这本当",
        rf"(?:{NEAR_MONTH}份?的?\s?)?(?P<day>{DAY})\s?(?:号{NO_DAY_AFTER}|日(?![报元本语志常程均化历期记月用内后游谈份餐]))",
        day_of_month_said,
    ),
    _reader(
        _YEAR_HEADS + "年",
        rf"{IN_YEAR}(?P<part>年初(?![一二三四五六七八九十])|年中(?!国)|年底|年末|年终(?![奖总考评绩分])|[上下前后]半年)",
        year_or_part_said,
    ),
    _reader(_YEAR_HEADS, rf"{YEAR}(?P<part>初(?![一二三四五六七八九十])|底|末)?", year_or_part_said),
    _reader("年", r"年(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Year(offset=0)),
    _reader("月", r"月(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Month(offset=0)),
    _reader("周", r"周(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Week(0)),
    _reader(
        "上下这本当今大再",
        rf"(?P<which>大?上{{1,3}}|[大再]?下{{1,3}}|这|本|当|今)一?个?{WEEK_WORD}"
        rf"(?:(?P<day>[{WEEKDAYS}])(?!(?<=日)[程常])|(?P<end>末)|的?{WEEK_WORD}(?P<again>[{WEEKDAYS}])|的?(?P<same>今天)"
        r"|(?![期转边围密折]|年(?!会)))",
        week_said,
    ),
    _reader(
        "上下这本当今大再",
        rf"(?P<which>大?上{{1,3}}|[大再]?下{{1,3}}|这|本|当|今)一?个?{WEEK_WORD}(?P<day>[{WEEKDAYS}]){NEXT_WEEKDAY}(?P<end>)(?P<again>)",
        week_said,
    ),
    _reader("周星礼", rf"{WEEK_WORD}(?P<day>[{WEEKDAYS}]){NEXT_WEEKDAY}", plain_week_said),
    _reader(
        "周星礼",
        rf"{WEEK_WORD}(?:末|六、?周?日|(?P<day>[{WEEKDAYS}])(?!(?<=日)[程常]))(?![班岁])",
        plain_week_said,
    ),
    _reader("Ww", r"[Ww](?P<number>\d{1,2})(?![\d.A-Za-z\-])", week_number_said),
    _reader("MTWFSNLntl", ENGLISH_DAY, english_day_said),
    _reader("ETt", r"(?P<word>EO[DMQY]|[Tt]oday|[Tt]omorrow|[Tt]mr)(?![A-Za-z])", english_word_said),
    _reader("第", r"第(?P<number>\d{1,2})周", week_number_said),
    _reader("今明昨", r"(?P<day>今明|明后|昨今)(?:两?天)", relative_said),
    _reader(
        "大前昨今明后听寻琴夜",
        r"(?P<day>大前天|大后天|大前儿|大后儿|大后日|大前日|前天|昨天|今天|明天|后天(?![性免获])|前日|昨日"
        r"|今日(?!头条)|明日(?![报之黄香])|后日|[前昨今明后]儿|听日|寻日|琴日|夜儿(?=个)|(?<!在)[今明]朝(?![廷代那皇政一])"
        r"|[昨今明](?=个(?![月礼星周别性人]))|[昨今明听](?=[早晚夜晨])|(?:[昨今]|(?<![^\W我他她们约定改说是])明)(?=[上下中]午)|[前后](?=晚(?![上会来])))(?:(?<=[儿昨今明])个)?",
        relative_said,
    ),
    _reader(
        "这最近前头接往",
        r"(?P<side>这|最近|近|前|头|往后|接下来)(?P<count>一两|两三|三五|两|俩|几|些|三)[天日]",
        near_days_said,
    ),
    _reader(
        "春过国五劳元新端中清十" + _YEAR_HEADS,
        rf"{IN_YEAR}(?P<name>春节|过年(?!(?:之|以)?后)|{_NATIONAL_DAY}|五一(?![二三四五六七八九十零\d])|劳动(?=节)|元旦|新年{_SIDE_FOLLOWS}|端午|中秋|清明(?!上河)|十一{_SIDE_FOLLOWS})"
        r"节?(?![路街村镇广大桥]|山庄)(?:小?长?假期?|放假)?(?:期间)?",
        holiday_said,
    ),
    _reader(
        "圣平双情妇儿教三六6",
        r"(?:三八(?=妇女)|六一(?=儿童))?(?P<name>圣诞(?![树老卡红灯歌岛版礼])|平安夜|双十一|双11|双十二|双12|情人节|妇女节|儿童节(?!目)|教师节"
        rf"|六一{_SIDE_FOLLOWS}|618{_SIDE_FOLLOWS})节?(?:期间)?",
        fixed_day_said,
    ),
    _reader("年过", rf"过?年{_SIDE_OF_TIME}", around_spring_said),
    _reader(
        "节放假长小",
        rf"(?:节|放假|假期|小?长假){_SIDE_OF_TIME}",
        lambda match, today: OfficialHoliday(None),
    ),
    _reader("下", r"下班(?=(?:之|以)?前)", lambda match, today: RelativeDays(0, 0)),
)


def _by_head() -> dict[str, tuple[Reader, ...]]:
    heads = {head for reader in READERS for head in reader.heads}
    return {head: tuple(reader for reader in READERS if head in reader.heads) for head in heads}


_READERS_BY_HEAD = _by_head()
DAY_HEADS = "".join(sorted(_READERS_BY_HEAD))


# Most numbers are no dates: what stands behind one tells so at once. 五一, 十一 … are names of days.
_NUMERAL_RUN = re.compile(rf"(?!五一|十一|六一|三八|618)[{NUMERAL}廿\d]+\s?")
_NUMERAL_HEADS = frozenset(f"{NUMERAL}廿0123456789")
_AFTER_A_NUMERAL = frozenset("年月号日季/.-到至–—~～")


def read_day(text: str, start: int, today: date) -> tuple[Said, int] | None:
    """The day said at `start` and where its words end; the longest way to read it wins."""
    numeral = _NUMERAL_RUN.match(text, start) if text[start] in _NUMERAL_HEADS else None
    if numeral is not None and text[numeral.end() : numeral.end() + 1] not in _AFTER_A_NUMERAL:
        return None
    best: tuple[Said, int] | None = None
    for reader in _READERS_BY_HEAD.get(text[start], ()):
        match = reader.pattern.match(text, start)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        said = reader.build(match, today)
        if said is not None:
            best = said, match.end()
    return best
