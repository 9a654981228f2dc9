"""The demo painter: pictures without any AI, the same for the same prompt, from arithmetic alone."""

import io
from collections.abc import Callable

from PIL import Image, PngImagePlugin

from ai_node_builder.services.images.demo import finish, label

from .canvas import Canvas, Detail
from .elements import air
from .scene import INDOORS, Scene, read
from .scenes import (
    city,
    desert,
    discs,
    forest,
    meadow,
    moonlit_cat,
    mountains,
    ribbons,
    savanna,
    sea,
    silk,
    space,
    still_life,
    studio,
)

SOFTWARE = "AI Node Builder demo painter (no AI)"

_SCENES: dict[str, Callable[[Canvas, Scene], None]] = {
    "city": city.draw,
    "desert": desert.draw,
    "discs": discs.draw,
    "forest": forest.draw,
    "meadow": meadow.draw,
    "moonlit_cat": moonlit_cat.draw,
    "mountains": mountains.draw,
    "ribbons": ribbons.draw,
    "savanna": savanna.draw,
    "sea": sea.draw,
    "silk": silk.draw,
    "space": space.draw,
    "still_life": still_life.draw,
    "studio": studio.draw,
}
_FINEST = Detail(finer=4, octaves=6, plenty=1)
_DETAILS = {
    "low": Detail(finer=2, octaves=4, plenty=0.35, scale=0.6),
    "medium": Detail(finer=3, octaves=5, plenty=0.65),
}
# Larger pictures are painted this large and enlarged: a few seconds and some hundred megabytes at the most.
_MOST_PIXELS = 4.2e6
# How many times longer than wide a composition may be.
_LONGEST = 3


def paint(prompt: str, width: int, height: int, quality: str = "high") -> bytes:
    """A PNG for the prompt, `width` by `height` pixels, labelled "demo picture" in a corner.

    `quality` is "low" or "medium"; any other name, such as "high" or "auto", paints in full detail. The same
    arguments give the same bytes. No network, no clock, no shared random state.
    """
    image = unlabelled(prompt, width, height, quality)
    label.stamp(image)
    about = PngImagePlugin.PngInfo()
    about.add_text("Software", SOFTWARE)
    file = io.BytesIO()
    # Grain hardly compresses: a higher level takes longer and saves a few per cent.
    image.save(file, "PNG", pnginfo=about, compress_level=3)
    return file.getvalue()


def unlabelled(prompt: str, width: int, height: int, quality: str = "high") -> Image.Image:
    """The picture before its label is put on."""
    # A very long strip is cut out of the middle of a picture: there is no composition for it.
    whole = max(width, height // _LONGEST), max(height, width // _LONGEST)
    picture = _whole(prompt, *whole, quality)
    left, top = (whole[0] - width) // 2, (whole[1] - height) // 2
    return picture.crop((left, top, left + width, top + height))


def _whole(prompt: str, width: int, height: int, quality: str) -> Image.Image:
    scene, detail = read(prompt), _DETAILS.get(quality, _FINEST)
    scale = min(detail.scale, (_MOST_PIXELS / (width * height)) ** 0.5)
    canvas = Canvas(round(width * scale), round(height * scale), detail, scene.seed)
    _SCENES[scene.family](canvas, scene)
    if scene.family not in INDOORS:
        _weather(canvas, scene)
    finish.vignette(canvas)
    picture = Image.fromarray(finish.developed(canvas))
    return picture if scale == 1 else picture.resize((width, height), Image.Resampling.BICUBIC)


def _weather(canvas: Canvas, scene: Scene) -> None:
    if {"rain", "storm"} & scene.features:
        air.rain(canvas, scene.palette)
    if "snowfall" in scene.features:
        air.snowfall(canvas, scene.palette)
