"""The demo painter: valid, repeatable, labelled, and following the prompt's words."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageChops

from ai_node_builder.services.images.demo import paint
from ai_node_builder.services.images.demo.label import stamp
from ai_node_builder.services.images.demo.painter import SOFTWARE, unlabelled
from ai_node_builder.services.images.demo.palette import COLOURS
from ai_node_builder.services.images.demo.scene import read

SIZES = [(16, 16), (64, 32), (256, 256), (384, 256), (256, 384), (768, 16), (16, 768), (240, 1008)]
# One prompt for each composition.
FAMILIES = {
    "a sunset over mountains": "mountains",
    "A majestic lion in the African savanna": "savanna",
    "a red lighthouse by the sea at night": "sea",
    "city skyline in the rain": "city",
    "a quiet forest in autumn": "forest",
    "a robot painting a portrait": "studio",
    "a field of flowers in spring": "meadow",
    "desert dunes at dawn": "desert",
    "two galaxies": "space",
    "ein roter Apfel": "still_life",
    "cats on a hill": "moonlit_cat",
}


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("size", SIZES)
def test_png_has_the_size_asked_for(size: tuple[int, int]) -> None:
    image = opened(paint("a lake in the mountains", *size))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", size)


def test_usual_size_at_full_quality_is_rich_in_colours() -> None:
    image = opened(paint("a sunset over mountains", 1024, 1024, "high"))
    assert len(set(image.resize((64, 64)).getcolors(4096) or [])) > 1000


@pytest.mark.parametrize(("prompt", "family"), FAMILIES.items())
def test_words_choose_the_composition(prompt: str, family: str) -> None:
    assert read(prompt).family == family
    assert opened(paint(prompt, 96, 96)).size == (96, 96)


def test_same_arguments_give_the_same_bytes() -> None:
    assert paint("village in the snow", 160, 96) == paint("village in the snow", 160, 96)


def test_another_process_paints_the_same_picture() -> None:
    code = "import sys; from ai_node_builder.services.images.demo import paint; sys.stdout.buffer.write(paint(*ARGS))"
    code = code.replace("ARGS", "('storm over the sea', 96, 64, 'low')")
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment).stdout
    assert other == paint("storm over the sea", 96, 64, "low")


def test_global_random_state_is_left_alone() -> None:
    before = np.random.get_state()[1].tolist()  # type: ignore[index]
    paint("forest", 64, 64)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index]


def test_different_prompts_differ() -> None:
    prompts = ["hello", "hello ", "Hello", "a city", "a small city"]
    assert len({paint(prompt, 64, 64) for prompt in prompts}) == len(prompts)


def test_quality_changes_the_picture() -> None:
    assert len({paint("a meadow", 128, 128, quality) for quality in ("low", "medium", "high")}) == 3


def test_auto_is_full_quality() -> None:
    assert paint("a meadow", 64, 64, "auto") == paint("a meadow", 64, 64, "high")


def test_unknown_prompts_get_varied_compositions() -> None:
    assert len({read(f"qwx {number}").family for number in range(60)}) >= 5


def test_time_of_day_chooses_the_light() -> None:
    assert read("mountains at night").palette.dark
    assert not read("mountains at noon").palette.dark


def test_colour_word_tints_the_picture() -> None:
    blue, red = (np.asarray(opened(paint(f"{word} silk pattern", 64, 64)), float) for word in ("blue", "red"))
    assert (blue[..., 2] - blue[..., 0]).mean() > 10 + (red[..., 2] - red[..., 0]).mean()


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_every_colour_word_is_understood(colour: str) -> None:
    assert colour in read(f"a {colour} robot").features


@pytest.mark.parametrize("size", [(1024, 768), (256, 256), (48, 16)])
def test_only_the_label_is_put_on_top(size: tuple[int, int]) -> None:
    bare = unlabelled("desert", *size)
    labelled = opened(paint("desert", *size))
    left, top, right, bottom = stamp(bare.copy())
    box = ImageChops.difference(bare, labelled).getbbox()
    assert box is not None
    assert left <= box[0] < box[2] <= right <= size[0]
    assert top <= box[1] < box[3] <= bottom <= size[1]


@pytest.mark.parametrize("ground", ["white", "black", "grey"])
def test_label_is_readable_on_any_ground(ground: str) -> None:
    image = Image.new("RGB", (1024, 1024), ground)
    tones = np.asarray(image.crop(stamp(image)).convert("L"))
    # White letters on a pill that is never light: W3C's contrast of 4.5 asks for a ground below 118 of 255.
    assert tones.max() > 235
    assert np.median(tones) < 118


@pytest.mark.parametrize(
    "prompt", ["", " ", "a" * 32_000, "word " * 6_400, "🚀🦁🌊", "שקיעה מעל ההרים", "\x00\ud800", "'; --"]
)
def test_weird_prompts_work(prompt: str) -> None:
    assert opened(paint(prompt, 80, 80, "low")).size == (80, 80)


def test_metadata_names_the_painter_and_no_time() -> None:
    image = opened(paint("sea", 64, 64))
    assert image.info == {"Software": SOFTWARE}
