"""The model table: what is offered, what has ended, and what people add to it."""

from datetime import date
from pathlib import Path

import pytest

from ai_node_builder.errors import OptionNotOffered, SettingInvalid, UnknownModel
from ai_node_builder.services.images.models import ImageModel, ModelTable

TABLE = ModelTable.load()
TODAY = date(2026, 11, 22)
ENDS = {
    "gpt-image-1": ("2026-10-23", "gpt-image-2.6-flare"),
    "gpt-image-1-mini": ("2026-12-01", "gpt-image-2.6-flare"),
    "gpt-image-1.5": ("2026-12-01", "gpt-image-2.6-sunburst"),
    "chatgpt-image-latest": ("2026-12-01", "gpt-image-2.6-sunburst"),
}


def test_every_model_has_what_a_purchase_needs() -> None:
    for model in TABLE.models.values():
        assert {"1024x1024", "1024x1536", "1536x1024", "auto"} <= set(model.sizes)
        assert {"low", "medium", "high", "auto"} <= set(model.qualities)
        assert model.price is not None
        assert all(set(row) == set(model.qualities) - {"auto"} for row in model.tokens.values())


@pytest.mark.parametrize("name", ENDS)
def test_a_model_gives_way_to_its_successor_on_the_day_it_ends(name: str) -> None:
    day, successor = date.fromisoformat(ENDS[name][0]), ENDS[name][1]
    before = TABLE.choose(name, official=True, today=date.fromordinal(day.toordinal() - 1))
    after = TABLE.choose(name, official=True, today=day)
    assert (before.name, before.note) == (name, "")
    assert (after.name, after.note) == (successor, f"{name} was shut down on {day}; {successor} draws in its place.")
    assert after.facts is TABLE.models[successor]


@pytest.mark.parametrize("name", [*ENDS, "gpt-image-2", "somebody/else"])
def test_any_other_endpoint_gets_the_name_untouched(name: str) -> None:
    choice = TABLE.choose(name, official=False, today=date(2030, 1, 1))
    assert (choice.name, choice.provider, choice.note) == (name, "openai", "")


def test_the_prefix_of_litellm_may_stand_before_a_name() -> None:
    assert TABLE.choose("openai/gpt-image-2", official=True, today=TODAY).name == "gpt-image-2"


@pytest.mark.parametrize("official", [True, False])
def test_the_demo_painter_is_the_same_everywhere(official: bool) -> None:
    choice = TABLE.choose("demo/painter", official=official, today=TODAY)
    assert (choice.name, choice.provider) == ("demo/painter", "demo")


@pytest.mark.parametrize(
    ("name", "official", "near"),
    [("gpt-image-2.5-flair", True, "gpt-image-2.5-flare"), ("demo/pointer", False, "demo/painter")],
)
def test_an_unknown_model_names_those_like_it(name: str, official: bool, near: str) -> None:
    with pytest.raises(UnknownModel, match=rf"there is no image model '{name}'; did you mean .*'{near}'"):
        TABLE.choose(name, official=official, today=TODAY)


@pytest.mark.parametrize("size", ["1024x1024", "auto", "1280x720", "3840x2160", "1536x512"])
def test_free_sizes(size: str) -> None:
    TABLE.models["gpt-image-2"].check(size, "high")


@pytest.mark.parametrize(
    "size", ["", "1024", "1024x", "x1024", "1000x1000", "512x512", "3856x2160", "3072x512", "-16x16", "1024×1024"]
)
def test_sizes_that_cannot_be(size: str) -> None:
    with pytest.raises(OptionNotOffered, match=r"choose 1024x1024, .* or any WIDTHxHEIGHT") as caught:
        TABLE.models["gpt-image-2"].check(size, "high")
    assert caught.value.code == "size_not_offered"


def test_a_model_of_fixed_sizes_takes_no_other() -> None:
    with pytest.raises(OptionNotOffered, match="choose 1024x1024, 1024x1536, 1536x1024 or auto"):
        TABLE.models["gpt-image-1"].check("1280x720", "high")


def test_a_quality_that_is_not_offered() -> None:
    TABLE.models["gpt-image-2.5-flare"].check("1024x1024", "max")
    with pytest.raises(OptionNotOffered, match="gpt-image-1 has no quality 'max'; choose low, medium, high or auto"):
        TABLE.models["gpt-image-1"].check("1024x1024", "max")


def row(**changes: object) -> ImageModel:
    facts = {"name": "m", "provider": "openai", "sizes": ["auto"], "qualities": ["auto"]}
    return ImageModel.model_validate(facts | changes)


def test_models_that_name_each_other_as_successors_end_the_search() -> None:
    ended = {"shutdown": "2020-01-01"}
    table = ModelTable({"a": row(name="a", successor="b", **ended), "b": row(name="b", successor="a", **ended)})
    assert table.choose("a", official=True, today=TODAY).name == "b"


def test_a_file_in_the_home_folder_adds_and_replaces(tmp_path: Path) -> None:
    override = tmp_path / "models.toml"
    facts = 'provider = "openai"\nsizes = ["512x512"]\nqualities = ["auto"]\n'
    override.write_text(f"[models.gpt-image-1]\n{facts}[models.gpt-image-9]\n{facts}")
    table = ModelTable.load(override)
    assert table.models["gpt-image-1"].sizes == table.models["gpt-image-9"].sizes == ("512x512",)
    assert table.models["gpt-image-2"] == TABLE.models["gpt-image-2"]


@pytest.mark.parametrize(
    "text",
    [
        "[models.m",
        "models = 3",
        "[models]\nm = 3",
        '[models.m]\nprovider = "openai"',
        '[models.m]\nprovider = "acme"\nsizes = []\nqualities = []',
        '[models.m]\nprovider = "openai"\nsizes = []\nqualities = []\nprise = 3',
        '[models.m]\nname = "n"\nprovider = "openai"\nsizes = []\nqualities = []',
        "\udcff",
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, text: str) -> None:
    override = tmp_path / "models.toml"
    override.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SettingInvalid, match=r"the model table .*models\.toml cannot be read"):
        ModelTable.load(override)
