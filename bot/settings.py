"""Every setting: environment variables `CEJI_…`, the same names in `.env` or `ceji.toml` (INTERFACES «Settings»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from adapters.registry import DingTalkSettings, FeishuSettings, PlatformSettings, WeComSettings
from adapters.services.language_model import LanguageModelSettings
from adapters.services.speech import SpeechSettings


class SettingsError(Exception):
    """A setting is missing or malformed; the message is one sentence for the person who installs."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing is pushed, in the person's zone; may pass midnight."""

    start: time
    end: time

    def covers(self, at: time) -> bool:
        """Whether this local time is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Settings(BaseSettings):
    """All settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix="CEJI_",
        env_nested_delimiter="__",
        env_file=".env",
        toml_file="ceji.toml",
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: str = Field("sqlite:///ceji.db", description="sqlite:///文件，或 postgresql://用户:密码@主机/库名")
    public_url: str = Field("", description="成员的客户端和平台能访问到的地址，如 https://crm.example.cn")
    secret_key: SecretStr = Field(SecretStr(""), description="签名和加密用；不填时生成在数据库旁的 ceji.key")
    timezone: str = Field("Asia/Shanghai", description="公司所在时区")
    clock_url: str = Field("", description="测试时钟的地址，须同时设 CEJI_ALLOW_TEST_CLOCK=1")
    allow_test_clock: bool = Field(False, description="允许用测试时钟")
    quiet_hours: str = Field("21:00-08:00", description="不主动打扰的时段，或 off")
    admins: str = Field("", description="最初的管理员：平台:用户ID，逗号分隔，如 wecom:laowu")
    wecom: WeComSettings = Field(default_factory=WeComSettings)
    dingtalk: DingTalkSettings = Field(default_factory=DingTalkSettings)
    feishu: FeishuSettings = Field(default_factory=FeishuSettings)
    speech: SpeechSettings = Field(default_factory=SpeechSettings)
    language_model: LanguageModelSettings = Field(default_factory=LanguageModelSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("没有这个时区，例：Asia/Shanghai") from error
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _readable_hours(cls, value: str) -> str:
        read_quiet_hours(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("要以 http:// 或 https:// 开头")
        return value.rstrip("/")

    @field_validator("admins")
    @classmethod
    def _readable_admins(cls, value: str) -> str:
        for item in filter(None, (part.strip() for part in value.split(","))):
            platform, _, user_id = item.partition(":")
            if platform not in ("wecom", "dingtalk", "feishu", "console") or not user_id:
                raise ValueError("写成 平台:用户ID，例：wecom:laowu,feishu:ou_123")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The company's zone."""
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> QuietHours | None:
        """When nothing is pushed; None for never."""
        return read_quiet_hours(self.quiet_hours)

    @property
    def admin_accounts(self) -> list[tuple[str, str]]:
        """(platform, user id) of the first administrators."""
        items = [part.strip() for part in self.admins.split(",") if part.strip()]
        return [(item.split(":", 1)[0], item.split(":", 1)[1]) for item in items]

    @property
    def platforms(self) -> dict[str, PlatformSettings]:
        """The settings of every chat platform, set or not."""
        return {"wecom": self.wecom, "dingtalk": self.dingtalk, "feishu": self.feishu}


def read_quiet_hours(value: str) -> QuietHours | None:
    """`21:00-08:00`, or `off`. Raises ValueError for anything else."""
    if value.strip().lower() == "off":
        return None
    start, _, end = value.partition("-")
    try:
        return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))
    except ValueError as error:
        raise ValueError("写成 21:00-08:00，或 off") from error


def load_settings(**given: Any) -> Settings:
    """Reads the settings. Raises SettingsError with one sentence that names the setting and what it takes."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "CEJI_" + "__".join(str(part) for part in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name}：{reason}") from None


def key_file(database_file: Path) -> Path:
    """Where an embedded set-up keeps its secret key: beside the database."""
    return database_file.parent / "ceji.key"
