"""Titles and forms of address behind a surname or a name: those of the language, and those that a known contact has
in the records.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.linking import KnownContact
from nlu.wordlists import words

_ONE_CHARACTER = frozenset(word for word in words("titles.txt") if len(word) == 1)
_LONG_TITLES: dict[str, list[str]] = {}
for _title in sorted((word for word in words("titles.txt") if len(word) > 1), key=len, reverse=True):
    _LONG_TITLES.setdefault(_title[0], []).append(_title)
# Characters that turn a title of one character into another word («总共», «工作», «处理»).
_NOT_AFTER = {
    "总": "共部价体额量数计结之归经裁工监包店行局站司编则",
    "工": "作程厂人地业具艺资期商序况位件务信贸商装控会",
    "处": "理于在境方罚置分女",
    "局": "面部限长",
    "院": "长子里校内线士",
    "校": "长服园区准验医内外",
    "科": "技长室里学研目普员",
    "队": "长伍里员",
    "台": "长式账阶套风湾机车",
    "主": "任要动管持题流页机编席力体办",
    "导": "致入出航购演师",
    "所": "以有长谓在需属",
    "博": "士物览客弈大文主得馆会学",
    "会": "议员计不有来给让去谈上展场务签把对再更继跟和被先用就是还",
    "公": "司里斤共开园告安式",
    "董": "事秘",
    "哥": "们庄",
    "姐": "夫妹",
    "爷": "爷们",
    "帅": "气",
}
# What follows a name that ends.
AFTER_NAME = re.compile(
    r"[,。;!?、\s聊谈说讲沟交讨问在的跟给让要也就她他我觉嫌把视电微通打开来去接陪介提答同反表要想带亲领负签发见回,]|$"
)
# «陈生» for 陈先生, «黄太» for his wife, «文仔» for a young one, where a customer has such a contact.
_CANTONESE = re.compile(r"[生太仔](?=[,。;!?\n 通打讲话同倾聊谈说呢啊那又就在接给问约]|$)")
# A title cut to one character («柯厂» for 柯厂长, «施律» for 施律师), where a customer has such a contact.
_CUT_TITLE = re.compile(
    rf"(?P<kind>[厂店站行园部馆段场社所局县镇村书校律秘医教船库])(?={AFTER_NAME.pattern}|[:又还不没回约给那])"
)


# «小蔡代表全体员工»: who speaks for others does so as a verb.
_FOR_OTHERS = re.compile(r"全|公司|厂|院|校|单位|律所|事务所|集团|部门|团队|[他她我]们?|对方|客户|甲方|大家|各")

# «冷库管理»
_OTHER_WORDS = {"代表": _FOR_OTHERS, "库管": re.compile("理"), "仓管": re.compile("理")}


def title_at(text: str, position: int) -> str:
    """The title or form of address that begins at a place; empty when none does."""
    character = text[position : position + 1]
    for title in _LONG_TITLES.get(character, ()):
        other_word = _OTHER_WORDS.get(title)
        if text.startswith(title, position) and not (other_word and other_word.match(text, position + 2)):
            return title
    if character == "副":
        for title in _LONG_TITLES.get(text[position + 1 : position + 2], ()):
            if text.startswith(title, position + 1):
                return character + title
    if character in _ONE_CHARACTER:
        after = text[position + 1 : position + 2]
        if after and after in _NOT_AFTER.get(character, ""):
            return ""
        return character
    return ""


def own_title(text: str, position: int, known: Sequence[tuple[int, KnownContact]]) -> str:
    """The title that a contact of this surname has in the records, whatever it is («岳店总», «范行长助理»)."""
    if not known:
        return ""
    titles = [contact.title for _, contact in known if len(contact.title) >= 2]
    said = [title[-size:] for title in titles for size in (2, 3, 4) if size <= len(title)]
    if text[position + 2 : position + 3] not in tuple("部科处室中了"):
        # «谷总务» for 总务主任
        said += [title[:2] for title in titles if title[:2] in words("departments.txt")]
    return max((title for title in said if text.startswith(title, position)), key=len, default="")


def short_form_of_address(text: str, position: int, known: Sequence[tuple[int, KnownContact]]) -> str:
    """What one character behind the surname of a known contact stands for; empty when it stands for nothing."""
    if _CANTONESE.match(text, position):
        return "先生"
    cut = _CUT_TITLE.match(text, position)
    if cut is None:
        return ""
    if text[position - 1 : position + 1] in words("common_words.txt"):
        return ""
    full = [contact.title for _, contact in known if cut["kind"] in contact.title]
    return full[0] if full else "律师" if cut["kind"] == "律" else ""


def ends_with_title(text: str, end: int) -> bool:
    """Whether a title of two characters and more stands right before a place («总厨阿忠»)."""
    return any(text[max(0, end - size) : end] in words("titles.txt") for size in (2, 3, 4))
