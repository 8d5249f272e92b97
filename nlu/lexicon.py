"""The words that a company can add to the parser's own: rival vendors, products, words for stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlu.stages import SYNONYMS


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words beside those of the language itself.

    `competitors`: names of rival vendors, found without a telling context. `products`: own products, taken as
    topics wherever they are named of a contact. `stages`: a company's own word → one of STAGES.
    """

    competitors: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    stages: Mapping[str, str] = field(default_factory=dict)

    def extended(
        self,
        *,
        competitors: Iterable[str] = (),
        products: Iterable[str] = (),
        stages: Mapping[str, str] | None = None,
    ) -> Lexicon:
        """A lexicon with more words; this one stays as it is."""
        return Lexicon(
            self.competitors | frozenset(competitors),
            self.products | frozenset(products),
            {**self.stages, **(stages or {})},
        )

    def stage_words(self) -> Mapping[str, str]:
        """All words for stages."""
        return {**SYNONYMS, **self.stages}


DEFAULT = Lexicon()
