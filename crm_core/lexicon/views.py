"""What the rest of the product sees of the company's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WordKind = Literal["rival", "product", "stage"]


@dataclass(frozen=True, slots=True)
class CompanyWord:
    """One word; `means` is the stage that a stage word means, else empty."""

    id: int
    kind: WordKind
    word: str
    means: str
    state: str
