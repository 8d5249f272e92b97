"""What is done on the sidebar: ticks, notes, leads, taps on cards, [显示], [申请协作].

Each handler gets a request whose session and form token have been checked, and its fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.actions import ActionSigner
from bot.clock import machine_now
from bot.handlers.duplicates import SHARE
from bot.routing import Router
from bot.web import sidebar_texts as texts
from bot.web.links import customer_of, customer_token
from bot.web.sessions import SidebarSession
from bot.web.sidebar_drawing import ACTS_HERE, Place, SidebarDrawing, presser
from bot.web.sidebar_notes import (
    CHANNELS_OFFERED,
    LeadForm,
    company_in_draft,
    form_for_contact,
    link_draft,
    submit_lead,
    take_note,
)
from bot.web.sidebar_turn import PageTurn, SidebarContext
from bot.web.sidebar_views import PhoneRow, phone_row, phones_of
from cards.model import Button, Card, Text
from cards.templates import collaboration
from crm_core.approvals.service import ask as ask_approval
from crm_core.audit.service import record
from crm_core.customers.queries import customer, customer_for_company, own_customer
from crm_core.errors import Gone, NotVisible
from crm_core.leads.views import Captured
from crm_core.organisation.queries import employee, nearest_manager
from crm_core.reminders.service import complete
from crm_core.stages.rules import JOURNEY

Fields = Mapping[str, str]

_NUMBER = re.compile(r"[0-9]{1,18}")
_DRAFT_ITEM = re.compile(r"[0-9]{1,18}\.[0-9]{1,3}")


class SidebarActs:
    """The sheets and what is sent from them."""

    def __init__(self, context: SidebarContext, drawing: SidebarDrawing, router: Router) -> None:
        self._context = context
        self._drawing = drawing
        self._router = router
        self._signer = ActionSigner(context.key)

    async def note_form(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        """写跟进: an empty sheet."""
        customer_id = self._customer(request.query)
        one = await self._context.read(signed_in, lambda turn: own_customer(turn.session, turn.viewer, customer_id))
        return self._note(request, signed_in, {"customer": request.query["customer"]}, one.name)

    async def send_note(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """理解一下: the draft in the page, in its own words; nothing is written."""
        customer_id = self._customer(fields)

        def work(turn: PageTurn) -> tuple[str, str, list[Card | Text]]:
            name = own_customer(turn.session, turn.viewer, customer_id).name
            problem = take_note(turn, customer_id, fields.get("note", ""), fields.get("channel", ""))
            return problem, name, turn.shown

        problem, name, answers = await self._context.write(signed_in, work)
        if problem:
            return self._note(request, signed_in, fields, name, problem)
        return self.answers(request, signed_in, "写跟进", answers, kept=f"note:{customer_id}")

    async def lead_form(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        """新线索: three fields, begun with the company that a draft has named, or with somebody in the chat."""
        item = request.query.get("draft", "")
        form = LeadForm()
        if _DRAFT_ITEM.fullmatch(item):
            form = LeadForm(company=await self._context.read(signed_in, lambda turn: company_in_draft(turn, item)))
        elif request.query.get("contact"):
            contact_id = number_in(request.query, "contact")
            form = await self._context.read(signed_in, lambda turn: form_for_contact(turn, contact_id))
        return self._lead(request, signed_in, form, item)

    async def send_lead(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """保存: the lead, or what is wrong under its field with everything typed still there."""
        phone, company, stage = (fields.get(name, "").strip()[:100] for name in ("phone", "company", "stage"))
        form = LeadForm(phone, company, stage, number_in(fields, "contact") if fields.get("contact") else 0)
        item = fields.get("draft", "")

        def work(turn: PageTurn) -> tuple[LeadForm | Captured | None, list[Card | Text]]:
            outcome = submit_lead(turn, form)
            if isinstance(outcome, Captured) and _DRAFT_ITEM.fullmatch(item):
                link_draft(turn, item, outcome.lead.customer_id)
            return outcome, turn.shown

        outcome, answers = await self._context.write(signed_in, work)
        if isinstance(outcome, LeadForm):
            return self._lead(request, signed_in, outcome, item)
        if isinstance(outcome, Captured):
            place = self.customer_place(signed_in, outcome.lead.customer_id)
            answers = [_with_way_on(answers[0], place), *answers[1:]]
        return self.answers(request, signed_in, "新线索", answers, kept="lead", changed=True)

    async def press(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """A button of a card in the page; only buttons that were drawn for this session are taken."""
        pressed = fields.get("action", "")
        try:
            action = self._signer.check(pressed, presser(signed_in))
        except ValueError:
            raise Gone(subject="button") from None
        if (action.subject, action.act) not in ACTS_HERE:
            raise Gone(subject="button")
        values = {name: (value,) for name, value in fields.items() if name != "action"}

        def work(turn: PageTurn) -> list[Card | Text]:
            if not self._router.act(turn, action, values):
                raise Gone(subject="button")
            return turn.shown

        answers = await self._context.write(signed_in, work, pressed)
        return self.answers(request, signed_in, "结果", answers, changed=True)

    async def tick(self, signed_in: SidebarSession, fields: Fields) -> str:
        """A promise is kept; returns the sentence that tells so."""
        step_id = number_in(fields, "step")
        step = await self._context.write(signed_in, lambda turn: complete(turn.session, turn.viewer, step_id, turn.now))
        return texts.step_done(step.what)

    async def show_phone(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """[显示]: the whole number, once it stands in the log who has seen it."""
        customer_id, index = self._customer(fields), number_in(fields, "index")

        def work(turn: PageTurn) -> PhoneRow:
            phones = phones_of(turn, customer_id)
            if index >= len(phones):
                raise NotVisible(subject="phone")
            row = phone_row(index, phones[index], whole=True)
            record(turn.session, turn.employee.id, "phone_shown", "customer", customer_id, turn.now, tail=row.tail)
            return row

        row = await self._context.write(signed_in, work)
        response = self._drawing.piece(request, signed_in, "phone.html", row=row, token=fields["customer"])
        return _telling(response, {"ceji-told": texts.phone_shown(row.tail)})

    async def ask_to_share(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """[申请协作] on the page that names nobody; the answer is the same whether there is such a customer or not."""
        customer_id = customer_of(self._context.key, fields.get("customer", ""), machine_now())
        if customer_id is not None:
            await self._context.write(signed_in, lambda turn: _ask_owner(turn, customer_id))
        return self.answers(request, signed_in, "申请协作", [Text(text=texts.request_sent())])

    def _customer(self, fields: Fields) -> int:
        found = customer_of(self._context.key, fields.get("customer", ""), machine_now())
        if found is None:
            raise NotVisible(subject="customer")
        return found

    def _note(
        self, request: web.Request, signed_in: SidebarSession, fields: Fields, name: str, problem: str = ""
    ) -> web.Response:
        return self._drawing.piece(
            request,
            signed_in,
            "note.html",
            token=fields["customer"],
            name=name,
            note=fields.get("note", ""),
            channel=fields.get("channel", CHANNELS_OFFERED[0][0]),
            channels=CHANNELS_OFFERED,
            problem=problem,
        )

    def _lead(self, request: web.Request, signed_in: SidebarSession, form: LeadForm, item: str) -> web.Response:
        return self._drawing.piece(
            request,
            signed_in,
            "lead.html",
            form=form,
            stages=JOURNEY,
            item=item if _DRAFT_ITEM.fullmatch(item) else "",
        )

    def answers(
        self,
        request: web.Request,
        signed_in: SidebarSession,
        heading: str,
        answers: Sequence[Card | Text],
        *,
        kept: str = "",
        changed: bool = False,
    ) -> web.Response:
        """What a handler has said. `kept` names the form whose typed words need no longer be remembered."""
        drawn = self._drawing.cards(answers, signed_in, self._pages(signed_in))
        response = self._drawing.piece(request, signed_in, "answers.html", heading=heading, answers=drawn)
        told = {"ceji-kept": kept} if kept else {}
        return _telling(response, told | ({"ceji-changed": ""} if changed else {}))

    def _pages(self, signed_in: SidebarSession) -> dict[tuple[str, str], Place]:
        """Where the buttons lead that open something in the chat."""
        home = f"/sidebar?platform={signed_in.platform}"
        return {
            ("menu", "todos"): lambda _: home,
            ("menu", "today"): lambda _: home,
            ("customer", "open"): lambda identifier: self.customer_place(signed_in, int(identifier)),
            ("draft", "new_customer"): lambda identifier: f"/sidebar/{signed_in.platform}/lead?draft={identifier}",
        }

    def customer_place(self, signed_in: SidebarSession, customer_id: int) -> str:
        """The address of a customer's page."""
        token = customer_token(self._context.key, customer_id, machine_now())
        return f"/sidebar?platform={signed_in.platform}&customer={token}"


