"""The providers whose keys have names that everyone uses, and the hosts that these keys are for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as litellm names it.

    `variables` are the environment variables of litellm's documentation that may hold a key, `hosts` the hosts
    of the provider's API. A GET of `probe` costs nothing and is refused without a good key; the key goes into
    the header `header`, after `scheme`, or, where `query` is set, into the address.
    """

    title: str
    variables: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    probe: str = ""
    header: str = "Authorization"
    scheme: str = "Bearer "
    query: str = ""
    also: tuple[tuple[str, str], ...] = ()
    """Further headers that the provider insists on."""


def _bearer(title: str, variable: str, host: str, path: str) -> Provider:
    return Provider(title, (variable,), (host,), path and f"https://{host}{path}")


PROVIDERS = {
    "openai": _bearer("OpenAI", "OPENAI_API_KEY", "api.openai.com", "/v1/models"),
    "anthropic": Provider(
        "Anthropic",
        ("ANTHROPIC_API_KEY",),
        ("api.anthropic.com",),
        "https://api.anthropic.com/v1/models",
        header="x-api-key",
        scheme="",
        also=(("anthropic-version", "2023-06-01"),),
    ),
    "gemini": Provider(
        "Google Gemini",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        ("generativelanguage.googleapis.com",),
        "https://generativelanguage.googleapis.com/v1beta/models",
        header="x-goog-api-key",
        scheme="",
    ),
    "azure": Provider("Azure OpenAI", ("AZURE_API_KEY",)),
    "mistral": _bearer("Mistral", "MISTRAL_API_KEY", "api.mistral.ai", "/v1/models"),
    "groq": _bearer("Groq", "GROQ_API_KEY", "api.groq.com", "/openai/v1/models"),
    "xai": _bearer("xAI", "XAI_API_KEY", "api.x.ai", "/v1/models"),
    "deepseek": _bearer("DeepSeek", "DEEPSEEK_API_KEY", "api.deepseek.com", "/models"),
    "openrouter": _bearer("OpenRouter", "OPENROUTER_API_KEY", "openrouter.ai", "/api/v1/key"),
    "together_ai": _bearer("Together AI", "TOGETHERAI_API_KEY", "api.together.xyz", "/v1/models"),
    "cohere": _bearer("Cohere", "COHERE_API_KEY", "api.cohere.com", "/v1/models"),
    "perplexity": _bearer("Perplexity", "PERPLEXITYAI_API_KEY", "api.perplexity.ai", ""),
    "openweathermap": Provider(
        "OpenWeatherMap",
        ("OPENWEATHERMAP_API_KEY",),
        ("api.openweathermap.org",),
        "https://api.openweathermap.org/data/2.5/weather?lat=0&lon=0",
        query="appid",
    ),
}
"""By the name that litellm has for each. Any other provider is left to litellm, which knows how it is signed in to.
Hosts and probes are those of the providers' API references, November 2026."""

PROVIDER_OF = {variable: name for name, provider in PROVIDERS.items() for variable in provider.variables}
"""The known names of keys."""
