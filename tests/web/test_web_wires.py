"""Wires by hand: a row for each that enters an array, ends that are moved, and ends that are pulled off."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Open
from tests.web.hands import drag, links, middle, node, socket, wires

VOID = (700.0, 600.0)


@pytest.fixture
def toolbox(open_template: Open) -> Page:
    """An LLM with four tools, open."""
    return open_template("An assistant with a toolbox")


def rows(page: Page) -> Locator:
    """The sockets of the LLM's `tools`, of which the last is free."""
    return node(page, "assistant").get_by_label("input tools")


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


def tools(page: Page) -> list[str]:
    """What is wired to the LLM's `tools`, in the order of the file."""
    return [wire.partition(".")[0] for wire in links(page) if wire.endswith("> assistant.tools")]


def test_an_array_has_a_row_for_each_wire_and_a_free_one(toolbox: Page) -> None:
    tool = "input tools, ANY"
    names = ["Calculator Tool", "Weather Tool", "Text Analysis Tool", "GPT Image Tool"]
    expect(rows(toolbox)).to_have_count(5)
    labels = [row.get_attribute("aria-label") for row in rows(toolbox).all()]
    assert labels == [*(f"{tool}, from {name}" for name in names), f"{tool}, takes many"]
    expect(node(toolbox, "assistant")).to_contain_text("takes ANY")
    assert tools(toolbox) == ["calculator", "weather", "statistics", "painter"]


def test_each_wire_ends_at_its_row(toolbox: Page) -> None:
    for place, row in enumerate(rows(toolbox).all()[:-1]):
        end = toolbox.locator('[data-id*="assistant\\",\\"tools"] .react-flow__edgeupdater-target').nth(place)
        assert abs(middle(end)[1] - middle(row)[1]) < 1


def test_a_wire_is_added_at_any_row(toolbox: Page) -> None:
    drag(toolbox, socket(toolbox, "question.text"), rows(toolbox).first)
    assert tools(toolbox) == ["calculator", "weather", "statistics", "painter", "question"]
    expect(rows(toolbox)).to_have_count(6)
    undo(toolbox)
    expect(rows(toolbox)).to_have_count(5)


def test_a_row_that_is_pulled_into_the_void_unplugs_the_tool(toolbox: Page) -> None:
    before = links(toolbox)
    drag(toolbox, rows(toolbox).nth(1), VOID)
    gone = {"weather.output > assistant.tools", "assistant.tool_calls > weather.tool_call"}
    assert links(toolbox) == [wire for wire in before if wire not in gone]
    expect(toolbox.get_by_role("dialog")).to_have_count(0)
    undo(toolbox)
    assert links(toolbox) == before


def test_an_end_is_moved_to_another_input(toolbox: Page) -> None:
    before = links(toolbox)
    drag(toolbox, socket(toolbox, "assistant.prompt"), socket(toolbox, "assistant.system_prompt"))
    assert wires(toolbox) - set(before) == {"question.text > assistant.system_prompt"}
    assert "question.text > assistant.prompt" not in wires(toolbox)
    undo(toolbox)
    assert links(toolbox) == before


def test_the_beginning_is_moved_to_another_output(toolbox: Page) -> None:
    """A little beside the socket, where the wire's end lies and no new wire begins."""
    x, y = middle(socket(toolbox, "statistics.output"))
    toolbox.mouse.move(x + 12, y)
    toolbox.mouse.down()
    toolbox.mouse.move(*middle(socket(toolbox, "question.text")), steps=10)
    toolbox.mouse.up()
    assert tools(toolbox) == ["calculator", "weather", "question", "painter"]
    assert "assistant.tool_calls > statistics.tool_call" not in wires(toolbox)


def test_an_end_that_does_not_fit_stays_and_the_reason_is_told(toolbox: Page) -> None:
    before = links(toolbox)
    drag(toolbox, socket(toolbox, "assistant.prompt"), socket(toolbox, "assistant.image"))
    expect(toolbox.get_by_role("alert")).to_contain_text("text gives TEXT, image takes IMAGE.")
    drag(toolbox, rows(toolbox).first, node(toolbox, "answer").locator("header"))
    assert links(toolbox) == before


def test_a_tool_is_unplugged_without_a_pointer(toolbox: Page) -> None:
    rows(toolbox).first.focus()
    toolbox.keyboard.press("Tab")
    toolbox.keyboard.press("Delete")
    assert tools(toolbox) == ["calculator", "statistics", "painter"]
    expect(node(toolbox, "assistant")).to_be_visible()


def test_a_wire_that_is_deleted_takes_its_return_wire_along(toolbox: Page) -> None:
    toolbox.get_by_label("Edge from painter to assistant").focus()
    toolbox.keyboard.press("Enter")
    toolbox.keyboard.press("Delete")
    assert not [wire for wire in wires(toolbox) if "painter" in wire]
