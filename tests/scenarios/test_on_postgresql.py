"""The conversations that everybody has, on PostgreSQL: the same code, another engine (ARCHITECTURE §3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.scenarios import (
    test_answers,
    test_collaboration,
    test_corrections,
    test_daily_report,
    test_drafts,
    test_duplicate,
    test_imports,
    test_lead,
    test_manage_team,
    test_morning_digest,
    test_odd_messages,
    test_same_customer,
    test_settings,
)
from tests.scenarios.company import NINE, Company, running_company

Play = Callable[[Company], Awaitable[None]]

AT_NINE: list[Play] = [
    test_lead.test_a_rep_tells_a_lead_on_one_line,
    test_lead.test_taken_back_and_brought_back_by_buttons,
    test_duplicate.test_an_odd_spelling_of_a_known_customer,
    test_daily_report.test_a_spoken_report_is_written_when_confirmed,
    test_daily_report.test_several_customers_in_one_report,
    test_daily_report.test_what_is_clear_is_written_before_the_question_is_answered,
    test_answers.test_the_word_does_what_the_button_does,
    test_answers.test_undo_names_what_it_takes_back,
    test_corrections.test_a_written_record_waits_for_a_second_look,
    test_same_customer.test_he_called_again,
    test_collaboration.test_a_second_record_needs_the_manager,
    test_drafts.test_an_unknown_company_becomes_a_lead_and_the_draft_goes_on,
    test_drafts.test_copies_and_phrases_earn_nothing,
    test_manage_team.test_giving_a_lead_to_a_colleague_and_back,
    test_odd_messages.test_the_same_message_fifty_times_at_once,
    test_odd_messages.test_two_reps_tell_the_same_customer_at_once,
    test_settings.test_ranking_and_staying_out_of_it,
    test_settings.test_a_rule_is_previewed_before_it_runs,
]
BEFORE_NINE: list[Play] = [
    test_morning_digest.test_the_managers_list_at_nine,
    test_morning_digest.test_a_pooled_lead_is_on_one_digest_only,
]


@pytest.mark.parametrize(
    ("play", "at"),
    [(play, NINE) for play in AT_NINE] + [(play, NINE - timedelta(seconds=10)) for play in BEFORE_NINE],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_on_postgresql(tmp_path: Path, play: Play, at: datetime) -> None:
    """A1, A14, C1, C2, C4, D1, D4, E1, F4, F12, O4: as on SQLite."""
    with fresh_database("postgresql", tmp_path) as url:
        async with running_company("wecom", url, at=at) as company:
            await play(company)


@pytest.mark.parametrize(
    "play", [test_imports.test_a_list_is_looked_at_then_comes_in, test_imports.test_taken_back_by_the_word]
)
async def test_files_on_postgresql(tmp_path: Path, play: Play) -> None:
    """A17: where people can send files."""
    with fresh_database("postgresql", tmp_path) as url:
        async with running_company("dingtalk", url) as company:
            await play(company)
