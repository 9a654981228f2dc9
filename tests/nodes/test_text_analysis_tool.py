import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_node_builder.nodes.text_analysis_tool import TextAnalysisTool
from ai_node_builder.services.text.analysis import MAX_CHARACTERS, analyze

Ask = Callable[..., Awaitable[Any]]
Tool: Any = TextAnalysisTool

ENGLISH = "The lighthouse stands on a lonely rock. Every night its beautiful light guides the ships home."
FAMILY = "👩‍👩‍👧‍👦"


def call(text: str) -> dict[str, Any]:
    return {"id": "t", "arguments": {"text": text}}


def counts(text: str, language: str = "auto") -> tuple[int, int, int]:
    found = analyze(text, language)["counts"]
    return found["characters"], found["words"], found["sentences"]


async def test_the_definition(ask: Ask) -> None:
    definition = await ask(Tool())
    assert definition["name"] == "analyze_text"
    assert definition["input_schema"]["required"] == ["text"]


async def test_the_examples_of_the_docs_page(ask: Ask, docs_examples: Callable[..., Any]) -> None:
    examples = docs_examples(TextAnalysisTool)
    assert len(examples) == 2
    for asked, answer in examples:
        assert await ask(Tool(), asked) == answer


@pytest.mark.parametrize("module", ["numpy", "yake", "py3langid", "icu4py", "vaderSentiment", "syllapy"])
def test_the_node_is_imported_without_its_libraries(module: str) -> None:
    code = f"import sys, ai_node_builder.nodes.text_analysis_tool; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "characters", "words", "sentences"),
    [
        ("", 0, 0, 0),
        ("a", 1, 1, 1),
        ("one two three", 13, 3, 1),
        ("One. Two! Three?", 16, 3, 3),
        ("It costs 3.14 euros, doesn't it?", 32, 6, 1),
        ("Mr. Smith met Dr. Brown. They talked.", 37, 7, 2),
        ("Prof. Lee came at 3 p.m. He ate.", 32, 8, 2),
        ("self-care @ home", 16, 3, 1),
        ("?! … --", 7, 0, 0),
        ("one\r\ntwo", 7, 2, 2),
    ],
)
def test_counts(text: str, characters: int, words: int, sentences: int) -> None:
    assert counts(text, "en") == (characters, words, sentences)


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        (FAMILY, 1, 0),
        (f"my {FAMILY} family", 11, 2),
        ("🇩🇪🇫🇷🇯🇵", 3, 0),
        ("👍🏽👍🏿", 2, 0),
        ("1️⃣ ❤️", 3, 1),
        ("e\u0301", 1, 1),
        ("Zoe\u0308 cafe\u0301", 8, 2),
        ("Z" + "\u0301" * 50 + "algo", 5, 1),
        ("한국어", 3, 1),
        ("\u1112\u1161\u11ab", 1, 1),
        ("नमस्ते दुनिया", 7, 2),
    ],
)
def test_a_character_is_what_people_see_as_one(text: str, characters: int, words: int) -> None:
    assert counts(text)[:2] == (characters, words)


@pytest.mark.parametrize(
    ("text", "characters", "words", "sentences"),
    [
        ("我爱北京天安门。今天天气很好！", 15, 7, 2),
        ("日本語を勉強しています。", 12, 6, 1),
        ("ฉันรักประเทศไทย", 13, 3, 1),
        ("สวัสดีครับ", 7, 2, 1),
        ("ຂ້ອຍຮັກເຈົ້າ", 8, 3, 1),
        ("שלום עולם! מה שלומך?", 20, 4, 2),
        ("مرحبا بالعالم. كيف حالك؟", 24, 4, 2),
        ("مُحَمَّد", 4, 1, 1),
    ],
)
def test_scripts_without_spaces_and_from_right_to_left(text: str, characters: int, words: int, sentences: int) -> None:
    assert counts(text) == (characters, words, sentences)


@pytest.mark.parametrize(
    ("text", "lines", "paragraphs"),
    [
        ("", 0, 0),
        ("one", 1, 1),
        ("one\n", 1, 1),
        ("one\ntwo", 2, 1),
        ("one\n\ntwo\n \n\nthree\n\n", 7, 3),
        ("\n\n", 2, 0),
        ("one\r\n\r\ntwo", 3, 2),
    ],
)
def test_lines_and_paragraphs(text: str, lines: int, paragraphs: int) -> None:
    found = analyze(text)["counts"]
    assert (found["lines"], found["paragraphs"]) == (lines, paragraphs)


def test_spaces_are_counted_apart() -> None:
    assert analyze("a b\u00a0c\td\ne \u3000")["counts"]["characters_without_spaces"] == 5


@pytest.mark.parametrize(("words", "seconds"), [(0, 0), (1, 1), (238, 60), (239, 61)])
def test_reading_time(words: int, seconds: int) -> None:
    assert analyze("word " * words)["reading_time_seconds"] == seconds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        ("Das Wetter ist heute schlecht, und wir bleiben zu Hause.", "de"),
        ("Bonjour tout le monde, comment allez-vous ?", "fr"),
        ("我爱北京天安门", "zh"),
        ("ฉันรักประเทศไทย", "th"),
        ("שלום עולם", "he"),
        ("", None),
        ("OK", None),
        ("12345 !?", None),
        (FAMILY, None),
    ],
)
def test_the_language_is_found_or_left_open(text: str, code: str | None) -> None:
    language = analyze(text)["language"]
    assert (language and language["code"]) == code
    assert language is None or 0.5 <= language["probability"] <= 1


