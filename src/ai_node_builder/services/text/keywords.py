"""What a text is about, by YAKE, which needs nothing but the text and a list of stop words."""

import re
from collections.abc import Iterable

from yake import KeywordExtractor

from .languages import WITH_KEYWORDS

STOP_WORDS = {"cs": "cz"}
"""YAKE's names of its lists, where they are not the ISO 639-1 code."""
LONGEST_PHRASE = 2
BOUNDARIES = re.compile(r"""[.!?…؟。！？()\[\]{}<>"“”„«»/\\@|]+|\S{51,}""")


def keywords(sentences: Iterable[str], language: str, count: int) -> list[str] | None:
    """The most telling words and phrases, best first; None for a language that is not in WITH_KEYWORDS."""
    if language not in WITH_KEYWORDS:
        return None
    if not count:
        return []
    extractor = KeywordExtractor(lan=STOP_WORDS.get(language, language), n=LONGEST_PHRASE, top=count)
    found = extractor.extract_keywords(" ".join(map(_plain, sentences)))
    return [keyword for keyword, _ in found]


def _plain(sentence: str) -> str:
    """The sentence in a form that YAKE neither splits nor joins: that takes quadratic time on dots and brackets."""
    words = BOUNDARIES.sub(" , ", sentence).strip(" ,")
    return f"{words[:1].upper()}{words[1:]} !"
