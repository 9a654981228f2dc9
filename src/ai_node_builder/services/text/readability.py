"""How easily an English text reads."""

from collections.abc import Sequence

import syllapy  # type: ignore[import-untyped]

from ai_node_builder.types import JsonObject


def readability(words: Sequence[str], sentences: int) -> JsonObject | None:
    """Flesch's reading ease (100 is easy, 0 is hard) and the Flesch-Kincaid grade (years of school in the USA).

    None for a text without words. Sources: R. Flesch, "A new readability yardstick" (1948);
    J. P. Kincaid and others, "Derivation of new readability formulas" (1975).
    """
    if not words:
        return None
    words_a_sentence = len(words) / sentences
    syllables_a_word = sum(map(_syllables, words)) / len(words)
    return {
        "flesch_reading_ease": round(206.835 - 1.015 * words_a_sentence - 84.6 * syllables_a_word, 1),
        "flesch_kincaid_grade": round(0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59, 1),
    }


def _syllables(word: str) -> int:
    # It counts none in a number.
    return max(1, int(syllapy.count(word.replace("’", "'"))))
