"""The guide says what the product does: its settings, its files, its phrases, and doctor's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from adapters.feishu.scopes import NEEDS
from bot.handlers import registered
from bot.settings import Settings
from crm_core.organisation.views import ROLE_WORDS
from crm_core.rules.rules import DEFINITIONS
from crm_core.rules.views import CompanyRules

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "deploy/guide").glob("*.md"))
DOCUMENTS = (ROOT / "README.md", ROOT / "README.zh-CN.md", *GUIDES)
EXAMPLE = ROOT / ".env.example"


def _names(model: type[BaseModel], prefix: str = "CEJI_") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _names(field.annotation, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def test_the_example_names_every_setting_once() -> None:
    """.env.example: each setting of the product, and none that isn't there."""
    named = re.findall(r"^#?(CEJI_[A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(_names(Settings))


def test_the_example_shows_the_defaults() -> None:
    """.env.example: a line that is commented out shows what holds without it."""
    shown = dict(re.findall(r"^#(CEJI_[A-Z_]+)=(.+)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    for name, value in shown.items():
        model: type[BaseModel] = Settings
        *groups, last = name.removeprefix("CEJI_").lower().split("__")
        for group in groups:
            annotation = model.model_fields[group].annotation
            assert isinstance(annotation, type)
            model = annotation
        default = model.model_fields[last].default
        assert value == str(int(default) if isinstance(default, bool) else default), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_setting_and_file_that_is_named_exists(document: Path) -> None:
    """README, deploy/guide: settings by their names, links and files that lead somewhere."""
    text = document.read_text(encoding="utf-8")
    named = {name.rstrip("_") for name in re.findall(r"CEJI_[A-Z_]+", text)}
    assert named <= set(_names(Settings))
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    assert [link for link in links if not (document.parent / link).exists()] == []
    files = re.findall(r"`((?:deploy|cards|bot|crm_core|tests|nlu|adapters)/[\w./-]+)`", text)
    assert [file for file in files if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("document", GUIDES, ids=lambda one: one.name)
def test_what_doctor_says_is_quoted_word_for_word(document: Path) -> None:
    """deploy/guide: the words of each quoted line of doctor, between its marks and 「…」, stand in the product."""
    product = _source_words()
    quoted = re.findall(r"^\| (`[√✗－] .*?`(?:、`.*?`)*) \|", document.read_text(encoding="utf-8"), re.MULTILINE)
    parts = [re.sub(r"\s", "", part) for line in quoted for part in re.split(r"[`√✗－→…：·；、（）]", line)]
    assert [part for part in parts if part not in product] == []


def _source_words() -> str:
    """What the adapters and doctor may say, as one text without white space and without line breaks in literals."""
    folders = ("adapters/wecom", "adapters/dingtalk", "adapters/feishu", "adapters/services", "bot/commands")
    files = [file for folder in folders for file in sorted((ROOT / folder).glob("*.py"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in (*files, ROOT / "adapters/http.py"))
    return re.sub(r"\s", "", re.sub(r"\"\s*\n\s*f?\"", "", text))


def test_feishus_permissions_are_imported_with_one_paste() -> None:
    """What the guide has an admin paste holds all that doctor asks for, and all that the guide's table explains."""
    text = (ROOT / "deploy/guide/feishu.md").read_text(encoding="utf-8")
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block is not None
    pasted = set(json.loads(block[1])["scopes"]["tenant"])
    table = text[block.end() : text.index("## 4.")]
    assert pasted == set(re.findall(r"`((?:im|contact|cardkit|speech_to_text)[:\w.]+)`", table))
    assert {need.scopes[0] for need in NEEDS} <= pasted


def test_every_key_of_feishus_menu_opens_a_page() -> None:
    """B3: what the guide has an admin copy into the console is a page of the product, at most 30 characters long."""
    text = (ROOT / "deploy/guide/feishu.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| [^|]+ \| `(\w+)` \|$", text, re.MULTILINE)
    assert len(keys) > 5
    assert set(keys) <= registered().known_pages()
    assert max(map(len, keys)) <= 30


@pytest.mark.parametrize("name", ["rep.md", "admin.md"])
def test_every_phrase_of_the_tables_is_a_command(name: str) -> None:
    """O11: what a table tells people to say is something that the product takes."""
    router = registered()
    rows = re.findall(r"^\| (`[^|]+`) \|", (ROOT / "deploy/guide" / name).read_text(encoding="utf-8"), re.MULTILINE)
    phrases = [phrase for row in rows for phrase in re.findall(r"`([^`]+)`", row)]
    assert len(phrases) > 5
    assert [phrase for phrase in phrases if not router.is_command(phrase)] == []


def test_the_admins_page_has_every_rule_with_its_default_and_every_role() -> None:
    """O4: the table of rules is complete and gives the values that hold without a rule."""
    text = (ROOT / "deploy/guide/admin.md").read_text(encoding="utf-8")
    for rule in DEFINITIONS:
        command = "/积分规则" if rule.kind == "points" else "/规则"
        row = re.search(rf"^\| `{command} {rule.word.removesuffix('积分')} .*$", text, re.MULTILINE)
        assert row is not None, rule.word
        default = getattr(CompanyRules(), rule.name)
        shown = f"{default:%H:%M}" if rule.kind == "time" else str(default)
        assert re.search(rf"\| {shown}(?: 小时)? \|", row[0]), row[0]
        assert rule.kind == "time" or f"{rule.low}–{rule.high}" in row[0]
    assert all(word in text for word in ROLE_WORDS.values())
