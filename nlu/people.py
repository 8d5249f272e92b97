"""People named in a text: «王总», «采购李经理», «老郑», «小周», a known contact's full name, «David».

A mention carries the title that follows the name; a role before it does not belong to it (CONTRACT `contact`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from string import ascii_letters

from nlu import lazy_re as re
from nlu.linking import Names
from nlu.regions import is_region
from nlu.spans import Span
from nlu.titles import AFTER_NAME, ends_with_title, own_title, short_form_of_address, title_at
from nlu.wordlists import words

# Words that look like a surname with a title of one character.
_NOT_PEOPLE = words("not_people.txt")
# Short titles that end many other words: they need a boundary before the surname (国轩高科 is nobody).
_WEAK_TITLES = frozenset("科院校局处队所导博")
_BEFORE_WEAK = re.compile(r"(?:^|[^\u4e00-\u9fff]|[的跟给和找见请约问是让了部科处室办长到在与陪])$")
_OF_TEAMS = frozenset(["班长", "队长", "组长", "段长"])
_YOUNG_OLD = re.compile(r"[小老阿](?P<surname>[\u4e00-\u9fff])")
_NOT_YOUNG_OLD = re.compile(
    r"小(?:程序|时|米|麦|车|区|康社|计|高层|伙|包装|平米|平方|门|方|单|样|文|金额|边|石|花|毛|"
    r"麻|江|海|商|向|应|公|宗|号|范围)"
    r"|老(?:公|婆|爸|妈|乡|友|外|大|二|成|本行|常|是|路|来|相|都|应|古|国|年|边|毛病|本|时|麻烦|农|门|车|产品|铁|样|花|家|"
    r"牛|连|师)(?!总|工|姐|哥|头)"
    r"|小[\u4e00-\u9fff]同学"
    r"|阿(?!姨)"
)
# Some of these are names where a customer has such a contact and grammar follows («采购的小文接待的»).
_PLAIN_YOUNG = re.compile(
    r"小[文单江花商向应公宗石毛](?=[,。;!?\n 聊谈说讲问在的跟给让要也就她他接来主发打自先昨今]|$)"
)
# A nickname («小军哥», «豆豆妈»).
_FAMILIAR = re.compile(
    r"小[\u4e00-\u9fff][哥姐](?![哥姐夫妹们])|(?P<twice>[\u4e00-\u9fff])(?P=twice)(?:妈妈?|"
    r"爸爸?|奶奶|爷爷|姥姥)"
)
_LATIN_NAME = re.compile(
    r"(?<![A-Za-z])(?:O'|D'|Mc|Mac)?[A-Z][a-z]{2,11}(?:-[A-Z][a-z]{1,11})?"
    r"(?: (?:O'|D'|Mc|Mac)?[A-Z][a-z]{1,11}(?:-[A-Z][a-z]{1,11})?)?(?![A-Za-z0-9])"
)
# «Ms. Hong», «Mr. Tuan».
_POLITE = re.compile(
    r"(?P<form>Mr|Ms|Mrs|Miss|Dr|Prof|Madam|Herr|Frau)\.? ?"
    r"(?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z][a-z]+)?)(?![A-Za-z])"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{1,12}(?:['-][A-Za-z]{1,12})?(?![A-Za-z])")
_BEFORE_LATIN = re.compile(r"(?:的|跟|和|找|见了?|约了?|给|联系|问|让|请|,|部|理|监|行政|前台|人事|采购|财务)\s*$")
_ROLE_BEFORE = re.compile(
    r"(?:经理|总监|主任|主管|专员|部长|科长|采购|老板|负责人|联系人|厂长|店长|院长|会计|工程师|"
    r"技术员|秘书|助理|老师|叫|总|长)$"
)
_AFTER_SURNAMED = re.compile(r"姓([\u4e00-\u9fff])(?![\u4e00-\u9fff]?的[\u4e00-\u9fff])")
# What stands before a full name, or before a given name that a customer's contact has.
_BEFORE_NAME = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[的跟给和找见与同向由请约问陪让叫是为到在]|[部科处室办]长?|中心|公司|集团|[厂院店站所馆局]|联系|拜访|接待|碰见|遇见|负责人|经办人|对接人)$"
)
# Surnames so frequent that a title two or three characters behind makes a full name, and no company with a person.
FREQUENT = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段章钱汤尹黎常武乔贺赖龚樊兰殷施陶洪翟颜倪严牛温芦俞葛伍韦申尤毕聂丛焦邢路岳"
    "齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童甄项曲成游裴席卫查屈鲍霍翁隋植甘薄单包司柏宁柯阮桂闵肖于叶"
)
_NO_GIVEN = re.compile(r"[的了说是聊谈在我他她你们这那个和与跟给向省市县区镇村部处科室院厂校局所队组店站场馆城中国际]")


# What follows a given name: as behind any name, or when and how its bearer acts.
_AFTER_GIVEN = re.compile(rf"{AFTER_NAME.pattern}|[ :今昨前早晚凌上下中周刚又主亲自先没不已也都那约催代终出]")
_KINDRED = frozenset("哥姐")
_BY_BIRTH = frozenset("二三四五六七八九幺")
# «郭老三»
_ELDEST = re.compile(r"老[大二三四五六七八九幺](?![人家师板哥姐把])")

# Characters that a mention of a person can begin with, beside those of known contacts.
_FIRST = frozenset({*(word[0] for word in words("surnames.txt")), *"小老阿", *ascii_letters})


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named in a text. `surname` may be empty («David»)."""

    start: int
    end: int
    text: str
    surname: str
    full_name: str | None
    title: str
    confidence: float

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def find_people(text: str, names: Names) -> list[PersonMention]:
    """All people named in a folded text, in order and without overlaps; linear in its length."""
    surnames, known, given = words("surnames.txt"), names.surnames, names.given
    found: list[PersonMention] = []
    end = 0
    for position, (character, following) in enumerate(pairwise(text + "\n")):
        may_begin = (
            character in _FIRST
            or character in known
            or character == following
            or character + following in given
            or (following in _KINDRED and character in names.last)
        )
        if may_begin and position >= end and (mention := _person_at(text, position, names, surnames)):
            found.append(mention)
            end = mention.end
    return found