async def test_a_language_that_was_set_is_not_guessed(ask: Ask) -> None:
    answer = await ask(Tool(language="en"), call("Great!"))
    assert answer["result"]["language"] == {"code": "en", "probability": None}
    assert answer["result"]["sentiment"]["label"] == "positive"
    assert answer["result"]["notes"] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love this wonderful place, and the people are so kind.", "positive"),
        ("This is the worst service, and I hate the terrible food.", "negative"),
        ("The train leaves the station at noon on Monday.", "neutral"),
        ("The food was not good.", "negative"),
        ("Everyone here is happy 😊 ❤️", "positive"),
    ],
)
def test_sentiment(text: str, label: str) -> None:
    found = analyze(text, "en")["sentiment"]
    assert found["label"] == label
    assert found["positive"] + found["neutral"] + found["negative"] == pytest.approx(1, abs=0.01)


def test_every_sentence_has_the_same_weight() -> None:
    good, bad = "This is great.", "The hotel in that long street over there was bad."
    means = [analyze(text, "en")["sentiment"]["compound"] for text in (good, bad, f"{good} {bad}")]
    assert means[2] == pytest.approx((means[0] + means[1]) / 2, abs=0.001)


@pytest.mark.parametrize(
    ("text", "ease", "grade"),
    [
        # 6 words of 1 syllable: 206.835 - 1.015 * 6 - 84.6 and 0.39 * 6 + 11.8 - 15.59.
        ("The cat sat on the mat.", 116.1, -1.4),
        # 4 words with 2, 5, 1 and 4 syllables in 1 sentence.
        ("Seven universities do mathematics.", -51.0, 21.4),
        # A number has a syllable at least: 3 words, 2 sentences, 3 syllables.
        ("Go! 7 times", 120.7, -3.2),
    ],
)
def test_readability(text: str, ease: float, grade: float) -> None:
    found = analyze(text, "en")["readability"]
    assert found == {"flesch_reading_ease": ease, "flesch_kincaid_grade": grade}


@pytest.mark.parametrize(
    ("text", "language", "notes"),
    [
        (ENGLISH, "auto", 0),
        ("Wir bleiben heute zu Hause, denn es regnet.", "auto", 1),
        ("ฉันรักประเทศไทย", "auto", 2),
        ("OK", "auto", 1),
    ],
)
def test_what_is_not_worked_out_is_null_and_said(text: str, language: str, notes: int) -> None:
    found = analyze(text, language)
    assert len(found["notes"]) == notes
    assert (found["sentiment"] is None, found["readability"] is None) == (notes > 0, notes > 0)
    assert (found["keywords"] is None) == (text in ("OK", "ฉันรักประเทศไทย"))


@pytest.mark.parametrize("text", ["...", "\n", FAMILY])
def test_english_without_words_has_no_mood(text: str) -> None:
    found = analyze(text, "en")
    assert (found["sentiment"], found["readability"], found["keywords"]) == (None, None, [])


@pytest.mark.parametrize("count", [0, 1, 3, 20])
async def test_the_number_of_keywords_is_a_widget(ask: Ask, count: int) -> None:
    answer = await ask(Tool(keywords=count), call(ENGLISH))
    assert len(answer["result"]["keywords"]) == min(count, 15)


@pytest.mark.parametrize(
    ("text", "language", "keyword"),
    [
        ("The solar panel works. A solar panel makes power. Buy a solar panel now.", "en", "solar panel"),
        ("Die Straßenbahn fährt. Die Straßenbahn hält. Wir nehmen die Straßenbahn.", "de", "Straßenbahn"),
        ("Praha je krásná. Praha je stará. Praha je hlavní.", "cs", "Praha"),
        ("نظام الذكاء. نظام الذكاء جديد. نحب نظام الذكاء", "ar", "نظام الذكاء"),
    ],
)
def test_keywords(text: str, language: str, keyword: str) -> None:
    assert keyword in analyze(text, language, 3)["keywords"]


async def test_too_long_a_text_is_refused(ask: Ask) -> None:
    answer = await ask(Tool(), call("x" * (MAX_CHARACTERS + 1)))
    assert answer["error"].startswith("Text analysis error: the text has 100,001 characters")
    assert answer["code"] == "text_too_long"


async def test_an_empty_text_is_missing(ask: Ask) -> None:
    answer = await ask(Tool(), call(" \n"))
    assert answer["error"].startswith("Text analysis error: give the text argument")
    assert answer["code"] == "argument_missing"


async def test_an_unknown_language_is_refused(ask: Ask) -> None:
    answer = await ask(Tool(language="tlh"), call("nuqneH"))
    assert answer["error"].startswith("Text analysis error: language must be auto or a code")
    assert answer["code"] == "option_not_offered"


def test_half_a_surrogate_pair_counts_as_a_character() -> None:
    assert counts("a\ud83d b") == (4, 2, 1)


# Each of these takes minutes where a step is quadratic: the test would run into its time limit.
@pytest.mark.parametrize(
    "piece",
    [" ", "\n", '"', "\u200d", "a\u0301", "🇩", "x.y.z. ", "is! ", "(a. ", "Mr. ", "a'", "a", "ก", "good but ", ". 1"],
)
def test_the_longest_text_is_analyzed_whatever_it_holds(piece: str) -> None:
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    assert analyze(text, "en", 20)["counts"]["characters"] >= 1


@given(st.text(max_size=200), st.sampled_from(["auto", "en", "ar"]))
def test_every_text_can_be_analyzed_and_gives_the_same_again(text: str, language: str) -> None:
    found = analyze(text, language)
    characters = found["counts"]["characters"]
    assert found["counts"]["characters_without_spaces"] <= characters <= len(text)
    assert analyze(text, language) == found
