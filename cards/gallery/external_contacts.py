"""Customers in WeChat, and their welcome."""

from __future__ import annotations

from collections.abc import Iterator

from cards.gallery.company import Entry
from cards.templates import external_contact, tags, welcome

COMPANY = "上海恒瑞医疗科技有限公司"


def external_contacts() -> Iterator[Entry]:
    bare = external_contact.added(contact_id=7, name="李总", remark="", company="", phone="", stage="初步沟通")
    yield "external_contact.added", bare
    yield (
        "external_contact.added noted",
        external_contact.added(
            contact_id=7, name="李总", remark="李总 恒瑞采购", company=COMPANY, phone="13800001111", stage="初步沟通"
        ),
    )
    yield (
        "external_contact.choose",
        external_contact.choose(contact_id=7, name="李总", customers=((9, COMPANY), (10, "上海恒润医疗科技"))),
    )
    yield "external_contact.choose unknown", external_contact.choose(contact_id=7, name="李总", customers=())
    yield (
        "external_contact.linked",
        external_contact.linked(contact_id=7, name="李总", customer_id=9, company=COMPANY, by_number=True),
    )
    yield "external_contact.ignored", external_contact.ignored(contact_id=7, name="阳光")
    yield "external_contact.left", external_contact.left(contact_id=7, name="李总", customer_id=9, company=COMPANY)
    yield "external_contact.left_unlinked", external_contact.left_unlinked(name="阳光")
    yield "external_contact.transfer_failed", external_contact.transfer_failed(name="李总", is_full=False)
    yield "external_contact.transfer_failed full", external_contact.transfer_failed(name="李总", is_full=True)


def welcomes() -> Iterator[Entry]:
    said = "李总你好，我是张三，产品和交期都可以问我。"
    yield "welcome.preview", welcome.preview(welcome_id=3, example=said)
    yield "welcome.enabled", welcome.enabled()
    yield "welcome.disabled", welcome.disabled()
    yield "welcome.in_force", welcome.in_force(words="{客户}你好，我是{我}，产品和交期都可以问我。")
    yield "welcome.none_yet", welcome.none_yet()
    yield "welcome.too_long", welcome.too_long(longest=600)


def tagged() -> Iterator[Entry]:
    yield "tags.changed", tags.changed(company=COMPANY, tags=("重点", "华东"), in_chat=True)
    yield "tags.changed none", tags.changed(company=COMPANY, tags=(), in_chat=False)
    yield "tags.which", tags.which(said="恒", companies=(COMPANY, "上海恒润医疗科技"))
    yield "tags.refused", tags.refused(longest=30, most=5)