def _person_at(text: str, position: int, names: Names, surnames: frozenset[str]) -> PersonMention | None:
    character = text[position]
    if character.isascii():
        return _latin_at(text, position, names) if character.isalpha() else None
    if character == "阿" and text[position + 1 : position + 2].isascii():
        latin = _person_at(text, position + 1, names, surnames)
        return latin and replace(latin, start=position, text=text[position : latin.end])
    known = names.surnames.get(character, ())
    full = _known_full_name(text, position, names) if known else None
    if full:
        whole = title_at(text, position + 1)
        # A contact may be in the records as «柴科» whom people call 柴科长.
        if len(full) == 2 and len(whole) > 1 and whole[0] == full[1]:
            end = position + 1 + len(whole)
            return PersonMention(position, end, text[position:end], full[0], None, whole, 0.9)
        title = title_at(text, position + len(full))
        # Who is in the records with the title has none behind it («涂馆长处» is where he sits).
        title = "" if len(title) == 1 and ends_with_title(full, len(full)) else title
        end = position + len(full) + len(title)
        return PersonMention(position, end, text[position:end], full[0], full, title, 0.95)
    given = _known_given_name(text, position, names) if text[position : position + 2] in names.given else None
    if given:
        return given
    last = _by_last_character(text, position, names)
    if last:
        return last
    familiar = _FAMILIAR.match(text, position) if character in "小" + text[position + 1 : position + 2] else None
    if familiar and (not position or text[position - 1] not in "大中小一"):
        return PersonMention(position, familiar.end(), familiar.group(), "", None, "", 0.7)
    if character in "小老阿":
        mention = _young_or_old(text, position, surnames, text[position + 1 : position + 2] in names.surnames)
        if mention:
            return mention
    for surname in (text[position : position + 3], text[position : position + 2], character):
        contacts = known if surname == character else ()
        if not contacts and surname not in surnames:
            continue
        length = len(surname)
        title = own_title(text, position + length, contacts) or title_at(text, position + length)
        if title and _is_titled(text, position, surname, title, names):
            end = position + length + len(title)
            return PersonMention(position, end, text[position:end], surname, None, title, 0.9)
    if known:
        said, title = text[position : position + 2], short_form_of_address(text, position + 1, known)
        if title:
            return PersonMention(position, position + 2, said, character, None, title, 0.6)
    return _unknown_full_name(text, position, surnames, names)


