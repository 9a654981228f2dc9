"""All that is known of a text, in one object."""

from ai_node_builder.errors import OptionNotOffered, ToolCallError
from ai_node_builder.types import JsonObject

from .counts import Segments
from .keywords import keywords
from .language import Language, detect
from .languages import AUTO, CHOICES, WITH_KEYWORDS
from .readability import readability
from .sentiment import sentiment

MAX_CHARACTERS = 100_000

UNCERTAIN = (
    "The language is not certain enough, so there is no sentiment, readability and keywords; send more text, "
    "or have the language widget set."
)
ENGLISH_ONLY = "Sentiment and readability are worked out for English only."
NO_KEYWORDS = "Keywords are not worked out for this language."


class TextTooLong(ToolCallError):
    """The text is over the limit."""

    code = "text_too_long"


def analyze(text: str, language: str = AUTO, keyword_count: int = 5) -> JsonObject:
    """`{"counts", "reading_time_seconds", "language", "sentiment", "readability", "keywords", "notes"}`.

    `language` is "auto" or a code of `CHOICES`. What cannot be worked out is None, and a note says why.
    """
    if language not in CHOICES:
        raise OptionNotOffered(f"language must be {AUTO} or a code such as en, not {language!r}.")
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(
            f"the text has {len(text):,} characters, at most {MAX_CHARACTERS:,} are allowed; send it in parts."
        )
    text = _whole_characters(text)
    found = detect(text) if language == AUTO else Language(language, None)
    segments = Segments.of(text, found)
    english = found is not None and found.code == "en"
    return {
        "counts": segments.counts(),
        "reading_time_seconds": segments.reading_time(),
        "language": found.as_json() if found else None,
        "sentiment": sentiment(segments.sentences) if english else None,
        "readability": readability(segments.words, len(segments.sentences)) if english else None,
        "keywords": keywords(segments.sentences, found.code, keyword_count) if found else None,
        "notes": _notes(found),
    }


def _whole_characters(text: str) -> str:
    """The text with halves of surrogate pairs, which JSON can carry, replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _notes(found: Language | None) -> list[str]:
    if found is None:
        return [UNCERTAIN]
    notes = [] if found.code == "en" else [ENGLISH_ONLY]
    return notes if found.code in WITH_KEYWORDS else [*notes, NO_KEYWORDS]
