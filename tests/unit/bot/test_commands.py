"""The command line (INTERFACES «ceji»): exit status, one clear line for a failure, nothing secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.databases import fresh_database
from tests.faults.filled import KEY, execute, fill
from tests.typed import Typed

SECRET = "do-not-show-this-secret"


def test_help_names_every_command(ceji: Typed) -> None:
    """Every command has a help text; `ceji` alone shows them all."""
    status, out, _ = ceji()
    assert status == 0
    for command in ("serve", "demo", "emulate", "doctor", "database", "nlu", "export", "bench"):
        assert f"  {command} " in out
        assert ceji(command, "--help")[0] == 0
    for command in ("upgrade", "backup", "restore", "copy"):
        assert ceji("database", command, "--help")[0] == 0
    assert "\x1b" not in out


@pytest.mark.parametrize(
    "words",
    [
        ("serv",),
        ("serve", "--port", "many"),
        ("serve", "--role", "boss"),
        ("database",),
        ("database", "backup"),
        ("nlu", "parse"),
        ("bench", "--jason"),
    ],
)
def test_wrong_use_is_two_and_one_line(words: tuple[str, ...], ceji: Typed) -> None:
    """Exit status 2; what is wrong and where to read on, in one line on stderr."""
    status, out, err = ceji(*words)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "--help" in err


def test_a_failure_is_one_and_one_line(ceji: Typed) -> None:
    """Exit status 1 and a sentence; the traceback comes with --debug only, wherever it stands."""
    ceji.set(database_url="sqlite:///nowhere/ceji.db", secret_key=KEY)
    status, out, err = ceji("database", "upgrade")
    assert (status, out, err.count("\n")) == (1, "", 1)
    with pytest.raises(Exception, match="nowhere"):
        ceji("database", "upgrade", "--debug")


def test_a_malformed_setting_is_named(ceji: Typed) -> None:
    """The setting and what it takes; not what was entered, which may be a secret."""
    ceji.set(quiet_hours=SECRET)
    status, _, err = ceji("serve")
    assert status == 1
    assert "CEJI_QUIET_HOURS" in err
    assert SECRET not in err


def test_without_a_platform_nothing_is_served(ceji: Typed) -> None:
    """INTERFACES «Settings»: `serve` fails when no platform is left, and says what is missing of a half set one."""
    ceji.set(wecom__corp_id="ww1", wecom__secret=SECRET)
    status, _, err = ceji("serve", "--port", "0", "--host", "127.0.0.1")
    assert status == 1
    assert "CEJI_WECOM__AGENT_ID" in err
    assert SECRET not in err


@pytest.mark.parametrize("role", ["web", "worker"])
def test_sqlite_is_for_one_process(role: str, ceji: Typed) -> None:
    """On SQLite only `--role all`."""
    status, _, err = ceji("serve", "--role", role)
    assert status == 1
    assert "SQLite" in err


def test_upgrade_makes_a_database_and_is_idempotent(ceji: Typed) -> None:
    """`database upgrade`: new, then up to date; readable by its owner only."""
    assert ceji("database", "upgrade")[0] == 0
    status, out, _ = ceji("database", "upgrade")
    assert (status, "最新" in out) == (0, True)
    assert Path("ceji.db").stat().st_mode & 0o077 == 0


def test_corrections_are_exported_as_labelled_lines(ceji: Typed, tmp_path: Path) -> None:
    """A2: what people made of our understanding, one JSON object a line, oldest first."""
    with fresh_database("sqlite", tmp_path) as url:
        fill(url, companies=1)
        for after in ("周四", "周五"):
            execute(
                url,
                "INSERT INTO corrections (employee_id, field, before, after, said, at) "
                f"VALUES (1, 'due', '周三', '{after}', '周三回访', '2026-03-02 01:00:00.000000')",
            )
        ceji.set(database_url=url)
        status, out, _ = ceji("export", "corrections")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [line["after"] for line in lines] == ["周四", "周五"]
    assert lines[0] | {"id": 0} == {
        "id": 0,
        "employee_id": 1,
        "draft_id": None,
        "field": "due",
        "before": "周三",
        "after": "周四",
        "said": "周三回访",
        "at": "2026-03-02T01:00:00+00:00",
    }


def test_a_file_is_scored(ceji: Typed, tmp_path: Path) -> None:
    """`nlu score FILE`: a table, 0; a line without labels is named, 1."""
    labelled = {
        "id": "1",
        "now": "2026-03-02T09:00:00+08:00",
        "text": "好的",
        "expect": {"kind": "other", "follow_ups": [], "lead": None},
    }
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(json.dumps(labelled), encoding="utf-8")
    bad.write_text('{"id": "1"}', encoding="utf-8")
    assert ceji("nlu", "score", str(good))[0] == 0
    status, out, _ = ceji("nlu", "score", str(bad))
    assert (status, "line 1" in out) == (1, True)
    assert ceji("nlu", "score", str(tmp_path / "none.jsonl"))[0] == 1


def test_the_doctor_says_what_is_missing(ceji: Typed) -> None:
    """`doctor` on a fresh machine: each line with what to do, 1; nothing is created."""
    status, out, _ = ceji("doctor")
    assert status == 1
    assert "✗ 平台" in out
    assert "CEJI_PUBLIC_URL" in out
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"database_url": "nonsense"}, "CEJI_DATABASE_URL"),
        ({"database_url": f"postgresql://u:{SECRET}@127.0.0.1:1/x", "secret_key": KEY}, "✗ 数据库"),
        ({"secret_key": "short"}, "✗ 密钥"),
        ({"clock_url": "http://127.0.0.1:1/now"}, "✗ 时钟"),
        ({"public_url": "http://127.0.0.1:1"}, "✗ 公网地址"),
        ({"feishu__app_id": "cli_1"}, "CEJI_FEISHU__APP_SECRET"),
        (
            {"feishu__app_id": "cli_1", "feishu__app_secret": SECRET, "feishu__api_base": "http://127.0.0.1:1"},
            "✗ 飞书",
        ),
        ({"speech__url": "http://127.0.0.1:1", "speech__api_key": SECRET}, "✗ 语音识别"),
        (
            {
                "language_model__url": "http://127.0.0.1:1",
                "language_model__model": "m",
                "language_model__api_key": SECRET,
            },
            "✗ 语言模型",
        ),
    ],
)
def test_the_doctor_asks_the_services_themselves(settings: dict[str, str], said: str, ceji: Typed) -> None:
    """Each setting against what it names; one line says which failed; no secret is shown."""
    ceji.set(**settings)
    status, out, err = ceji("doctor")
    assert status == 1
    assert said in out
    assert SECRET not in out + err


def test_the_doctor_misses_the_key_of_a_database(ceji: Typed) -> None:
    """A database without its key is told, not given a new one."""
    assert ceji("database", "upgrade")[0] == 0
    status, out, _ = ceji("doctor")
    assert status == 1
    assert "✗ 密钥" in out
    assert not Path("ceji.key").exists()


def test_the_doctor_sees_old_tables(ceji: Typed) -> None:
    """Migrations: the remedy is a backup, then the upgrade."""
    ceji.set(secret_key=KEY)
    ceji("database", "upgrade")
    execute("sqlite:///ceji.db", "UPDATE alembic_version SET version_num = '0000'")
    out = ceji("doctor")[1]
    assert "✗ 数据库" in out
    assert "ceji database upgrade" in out


def test_the_example_of_settings_is_true_and_harmless(ceji: Typed) -> None:
    """`.env.example`: every name is a setting of ours, and copied as it is it sets nothing up by half."""
    example = (Path(__file__).resolve().parents[3] / ".env.example").read_text(encoding="utf-8")
    Path(".env").write_text(example, encoding="utf-8")
    known = set()
    for name, field in Settings.model_fields.items():
        parts = getattr(field.annotation, "model_fields", None)
        known |= {f"CEJI_{name}__{part}".upper() for part in parts} if parts else {f"CEJI_{name}".upper()}
    assert {line.split("=")[0] for line in example.splitlines() if line.startswith("CEJI_")} <= known
    out = ceji("doctor")[1]
    assert "没有设全" not in out
    assert "✗ 设置" not in out
