"""External contacts, tags and welcomes, as both databases keep them (J29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_core.customers import service as customers
from crm_core.database.engine import Database
from crm_core.errors import Gone, NotAllowed, NotVisible
from crm_core.external_contacts import service as contacts
from crm_core.external_contacts.queries import contact_of, contacts_at, own_contact
from crm_core.external_contacts.views import ContactTag, ExternalContact, SeenContact
from crm_core.leads.service import capture_lead, undo_capture
from crm_core.leads.views import Captured, NewLead
from crm_core.tags.queries import tags_of
from crm_core.tags.service import change_tags
from crm_core.welcomes import service as welcomes
from crm_core.welcomes.queries import welcome_in_force
from tests.unit.crm_core.people import NOW, Team, hire

SEEN = SeenContact("wmZhao", "阳光", NOW, remark="赵总 东方精工", company="宁波东方精工", phones=("13912345678",))


async def took_in(database: Database, team: Team, seen: SeenContact = SEEN) -> ExternalContact:
    """张三's contact, as the platform tells of him."""
    by = team.zhangsan.employee_id
    contact, _ = await database.write(lambda session: contacts.take_in(session, "wecom", by, seen, NOW))
    return contact


async def test_what_is_told_again_changes_the_same_record(database: Database) -> None:
    """Events come twice and in any order: one record, whatever is told last, new only once."""
    team = await database.write(hire)
    by = team.zhangsan.employee_id

    def twice(session: Session) -> list[bool]:
        told = [SEEN, SEEN, replace(SEEN, remark="赵厂长")]
        return [contacts.take_in(session, "wecom", by, one, NOW)[1] for one in told]

    assert await database.write(twice) == [True, False, False]
    contact = await database.read(lambda session: contact_of(session, "wecom", "wmZhao", by))
    assert contact is not None
    assert contact.called == "赵厂长"


async def test_the_same_person_is_each_colleagues_own(database: Database) -> None:
    """I2: how 张三 has him is not 李四's to see; their manager sees both."""
    team = await database.write(hire)
    contact = await took_in(database, team)
    assert await database.read(lambda session: contact_of(session, "wecom", "wmZhao", team.lisi.employee_id)) is None
    with pytest.raises(NotVisible):
        await database.read(lambda session: own_contact(session, team.lisi, contact.id))
    seen = await database.read(lambda session: own_contact(session, team.chen, contact.id))
    assert seen.id == contact.id


async def test_he_is_linked_to_ones_own_customer_only(database: Database) -> None:
    """I4: a share or a guess is not enough to write."""
    team = await database.write(hire)
    contact = await took_in(database, team)
    other = team.lisi.employee_id
    foreign = await database.write(lambda session: customers.add(session, "华星", other, other, NOW))
    with pytest.raises(NotVisible):
        await database.write(lambda session: contacts.link(session, team.zhangsan, contact.id, foreign, NOW))


async def test_a_lead_taken_back_takes_the_link_with_it(database: Database) -> None:
    """§4.5: and what brings the lead back brings it back."""
    team = await database.write(hire)
    contact = await took_in(database, team)
    new = NewLead("13912345678", "宁波东方精工", "初步沟通", "赵总", "微信", contact.id)
    outcome = await database.write(lambda session: capture_lead(session, team.zhangsan, new, NOW, "wecom:x:"))
    assert isinstance(outcome, Captured)
    customer_id = outcome.lead.customer_id
    assert [one.id for one in await database.read(lambda session: contacts_at(session, customer_id))] == [contact.id]
    later = NOW + timedelta(minutes=5)
    await database.write(lambda session: undo_capture(session, team.zhangsan, outcome.lead.id, later))
    known = await database.read(lambda session: own_contact(session, team.zhangsan, contact.id))
    assert known.customer_id is None


async def test_tags_are_each_once_and_follow_the_company(database: Database) -> None:
    """J29: set here and there, renamed and deleted in the console; a colleague's own tags are his alone (I2)."""
    team = await database.write(hire)
    by = team.zhangsan.employee_id
    customer_id = await database.write(lambda session: customers.add(session, "宁波东方精工", by, by, NOW))
    await database.write(lambda session: customers.add_phone(session, customer_id, "13912345678"))
    tags = (ContactTag("et1", "重点"), ContactTag("et2", "老客户"), ContactTag("", "爱喝茶"))
    await took_in(database, team, replace(SEEN, tags=tags))
    await database.write(lambda session: change_tags(session, team.zhangsan, customer_id, ["重点", "华东"], [], NOW))
    await database.write(lambda session: contacts.follow_tags(session, "wecom", {"et1": "战略"}, NOW))
    own = await database.read(lambda session: tags_of(session, team.zhangsan, customer_id))
    managers = await database.read(lambda session: tags_of(session, team.chen, customer_id))
    assert set(own) == {"华东", "战略", "爱喝茶"}
    assert set(managers) == {"华东", "战略"}


async def test_one_welcome_is_in_force(database: Database) -> None:
    """O4: the newest that an admin has enabled; what was dealt with is not enabled again."""
    team = await database.write(hire)
    with pytest.raises(NotAllowed):
        await database.write(lambda session: welcomes.propose(session, team.zhangsan, "你好呀", NOW))
    first, second = [
        await database.write(lambda session, words=words: welcomes.propose(session, team.laowu, words, NOW))
        for words in ("你好，我是{我}", "{客户}你好")
    ]
    for one in (first, second):
        await database.write(lambda session, one=one: welcomes.enable(session, team.laowu, one.id, NOW))
    in_force = await database.read(welcome_in_force)
    assert in_force is not None
    assert in_force.said("赵总", "张三") == "赵总你好"
    with pytest.raises(Gone):
        await database.write(lambda session: welcomes.enable(session, team.laowu, first.id, NOW))
    await database.write(lambda session: welcomes.disable(session, team.laowu, NOW))
    assert await database.read(welcome_in_force) is None
