"""The nodes that only hold or show a value."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image as Picture

from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.node.context import Context
from ai_node_builder.nodes.display import Display
from ai_node_builder.nodes.image import Image
from ai_node_builder.nodes.json_value import JsonValue
from ai_node_builder.nodes.text import Text
from ai_node_builder.services.files import ServableFileManager


@pytest.fixture
def files(tmp_path: Path) -> ServableFileManager:
    return ServableFileManager(tmp_path, "http://localhost:8000")


@pytest.fixture
def ctx(files: ServableFileManager) -> Context:
    return cast(Context, SimpleNamespace(services=SimpleNamespace(files=files)))


def png(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Picture.new("RGB", (width, height)).save(written, "png")
    return written.getvalue()


@pytest.mark.parametrize("text", ["", "hello", "two\nlines"])
def test_text_passes_on_its_text(ctx: Context, text: str) -> None:
    assert Text(text=text).run(ctx) == {"text": text}


@pytest.mark.parametrize("value", [None, 0, "a text", {"a": [1, 2]}, []])
def test_display_passes_on_what_arrives(ctx: Context, value: Any) -> None:
    assert Display(value=value).run(ctx) == {"value": value}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        ("{}", {}),
        ('{"a": [1, null]}', {"a": [1, None]}),
        ('"text"', "text"),
        ({"a": 1}, {"a": 1}),
        (None, None),
        (7, 7),
    ],
)
def test_json_passes_on_its_value(ctx: Context, widget: Any, value: Any) -> None:
    assert JsonValue(value=widget).run(ctx) == {"value": value}


@pytest.mark.parametrize(("node", "outputs"), [(Text, {"text": ""}), (JsonValue, {"value": {}})])
def test_a_new_node_runs_as_it_is(ctx: Context, node: Any, outputs: Any) -> None:
    assert node().run(ctx) == outputs


@pytest.mark.parametrize(
    ("widget", "said"),
    [
        ('{"a": 1,\n "b": }', "line 2, column 7"),
        ("", "line 1, column 1"),
        ("[NaN]", "JSON has no NaN"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(ctx: Context, widget: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        JsonValue(value=widget).run(ctx)


def test_image_passes_on_the_name_of_a_picture(ctx: Context, files: ServableFileManager) -> None:
    saved = files.save(png(40, 30), prefix="gpt_image_")
    assert Image(file=f" {saved.filename} ").run(ctx) == {
        "image": {
            "filename": saved.filename,
            "servable_url": saved.url,
            "width": 40,
            "height": 30,
            "media_type": "image/png",
        },
        "servable_url": saved.url,
    }


@pytest.mark.parametrize("name", ["gone.png", "../secret.png"])
def test_an_unknown_picture_is_not_found(ctx: Context, name: str) -> None:
    with pytest.raises(NotFound):
        Image(file=name).run(ctx)


def test_a_picture_must_be_chosen(ctx: Context) -> None:
    with pytest.raises(UserError, match="No picture is chosen"):
        Image(file=" ").run(ctx)


def test_a_file_that_is_no_picture_is_refused(ctx: Context, files: ServableFileManager) -> None:
    saved = files.save(b"not a picture")
    with pytest.raises(UserError, match="is not a picture"):
        Image(file=saved.filename).run(ctx)
