"""What a prompt asks for: a family of pictures, the things in it, and its colours."""

import hashlib
from dataclasses import dataclass

import numpy as np

from .noise import generator
from .palette import COLOURS, Palette, palette
from .vocabulary import features_of


@dataclass(frozen=True)
class Scene:
    """`family` names the composition, `features` what its words call for; `seed` is the prompt's hash.

    The feature "coloured" says that a colour word goes to the thing itself, not to the whole picture.
    """

    family: str
    features: frozenset[str]
    palette: Palette
    seed: bytes


# The compositions, with what calls for each and the moods that suit it.
_FAMILIES: dict[str, tuple[str, str]] = {
    "mountains": ("mountains village lake aurora snow", "sunset,rose sunset,dawn,teal dawn,golden,night,day"),
    "sea": ("sea lighthouse boat", "sunset,rose sunset,dawn,teal dawn,day,night"),
    "forest": ("forest autumn", "day,golden,dawn,teal dawn"),
    "city": ("city rain", "night,violet night,sunset,rose sunset"),
    "desert": ("desert", "dawn,sunset,golden,rose sunset,day"),
    "meadow": ("meadow spring", "spring,day,golden,dawn"),
    "savanna": ("savanna lion", "savanna"),
    "space": ("space galaxy", "space,violet night,space"),
    "moonlit_cat": ("cat", "night,violet night,sunset"),
    "studio": ("robot", "golden,rose sunset,teal dawn,dawn"),
    "still_life": ("apple", "teal dawn,rain,dawn,rose sunset"),
    "silk": ("", "sunset,rose sunset,teal dawn,violet night,aurora,savanna,day"),
    "ribbons": ("", "sunset,rose sunset,teal dawn,violet night,dawn,golden,spring"),
    "discs": ("", "sunset,rose sunset,teal dawn,night,golden,aurora"),
}
_ABSTRACT = ("silk", "ribbons", "discs")
# What a prompt without a known word becomes.
_ANY = ("mountains", "sea", "desert", "meadow", "space", *_ABSTRACT)
# In these the colour word is the colour of the thing.
_COLOURABLE = frozenset({"lighthouse", "boat", "robot", "apple", "meadow"})

# The first of these features that a prompt has decides its mood.
_MOODS: dict[str, tuple[str, ...]] = {
    "aurora": ("aurora",),
    "storm": ("storm",),
    "rain": ("rain",),
    "night": ("night", "violet night"),
    "stars": ("night", "violet night"),
    "sunset": ("sunset", "rose sunset"),
    "dawn": ("dawn", "teal dawn"),
    "autumn": ("autumn",),
    "spring": ("spring",),
    "snowfall": ("winter",),
    "snow": ("winter", "dawn", "rose sunset"),
    "day": ("day",),
}
# These have no weather and no time of day.
INDOORS = ("studio", "still_life", "silk", "ribbons", "discs", "space")


def read(prompt: str) -> Scene:
    """The scene of a prompt: from its words where they are known, else from its hash."""
    seed = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
    features = features_of(prompt)
    rng = generator(seed, "scene")
    family = _family(features, rng)
    tints = [feature for feature in features if feature in COLOURS][:2]
    if "snowfall" in features:
        features.append("snow")
    own = bool(tints) and not _COLOURABLE.isdisjoint(features)
    colours = palette(_mood(family, features, rng), rng, tints, whole=not own)
    return Scene(family, frozenset(features) | ({"coloured"} if own else set()), colours, seed)


def _family(features: list[str], rng: np.random.Generator) -> str:
    """The one that the earliest word calls for; what only names weather or season counts last."""
    weather = ("aurora", "snow", "autumn", "spring", "rain")
    for feature in sorted(features, key=lambda feature: feature in weather):
        for family, (callers, _) in _FAMILIES.items():
            if feature in callers.split():
                return family
    if "abstract" in features:
        return _ABSTRACT[rng.integers(0, len(_ABSTRACT))]
    places = ("mountains", "sea", "desert") if set(_MOODS) & set(features) else _ANY
    return places[rng.integers(0, len(places))]


def _mood(family: str, features: list[str], rng: np.random.Generator) -> str:
    usual = tuple(_FAMILIES[family][1].split(","))
    called = next((moods for feature, moods in _MOODS.items() if feature in features), usual)
    if family in INDOORS or (family == "savanna" and called in (_MOODS["sunset"], _MOODS["day"])):
        called = usual
    return called[rng.integers(0, len(called))]
