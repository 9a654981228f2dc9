"""Which language a text is in, by py3langid, whose model comes with it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ai_node_builder.types import JsonObject

NO_LANGUAGE = "zxx"
CERTAIN = 0.5
"""From here on the language is likelier than all others together."""


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code, and how likely it is, 0 to 1; None where a human has set it."""

    code: str
    probability: float | None

    def as_json(self) -> JsonObject:
        return {"code": self.code, "probability": self.probability}


def detect(text: str) -> Language | None:
    """The language, or None where the text is too short, too mixed or no language at all."""
    code, probability = _identifier().classify(text)
    if code == NO_LANGUAGE or probability < CERTAIN:
        return None
    return Language(code, round(probability, 2))


@cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Dialects and creoles of three letters take so much from English, Arabic and Chinese that short texts
    # in these would stay undecided.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 or code == NO_LANGUAGE])
    return identifier