def _is_titled(text: str, position: int, surname: str, title: str, names: Names) -> bool:
    """Whether a surname with its title is a person, and no part of other words."""
    before, end = text[max(0, position - 1) : position], position + len(surname)
    in_front = text[max(0, position - 3) : position]
    known = any(title in contact.title for _, contact in names.surnames.get(surname, ()))
    # «瓷业余厂长», «联合会计秘书长»: 业余 and 会计 are words, too.
    in_word = len(surname) == 1 and before + surname in words("common_words.txt")
    if in_word and not (known and len(title) > 1):
        return False
    if title in _WEAK_TITLES and (_begins_trade(text, end + 1) or not (known or _BEFORE_WEAK.search(before))):
        return False
    # «师傅师傅»: the end of one title and another one.
    if before + surname in words("titles.txt") and not known:
        return False
    # «机修班长老梅», «车队长»: the head of a team, no 修 or 车.
    by_team = title in _OF_TEAMS and surname not in names.surnames and surname not in FREQUENT
    if by_team and (surname == "车" or not _BEFORE_WEAK.search(before)):
        return False
    # «徐工物资» is a company.
    if title == "工" and not known and _begins_trade(text, end + 1):
        return False
    # «和总务科时科长»
    if title == "总" and text.startswith(("务科", "务处", "务部"), end + 1):
        return False
    if (title == "同学" and before == "小") or (surname == "谈" and before in ("他", "她", "们", "来", "去")):
        return False
    # «质量部金工» where 金海洋 is an engineer; elsewhere 金工 is metalwork.
    by_name = surname in names.surnames and (title == "总" or (known and bool(_BEFORE_NAME.search(in_front))))
    return by_name or len(title) > 1 or text[position : end + 1] not in _NOT_PEOPLE


def _begins_trade(text: str, position: int) -> bool:
    """Whether a word of trade goes on («金科口腔» names nobody)."""
    return any(text[position : position + size] in words("trades.txt") for size in (2, 3))


def _latin_at(text: str, position: int, names: Names) -> PersonMention | None:
    if position and text[position - 1].isascii() and text[position - 1].isalnum():
        return None
    polite = _POLITE.match(text, position)
    if polite:
        name = polite["name"]
        return PersonMention(position, polite.end(), polite.group(), "", name, polite["form"], 0.85)
    full = _LATIN_NAME.match(text, position)
    if full and full.group() in names.people:
        end = full.end() + len(_form_of_address(text, full.end()))
        return PersonMention(position, end, text[position:end], "", full.group(), "", 0.9)
    known = _LATIN_WORD.match(text, position)
    if known and known.group().lower() in names.latin:
        end = known.end() + len(_form_of_address(text, known.end()))
        return PersonMention(position, end, text[position:end], "", known.group(), "", 0.9)
    match = _LATIN_NAME.match(text, position)
    if match and (_begins_trade(text, match.end()) or match.group().split()[0].lower() in words("latin_words.txt")):
        return None
    if match and (
        _BEFORE_LATIN.search(text, max(0, position - 4), position)
        or ends_with_title(text, len(text[:position].rstrip()))
    ):
        end = match.end() + len(_form_of_address(text, match.end()))
        return PersonMention(position, end, text[position:end], "", match.group(), "", 0.6)
    return None


def _form_of_address(text: str, position: int) -> str:
    """The title behind a Latin name («Weber先生», «Weber 先生»), of a single character only 姐 and 哥."""
    space = text[position : position + 1] if text.startswith(" ", position) else ""
    title = title_at(text, position + len(space))
    return space + title if len(title) > 1 or (title and not space and title in _KINDRED) else ""


def _known_full_name(text: str, position: int, names: Names) -> str | None:
    for length in (4, 3, 2):
        name = text[position : position + length]
        if len(name) == length and (name in names.people or name in names.compound):
            return name
        if len(name) == length and name in names.long_names and title_at(text, position + length):
            return name
    return None


def _known_given_name(text: str, position: int, names: Names) -> PersonMention | None:
    """The given name of a known contact with a form of address («晓燕姐»), or alone where a person is named."""
    end = position + 2
    name = text[position:end]
    title = title_at(text, end)
    # Nobody but a person is called by one character twice («茜茜»), whatever stands before.
    placed = name[0] == name[1] or (
        _BEFORE_NAME.search(text, max(0, position - 3), position) or ends_with_title(text, position)
    )
    if not title and not (name not in words("common_words.txt") and placed and _AFTER_GIVEN.match(text, end)):
        return None
    end += len(title)
    return PersonMention(position, end, text[position:end], "", name, title, 0.85)


