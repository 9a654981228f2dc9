"""The words that the painter knows: what each one stands for in a picture. English, and some German."""

import re

# Each feature with the words that call for it. Plurals in -s, -es and -ies are found as well.
_FEATURES = {
    "mountains": "mountain peak alp summit cliff valley canyon glacier volcano himalaya berg gebirge alpen",
    "village": "village cabin cottage chalet hut house home church castle dorf haus hütte schloss",
    "lake": "lake river pond fjord waterfall lagoon fluss",
    "sea": "sea ocean coast beach wave bay harbour harbor island tide whale dolphin fish meer küste strand insel welle",
    "lighthouse": "lighthouse leuchtturm",
    "boat": "boat ship sail sailboat sailing yacht boot schiff segelboot",
    "forest": "forest wood woodland jungle deer fox wolf wolves bear owl wald bäume",
    "city": "city cities skyline town street skyscraper building downtown car bus train metropolis stadt straße auto",
    "desert": "desert dune sahara camel sand pyramid oasis wüste düne dünen kamel",
    "meadow": "meadow flower field garden tree hill rose tulip daisy sunflower poppy blossom butterfly butterflies bee "
    "horse sheep cow rabbit dog puppy puppies grass farm wiese blume blumen baum garten hund pferd",
    "savanna": "savanna savannah africa african safari acacia elephant giraffe zebra serengeti savanne afrika",
    "lion": "lion lioness löwe löwen",
    "cat": "cat kitten kitty katze kater",
    "robot": "robot android cyborg roboter",
    "apple": "apple fruit apfel äpfel obst",
    "space": "space planet universe cosmos cosmic astronaut rocket spaceship saturn jupiter mars alien weltall",
    "galaxy": "galaxy galaxies nebula nebulae spiral galaxie",
    "abstract": "abstract pattern shape geometry geometric texture wallpaper abstrakt muster",
    "sunset": "sunset dusk evening sundown twilight sonnenuntergang abend abends",
    "dawn": "dawn sunrise morning daybreak sonnenaufgang morgen morgens",
    "day": "day noon sunny sunshine summer sun daylight tag sommer sonne sonnig",
    "night": "night midnight nocturnal dark moon moonlight moonlit nacht nachts mond",
    "stars": "star starry starlit stern sterne sternen",
    "aurora": "aurora northern polar arctic polarlicht nordlicht nordlichter",
    "rain": "rain rainy raining rainstorm drizzle wet regen regnet",
    "storm": "storm stormy thunder lightning tempest hurricane sturm gewitter",
    "snow": "snow snowy winter ice icy frozen frost frosty christmas schnee eis weihnachten",
    "snowfall": "snowing snowfall snowflake snowstorm blizzard schneit",
    "autumn": "autumn fall autumnal october november herbst",
    "spring": "spring april frühling",
    "red": "red crimson scarlet ruby rot rote roter rotes roten",
    "orange": "orange amber copper",
    "yellow": "yellow lemon gelb gelbe gelber gelbes gelben",
    "green": "green emerald jade lime grün grüne grüner grünes grünen",
    "turquoise": "turquoise teal cyan aqua türkis",
    "blue": "blue azure sapphire indigo navy blau blaue blauer blaues blauen",
    "purple": "purple violet lilac lavender lila violett",
    "pink": "pink magenta rosa",
    "gold": "gold golden goldene goldener goldenes",
    "brown": "brown sepia braun braune brauner braunes",
    "white": "white weiß weiße weißer weißes",
    "black": "black schwarz schwarze schwarzer schwarzes",
    "grey": "grey gray silver monochrome grau graue grauer graues",
}
_MEANINGS = {word: feature for feature, words in _FEATURES.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")


def features_of(prompt: str) -> list[str]:
    """The features a prompt calls for, each once, in the order of its words."""
    found = (_meaning(word) for word in _WORD.findall(prompt.lower()))
    return list(dict.fromkeys(feature for feature in found if feature))


def _meaning(word: str) -> str | None:
    for stem in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"):
        if stem in _MEANINGS:
            return _MEANINGS[stem]
    return None
