"""What the settings of every chat platform have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from pydantic import BaseModel, ConfigDict, SecretStr


class PlatformSettings(BaseModel, ABC):
    """Settings of one platform: plain fields, secrets as `SecretStr`, never shown in a validation error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @abstractmethod
    def required(self) -> tuple[str, ...]:
        """Names of the fields without which the platform stays off."""

    def missing(self) -> list[str]:
        """Names of required fields that are not set."""
        return [name for name in self.required() if not self._is_set(name)]

    def any_set(self) -> bool:
        """Whether a required field is set: someone means to use this platform."""
        return any(self._is_set(name) for name in self.required())

    def _is_set(self, name: str) -> bool:
        value = getattr(self, name)
        return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
