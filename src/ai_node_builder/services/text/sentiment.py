"""The mood of an English text, by VADER."""

from collections.abc import Iterable, Iterator
from functools import cache
from statistics import fmean
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from ai_node_builder.types import JsonObject

THRESHOLD = 0.05
"""Of the compound score, from the documentation of VADER."""
LONGEST = 100
"""Words that are scored at once: VADER compares every word with all others, which a sentence may have thousands of."""


def sentiment(sentences: Iterable[str]) -> JsonObject | None:
    """Mean scores of the sentences: `compound` is -1 to 1, the other three are shares that add up to 1.

    None for a text without sentences.
    """
    scores = [_analyzer().polarity_scores(piece) for piece in _pieces(sentences)]
    if not scores:
        return None
    compound = round(fmean(score["compound"] for score in scores), 3)
    return {
        "label": _label(compound),
        "compound": compound,
        "positive": round(fmean(score["pos"] for score in scores), 3),
        "neutral": round(fmean(score["neu"] for score in scores), 3),
        "negative": round(fmean(score["neg"] for score in scores), 3),
    }


def _pieces(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        words = sentence.split()
        for start in range(0, len(words), LONGEST):
            yield " ".join(words[start : start + LONGEST])


def _label(compound: float) -> str:
    if abs(compound) < THRESHOLD:
        return "neutral"
    return "positive" if compound > 0 else "negative"


@cache
def _analyzer() -> Any:
    return SentimentIntensityAnalyzer()
