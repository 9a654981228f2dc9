"""What a request asks for, read with fixed rules: a picture, a story, a sum, the weather, or text statistics."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be asked for."""

    PICTURE = "picture"
    STORY = "story"
    SUM = "sum"
    WEATHER = "weather"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Wish:
    """A request in short. `subject` is the picture's prompt, the story's topic, the expression, city or text."""

    kind: Kind
    subject: str


PICTURE_NOUN = r"(?:image|picture|illustration|drawing|painting|photo|photograph|sketch|portrait|poster)s?"
PICTURE = re.compile(
    r"\b(?:draw|paint|sketch|illustrate|generate|create|make|render|design|show)\b(?: me| us)?"
    rf"(?: (?:an?|the|some|one))?(?P<style>(?: [\w-]+){{0,3}}?) {PICTURE_NOUN}\b"
    r"(?: (?:of|showing|with|depicting|about|that shows))?:? (?P<subject>.+)",
    re.IGNORECASE | re.DOTALL,
)
PICTURE_OF = re.compile(
    rf"^(?:an?|the)?(?P<style>(?: ?[\w-]+){{0,2}}?) ?{PICTURE_NOUN} of (?P<subject>.+)", re.IGNORECASE | re.DOTALL
)
DRAW = re.compile(
    r"\b(?:draw|paint|sketch|illustrate)\b(?: me| us)?:?(?P<style>) (?P<subject>.+)", re.IGNORECASE | re.DOTALL
)
BARE_NOUN = re.compile(rf"(?:an?|the|some)? ?{PICTURE_NOUN}", re.IGNORECASE)

STORY = re.compile(r"\b(?:story|tale)\b(?:.*?\b(?:about|of)\b (?P<topic>.+))?", re.IGNORECASE | re.DOTALL)
STORY_VERB = re.compile(r"\b(?:tell|write|make|create|illustrate|illustrated|invent)\b", re.IGNORECASE)
STORY_END = re.compile(
    r"(?:[,.;]| and| then)+ (?:and |then |please )*(?:illustrate|draw|paint|show|include|add|with)\b.*|"
    r",? with (?:\w+ )?(?:pictures|images|illustrations|scenes)\b.*",
    re.IGNORECASE | re.DOTALL,
)
ANY_TOPIC = "a small lantern"

WEATHER = re.compile(r"\b(?:weather|forecast|temperature|how (?:cold|warm|hot)|raining|snowing|sunny)\b", re.IGNORECASE)
CITY = re.compile(r"\b(?:in|for|at|of) (?P<city>[^?.!;\n]+)", re.IGNORECASE)
CITY_END = re.compile(
    r",? \b(?:today|tonight|tomorrow|now|right now|currently|like|at the moment|please|this \w+)\b.*", re.IGNORECASE
)

STATISTICS = re.compile(
    r"\b(?:analy[sz]e|statistics|how many (?:words|characters|letters|sentences)|count the \w+|word count)\b",
    re.IGNORECASE,
)
AFTER_COLON = re.compile(r"[:\n]\s*(?P<text>.+)", re.DOTALL)
QUOTED = re.compile(r"[\"“](?P<text>.+)[\"”]", re.DOTALL)

SUM_CUE = re.compile(r"\b(?:what|how much|calculate|compute|work out|solve|evaluate|sum)\b|=", re.IGNORECASE)
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPOKEN = (
    *((rf"\b{word}\b", str(number)) for number, word in enumerate(NUMBERS)),
    (r"(?<=\d),(?=\d{3}\b)", ""),
    (r"([\d.]+) ?(?:%|percent) of ([\d.]+)", r"\1/100*\2"),
    (r"\bsquare root of ([\d.]+)", r"sqrt(\1)"),
    (r"\b(?:multiplied by|times)\b|(?<=\d) ?x ?(?=\d)", "*"),
    (r"\bdivided by\b|(?<=\d) over (?=\d)", "/"),
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\bto the power of\b", "^"),
    (r" squared\b", "^2"),
    (r" cubed\b", "^3"),
)
FUNCTION = r"(?:sqrt|cbrt|abs|round|floor|ceil|exp|log|ln|sin|cos|tan|factorial|min|max|gcd|lcm|mean)\("
EXPRESSION = re.compile(rf"(?:{FUNCTION}|\bpi\b|[\d.+\-*/^%×÷√(), ])+")
OPERATION = re.compile(rf"[\d)]\s*[-+*/^%×÷]\s*[\d(.√\w]|{FUNCTION}|√")
DATE = re.compile(r"\b\d{4}-\d\d?-\d\d?\b")


def read_wish(text: str) -> Wish | None:
    """The wish in a request, or None where the rules find none."""
    text = text.strip()
    for read in (_statistics, _story, _picture, _weather, _sum):
        if wish := read(text):
            return wish
    return None


def _statistics(text: str) -> Wish | None:
    cue = STATISTICS.search(text)
    found = cue and (QUOTED.search(text, cue.end()) or AFTER_COLON.search(text, cue.end()))
    return Wish(Kind.STATISTICS, found["text"].strip()) if found else None


def _story(text: str) -> Wish | None:
    found = STORY.search(text)
    if not found or not STORY_VERB.search(text):
        return None
    topic = _tidy(STORY_END.sub("", found["topic"] or ""))
    return Wish(Kind.STORY, topic or ANY_TOPIC)


def _picture(text: str) -> Wish | None:
    found = PICTURE.search(text) or PICTURE_OF.search(text) or DRAW.search(text)
    if not found:
        return None
    subject, style = _tidy(found["subject"]), found["style"].strip(" 0123456789")
    if not subject or BARE_NOUN.fullmatch(subject):
        return None
    return Wish(Kind.PICTURE, f"{subject}, {style}" if style else subject)


def _weather(text: str) -> Wish | None:
    cities = [found["city"] for found in CITY.finditer(text)] if WEATHER.search(text) else []
    city = _tidy(CITY_END.sub("", cities[-1])) if cities else ""
    return Wish(Kind.WEATHER, city) if city else None


def _sum(text: str) -> Wish | None:
    text = DATE.sub("", text)
    for pattern, sign in SPOKEN:
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    found = max((e.strip(" ,.").rstrip("+-*/^% ") for e in EXPRESSION.findall(text)), key=len, default="")
    if not OPERATION.search(found) or not (SUM_CUE.search(text) or found == text.strip(" ?.")):
        return None
    return Wish(Kind.SUM, found)


def _tidy(text: str) -> str:
    """The subject without the politeness and the punctuation round it."""
    text = re.sub(r"[\s,]*\b(?:please|for me|for us)\b[\s.!?]*$", "", text.strip(), flags=re.IGNORECASE)
    return " ".join(text.split()).strip(" .!?\"'“”:")
