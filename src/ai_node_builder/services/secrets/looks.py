"""What keys look like, for those that are pasted where none belongs."""

import re
from collections.abc import Collection
from hmac import compare_digest

PATTERNS = (
    ("Anthropic", "sk-ant-", r"sk-ant-[\w-]{16,}"),
    ("OpenAI or a provider like it", "sk-", r"sk-(?<![\w-]sk-)(?=[\w-]*\d)[\w-]{16,}"),
    ("Google", "AIza", r"AIza[\w-]{35}"),
    ("Groq", "gsk_", r"gsk_[A-Za-z0-9]{40,}"),
    ("xAI", "xai-", r"xai-[A-Za-z0-9]{40,}"),
    ("Perplexity", "pplx-", r"pplx-[A-Za-z0-9]{32,}"),
    ("Hugging Face", "hf_", r"hf_[A-Za-z]{34}"),
    ("Replicate", "r8_", r"r8_[A-Za-z0-9]{37}"),
    ("GitHub", "gh", r"gh[pousr]_[A-Za-z0-9]{36}"),
    ("GitHub", "github_pat_", r"github_pat_\w{22,}"),
    ("GitLab", "glpat-", r"glpat-[\w-]{20,}"),
    ("AWS", "A", r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}\b"),
    ("Slack", "xox", r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("Stripe", "k_", r"[rs]k_(?:test|live|prod)_[A-Za-z0-9]{10,}"),
)
"""By whose they are, with a part that each holds, which is quick to look for. Prefixes and lengths are those of the
rules of gitleaks (config/gitleaks.toml); of keys that begin with sk- any length from 16 counts, because many
providers hand out such keys."""

LOOKS = [(title, hint, re.compile(pattern)) for title, hint, pattern in PATTERNS]
BETWEEN = re.compile(r"[\s\"'`=,;:<>()\[\]{}]+")


def whose_key(text: str) -> str:
    """Whose key stands in a text, by its look; empty where none does."""
    return next((title for title, hint, look in LOOKS if hint in text and look.search(text)), "")


def holds(text: str, keys: Collection[str]) -> bool:
    """Whether one of the keys stands in a text as a word, compared in the same time for any key."""
    words = {word.encode(errors="replace") for word in (text.strip(), *BETWEEN.split(text))}
    return any(compare_digest(word, key.encode()) for word in words for key in keys)


def masked(text: str) -> str:
    """The text with *** for whatever looks like a key."""
    for _, _, look in LOOKS:
        text = look.sub("***", text)
    return text