def number_in(fields: Fields, name: str) -> int:
    """A number that our own page has sent. Raises NotVisible for anything else."""
    value = fields.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise NotVisible(subject=name)
    return int(value)


def _with_way_on(message: Card | Text, place: str) -> Card | Text:
    """The card of a saved lead, with the page of its customer first."""
    if isinstance(message, Text):
        return message
    return message.model_copy(update={"buttons": (Button(label="打开", url=place, style="primary"), *message.buttons)})


def _ask_owner(turn: PageTurn, customer_id: int) -> None:
    one = customer_for_company(turn.session, customer_id)
    if one is None:
        return
    try:
        customer(turn.session, turn.viewer, customer_id)
    except NotVisible:
        owner = employee(turn.session, one.owner_id)
        approver = owner if owner is not None and owner.active else nearest_manager(turn.session, one.owner_id)
        if approver is None or approver.id == turn.employee.id:
            return
        wanted = {"customer_id": one.id, "company": one.name}
        approval, is_new = ask_approval(turn.session, turn.viewer, SHARE, wanted, approver.id, turn.now)
        if is_new:
            asked = collaboration.request(
                request_id=approval.id, asker=turn.employee.name, company=one.name, also_recorded_today=False
            )
            turn.push(approver.id, asked, f"approval:{approval.id}")


def _telling(response: web.Response, events: dict[str, Any]) -> web.Response:
    """Tells the page's script what has happened, once the answer stands in the page."""
    if events:
        response.headers["HX-Trigger-After-Settle"] = json.dumps(events)
    return response
