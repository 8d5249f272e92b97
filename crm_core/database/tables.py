"""Every table of the product, for migrations and for copying a database."""

from __future__ import annotations

from sqlalchemy import MetaData

from crm_core.access.model import ShareRow
from crm_core.allowances.model import PlatformAllowanceRow, PlatformUsageRow
from crm_core.approvals.model import ApprovalRow
from crm_core.assignment.model import TransferRow
from crm_core.attachments.model import AttachmentRow
from crm_core.audit.model import AuditRow, UndoableRow
from crm_core.contacts.model import ContactRow
from crm_core.customers.model import (
    BookRow,
    CustomerAliasRow,
    CustomerKeyRow,
    CustomerPhoneRow,
    CustomerRow,
    GroupCustomerRow,
)
from crm_core.database.inbox import Conversation, InboxEvent
from crm_core.database.job_runs import JobRun
from crm_core.database.leases import LeaseRow
from crm_core.database.outbox import OutboxMessage
from crm_core.database.sent_cards import SentCard
from crm_core.database.types import Base
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.follow_ups.model import CorrectionRow, DraftRow, FollowUpRow
from crm_core.group_pushes.model import GroupPushRow
from crm_core.imports.model import ImportedRow, ImportRow
from crm_core.leads.model import LeadRow
from crm_core.lexicon.model import CompanyWordRow
from crm_core.organisation.model import (
    AccountRow,
    DirectoryReadingRow,
    DoubtfulReadingRow,
    EmployeeJoinRow,
    EmployeeRow,
    TeamRow,
)
from crm_core.points.model import PointsRow
from crm_core.reminders.model import NextStepRow
from crm_core.rules.model import RuleProposalRow, RuleVersionRow
from crm_core.tags.model import CustomerTagRow
from crm_core.welcomes.model import WelcomeRow

TABLES: tuple[type[Base], ...] = (
    TeamRow,
    EmployeeRow,
    DoubtfulReadingRow,
    AccountRow,
    EmployeeJoinRow,
    DirectoryReadingRow,
    CustomerRow,
    CustomerKeyRow,
    CustomerPhoneRow,
    CustomerAliasRow,
    GroupCustomerRow,
    BookRow,
    ShareRow,
    ContactRow,
    ExternalContactRow,
    CustomerTagRow,
    LeadRow,
    DraftRow,
    FollowUpRow,
    CorrectionRow,
    NextStepRow,
    TransferRow,
    PointsRow,
    ApprovalRow,
    RuleProposalRow,
    WelcomeRow,
    RuleVersionRow,
    AuditRow,
    UndoableRow,
    InboxEvent,
    Conversation,
    OutboxMessage,
    SentCard,
    JobRun,
    LeaseRow,
    GroupPushRow,
    PlatformUsageRow,
    PlatformAllowanceRow,
    CompanyWordRow,
    AttachmentRow,
    ImportRow,
    ImportedRow,
)

METADATA: MetaData = Base.metadata
