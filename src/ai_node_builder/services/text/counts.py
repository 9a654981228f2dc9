"""Characters, words and sentences as people count them, by ICU, the Unicode consortium's own library.

ICU follows UAX #29 and has dictionaries for languages that put no spaces between words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from icu4py.breakers import CharacterBreaker, SentenceBreaker, WordBreaker

from ai_node_builder.types import JsonObject

from .language import Language

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction: M. Brysbaert, "How many words do we read per minute?" (2019)."""

TITLES = re.compile(r"\b(Dr|Prof)\.(?=\s)")


@dataclass(frozen=True, slots=True)
class Segments:
    """A text, taken apart."""

    characters: tuple[str, ...]
    words: tuple[str, ...]
    sentences: tuple[str, ...]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str, language: Language | None) -> "Segments":
        """Words and sentences hold at least one letter or digit; all else between them is left out."""
        code = language.code if language else "und"
        return cls(
            characters=tuple(CharacterBreaker(text, code)),
            words=tuple(word for word in WordBreaker(text, code) if _says_something(word)),
            sentences=tuple(sentence for sentence in _sentences(text, code) if _says_something(sentence)),
            lines=tuple(text.splitlines()),
        )

    def counts(self) -> JsonObject:
        """Paragraphs are blocks of lines with blank lines between them."""
        return {
            "characters": len(self.characters),
            "characters_without_spaces": sum(not character.isspace() for character in self.characters),
            "words": len(self.words),
            "sentences": len(self.sentences),
            "lines": len(self.lines),
            "paragraphs": sum(filled for filled, _ in groupby(bool(line.strip()) for line in self.lines)),
        }

    def reading_time(self) -> int:
        """In seconds."""
        return ceil(len(self.words) * 60 / WORDS_A_MINUTE)


def _sentences(text: str, code: str) -> Iterator[str]:
    # "ss" asks for sentences that do not end at abbreviations; its list has "Mr." and lacks these.
    return iter(SentenceBreaker(TITLES.sub(r"\1 ", text), f"{code}-u-ss-standard"))


def _says_something(segment: str) -> bool:
    return any(character.isalnum() for character in segment)