def _by_last_character(text: str, position: int, names: Names) -> PersonMention | None:
    """A familiar form: a surname with the place in the family («郭老三»), or the last character of a known
    contact's name («丹姐», «阿泽», «老三» of 彭丹, 沈泽, 郭明三)."""
    character, following = text[position], text[position + 1 : position + 2]
    if following in _KINDRED and character in names.last and character not in names.surnames:
        said = title_at(text, position + 1)
        in_word = text[position : position + 2] in words("common_words.txt")
        if said != following or in_word or character in "大小老阿":
            return None
        return PersonMention(position, position + 2, text[position : position + 2], "", character, said, 0.8)
    if (character in FREQUENT or character in names.surnames) and _ELDEST.match(text, position + 1):
        return PersonMention(position, position + 3, text[position : position + 3], character, None, "", 0.8)
    prefixed = character == "阿" or (character == "老" and following in _BY_BIRTH)
    if not prefixed or following not in names.last or following in names.surnames:
        return None
    if not AFTER_NAME.match(text, position + 2) and not _AFTER_GIVEN.match(text, position + 2):
        return None
    return PersonMention(position, position + 2, text[position : position + 2], "", following, "", 0.8)


def _young_or_old(text: str, position: int, surnames: frozenset[str], known: bool) -> PersonMention | None:
    """«小周», «老郑»; `known`: a customer has a contact of this surname."""
    surname = text[position + 1 : position + 2]
    if not surname or not (known or surname in surnames):
        return None
    if _NOT_YOUNG_OLD.match(text, position) and not (known and _PLAIN_YOUNG.match(text, position)):
        return None
    end = position + 2
    title = title_at(text, end)
    # «附小常校长» is 常校长 of a school.
    if len(title) == 2 and title[-1] == "长" and text[max(0, position - 1) : position].isalnum():
        return None
    if text.startswith("头", end) and text[position] == "老":
        title = "头"
    else:
        if title not in (
            "总",
            "哥",
            "姐",
            "工",
            "师傅",
            "爷",
            "叔",
            "老师",
            "经理",
            "主任",
            "教练",
            "大夫",
            "医生",
            "护士",
            "会计",
            "秘书",
            "律师",
        ):
            title = ""
    end += len(title)
    return PersonMention(position, end, text[position:end], surname, None, title, 0.85)


def _unknown_full_name(text: str, position: int, surnames: frozenset[str], names: Names) -> PersonMention | None:
    """A full name with its title («苏日娜博士»), or right after a role («质量总监马洁») and ended by punctuation or a
    word of grammar."""
    compound = text[position : position + 2] in surnames
    if not compound and text[position] not in surnames:
        return None
    titled = _titled_full_name(text, position, names)
    if titled or not _ROLE_BEFORE.search(text, max(0, position - 3), position):
        return titled
    for length in (4, 3) if compound else (3, 2):
        end = position + length
        if end <= len(text) and AFTER_NAME.match(text, end):
            name = text[position:end]
            if name[:2] in words("common_words.txt") or name.startswith("来"):
                continue
            # «长沙县的…»: a place.
            if is_region(name) or is_region(text[max(0, position - 1) : end]):
                continue
            if all("\u4e00" <= c <= "\u9fff" for c in name) and not any(
                c in "的了说是聊谈在我他她来去打开通见接发回陪与和跟同" for c in name
            ):
                return PersonMention(position, end, name, name[: 2 if compound else 1], name, "", 0.6)
    return None


def _titled_full_name(text: str, position: int, names: Names) -> PersonMention | None:
    """A full name of two or three characters that a title of two characters and more follows."""
    if text[position] not in FREQUENT:
        return None
    behind_company = text[max(0, position - 2) : position] in words("trades.txt")
    if not (behind_company or _BEFORE_NAME.search(text, max(0, position - 3), position)):
        return None
    for length in (3, 2):
        name = text[position : position + length]
        title = title_at(text, position + length)
        if len(title) < 2 or _NO_GIVEN.search(name, 1) or name[:2] in words("common_words.txt"):
            continue
        # «双鹿侯总监»: the surname of a known contact ends what stands before the title.
        if name[-1] in names.surnames:
            continue
        if all("\u4e00" <= c <= "\u9fff" for c in name) and name[1:] not in words("trades.txt"):
            end = position + length + len(title)
            return PersonMention(position, end, text[position:end], name[0], name, title, 0.7)
    return None
