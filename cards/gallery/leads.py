"""Leads: saved, missing, doubled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cards.gallery.company import NOW, READER, STAGES, Entry
from cards.templates import collaboration, lead_duplicate, lead_form, lead_missing, lead_saved


def leads() -> Iterator[Entry]:
    yield (
        "lead_saved.saved",
        lead_saved.saved(
            lead_id=1042,
            version=1,
            company="宁波东方精工",
            phone="13912345678",
            stage="初步沟通",
            reader=READER,
            first_contact_by=NOW + timedelta(hours=24),
            points=(5, 5),
        ),
    )
    yield (
        "lead_saved.undone",
        lead_saved.undone(
            lead_id=1042,
            version=2,
            company="宁波东方精工",
            at=NOW + timedelta(minutes=3),
            reader=READER,
            points=(-5, 0),
        ),
    )
    proposals = (
        lead_saved.Proposal("全称", "宁波东方精工科技有限公司", "官网"),
        lead_saved.Proposal("联系人", "李工", "名片", old=""),
        lead_saved.Proposal("来源", "展会扫码", "表单", old=""),
    )
    yield (
        "lead_saved.completion",
        lead_saved.completion(lead_id=1042, version=1, company="宁波东方精工", proposals=proposals),
    )
    yield (
        "lead_saved.completion_choice",
        lead_saved.completion_choice(lead_id=1042, version=1, company="宁波东方精工", proposals=proposals),
    )
    yield "lead_saved.nothing_found", lead_saved.nothing_found()


def incomplete_leads() -> Iterator[Entry]:
    yield "lead_missing.missing phone", lead_missing.missing(fields=("phone",), stages=STAGES, dialog_id="d1")
    yield "lead_missing.missing stage", lead_missing.missing(fields=("stage",), stages=STAGES, dialog_id="d1")
    yield (
        "lead_missing.missing two",
        lead_missing.missing(fields=("phone", "stage"), stages=STAGES, dialog_id="d1"),
    )
    yield "lead_missing.wrong_length", lead_missing.wrong_length(typed="13912345", dialog_id="d1")
    yield "lead_missing.bare_company", lead_missing.bare_company(typed="公司", dialog_id="d1")
    yield "lead_missing.second_miss", lead_missing.second_miss(dialog_id="d1")


def lead_forms() -> Iterator[Entry]:
    yield "lead_form.form", lead_form.form(dialog_id="d2", stages=STAGES)
    yield (
        "lead_form.form with a page",
        lead_form.form(dialog_id="d2", stages=STAGES, page="https://crm.example.cn/form/d2"),
    )
    yield (
        "lead_form.form of somebody known",
        lead_form.form(dialog_id="d2", stages=STAGES, company="上海恒瑞医疗科技有限公司", contact="李总"),
    )


def duplicates() -> Iterator[Entry]:
    company = "上海恒瑞医疗科技有限公司"
    yield (
        "lead_duplicate.of_another",
        lead_duplicate.of_another(
            duplicate_id="77",
            company=company,
            owner="张三",
            reason=lead_duplicate.PHONE,
            sent_company="恒瑞医疗科技（上海）",
            sent_phone="13800001111",
        ),
    )
    yield "lead_duplicate.of_nobody", lead_duplicate.of_nobody(customer_id=9, company=company)
    yield (
        "lead_duplicate.of_oneself",
        lead_duplicate.of_oneself(duplicate_id="77", customer_id=9, company=company, stage="需求确认", same_phone=True),
    )
    yield (
        "lead_duplicate.of_oneself by name",
        lead_duplicate.of_oneself(
            duplicate_id="77", customer_id=9, company=company, stage="需求确认", same_phone=False
        ),
    )
    yield (
        "lead_duplicate.waiting_for_approval",
        lead_duplicate.waiting_for_approval(duplicate_id="77", company="恒瑞医疗科技（上海）", approver="陈经理"),
    )
    yield "collaboration.sent", collaboration.sent(owner="张三")
    yield (
        "collaboration.request",
        collaboration.request(request_id=5, asker="李四", company=company, also_recorded_today=True),
    )
    yield "collaboration.granted", collaboration.granted(owner="张三", company=company)
    yield "collaboration.refused", collaboration.refused(owner="张三", company=company)
    yield "collaboration.passed_on", collaboration.passed_on(owner="张三", approver="陈经理")
