"""Whether two ways to name a person mean the same one: pure."""

from __future__ import annotations

from crm_core.contacts.views import Contact

_COURTESY = {"总": ("总", "总经理", "董事长", "老板", "CEO", "创始人", "总裁")}


def same_person(contact: Contact, spoken: str) -> bool:
    """王建国 (总经理) is 王建国, 王总, 王总经理 and 王经理; 王总 is 王总."""
    if not spoken:
        return False
    if spoken in (contact.name, contact.name + contact.title):
        return True
    surname, rest = spoken[:1], spoken[1:]
    if not contact.name.startswith(surname) or not rest:
        return False
    if contact.title and (contact.title.endswith(rest) or rest.endswith(contact.title)):
        return True
    return any(contact.title.endswith(title) for title in _COURTESY.get(rest, ()))
