"""The languages that more can be said of than counts, as ISO 639-1 codes. Light, so that a node can offer them."""

AUTO = "auto"

WITH_KEYWORDS = (
    *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "hi", "hr", "hu", "hy", "id"),
    *("it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk"),
)
"""Those that YAKE has stop words for, without Chinese and Japanese, whose words have no spaces between them."""

CHOICES = (AUTO, *sorted((*WITH_KEYWORDS, "ja", "th", "zh")))
