"""A file that somebody sent: fetched from his platform and looked through, before his turn."""

from __future__ import annotations

import structlog

from adapters.contract import ChatPlatform
from adapters.errors import OutsideError, TooLarge
from adapters.events import FileSent, InboundEvent
from bot import import_texts, texts
from bot.company import Company
from bot.customer_lists import LookedThrough, look_through
from cards.model import Text
from crm_core.access.service import viewer_for
from crm_core.database.engine import Database
from crm_core.errors import Invalid, NotAllowed
from crm_core.organisation.views import Employee

log = structlog.get_logger(__name__)


async def look_into(
    platform: ChatPlatform, database: Database, company: Company, sender: Employee, event: InboundEvent, file: FileSent
) -> LookedThrough | Text:
    """What the list in the file would bring, or the sentence that says why nothing comes of it."""
    try:
        content = await platform.fetch(event, file)
        by = await database.read(lambda session: viewer_for(session, sender))
        return await look_through(database, company.zone, by, file.name or import_texts.NO_NAME, content, event.sent_at)
    except TooLarge:
        return import_texts.refused("too_large")
    except OutsideError as error:
        log.warning("file_not_fetched", platform=event.platform, error=type(error).__name__, **error.facts)
        return import_texts.not_fetched()
    except Invalid as error:
        return import_texts.refused(error.reason)
    except NotAllowed:
        return texts.refused()
