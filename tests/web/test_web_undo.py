"""Undo and redo of every kind of edit, each in one step, by what the server keeps."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.hands import add, drag, drop, node, saved, socket

Edit: TypeAlias = Callable[[Page], object]
PICTURE = Path(__file__).parents[2] / "examples/story.webp"


def there_and_back(page: Page, *edits: Edit) -> None:
    """Makes the edits, each of which changes what is saved, takes all of them back, and makes them again."""
    seen = [saved(page)]
    for edit in edits:
        change(page, edit)
        seen.append(saved(page))
        assert seen[-1] != seen[-2], edit
    for edit, before in zip(reversed(edits), seen[-2::-1], strict=True):
        change(page, undo)
        assert saved(page) == before, edit
    for edit, after in zip(edits, seen[1:], strict=True):
        change(page, redo)
        assert saved(page) == after, edit


def change(page: Page, edit: Edit) -> None:
    """Does what changes the workflow, until the server has been sent it."""
    with page.expect_request(lambda request: request.method == "PUT"):
        edit(page)


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


def redo(page: Page) -> None:
    page.get_by_role("button", name="Redo").click()


def press(key: str) -> Edit:
    return lambda page: page.keyboard.press(key)


def mark(page: Page, *names: str) -> None:
    """Selects these nodes and no others."""
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 20})
    for name in names:
        node(page, name).locator("header").click(modifiers=["Shift"])


def marked(key: str, *names: str) -> Edit:
    """Selects nodes and presses a key."""

    def edit(page: Page) -> None:
        mark(page, *names)
        page.keyboard.press(key)

    return edit


def drawn(start: str, end: str | tuple[float, float]) -> Edit:
    """Draws from a socket to another, or to a place on the screen."""
    return lambda page: drag(page, socket(page, start), end if isinstance(end, tuple) else socket(page, end))


def filled(label: str, text: str) -> Edit:
    return lambda page: page.get_by_label(label, exact=True).last.fill(text)


def test_nodes(drawing: Page) -> None:
    there_and_back(
        drawing,
        lambda page: add(page, "calculator"),
        marked("Delete", "calculator_tool", "answer"),
        marked("Delete", "llm"),
        marked("Control+d", "prompt", "painter"),
    )


def test_wires(drawing: Page) -> None:
    there_and_back(
        drawing,
        drawn("prompt.text", "llm.system_prompt"),
        drawn("llm.system_prompt", (700, 650)),
        drawn("llm.prompt", "llm.system_prompt"),
        drawn("llm.tools#0", (700, 650)),
        drawn("painter.output", "llm.tools"),
    )


def test_settings_and_names(drawing: Page) -> None:
    there_and_back(
        drawing,
        lambda page: node(page, "prompt").get_by_role("textbox").fill("a fox"),
        choose_low,
        filled("Name of the workflow", "Foxes"),
        rename_on_the_node,
        rename_in_the_panel,
    )


def choose_low(page: Page) -> None:
    node(page, "painter").get_by_role("button", name="quality").click()
    page.get_by_role("option", name="low").click()


def rename_on_the_node(page: Page) -> None:
    node(page, "prompt").get_by_text("Text", exact=True).dblclick()
    page.keyboard.type("Wish")
    page.keyboard.press("Enter")


def rename_in_the_panel(page: Page) -> None:
    mark(page, "answer")
    page.get_by_role("tab", name="Node").click()
    page.get_by_label("Name", exact=True).fill("Answer")


def test_places(drawing: Page) -> None:
    there_and_back(
        drawing,
        lambda page: drag(page, node(page, "answer").locator("header"), (780, 480)),
        marked("Alt+w", "prompt", "answer"),
        marked("Alt+s", "prompt", "llm"),
        marked("Alt+a", "painter", "answer"),
        marked("Alt+h", "prompt", "llm", "answer"),
        marked("Shift+L"),
    )


def test_groups(drawing: Page) -> None:
    there_and_back(
        drawing,
        marked("Control+g", "prompt", "painter"),
        filled("Title of the group", "Input"),
        move_the_group,
        marked("Delete", "painter"),
        marked("Control+Shift+g", "prompt"),
    )


def move_the_group(page: Page) -> None:
    title = page.get_by_label("Title of the group").bounding_box()
    assert title
    page.mouse.move(title["x"] + title["width"] + 8, title["y"])
    page.mouse.down()
    page.mouse.move(title["x"] + title["width"] + 48, title["y"] + 60, steps=5)
    page.mouse.up()


def test_notes(drawing: Page) -> None:
    there_and_back(drawing, press("n"), filled("Note", "Start here"), resize_the_note, press("Delete"))


def resize_the_note(page: Page) -> None:
    corner = page.locator(".react-flow__resize-control.handle.bottom.right")
    box = corner.bounding_box()
    assert box
    drag(page, corner, (box["x"] + 60, box["y"] + 40))


def test_what_is_brought(drawing: Page) -> None:
    there_and_back(
        drawing,
        copy_and_paste,
        press("Control+x"),
        lambda page: drop(page, "story.webp", "image/webp", PICTURE.read_bytes()),
    )


def copy_and_paste(page: Page) -> None:
    mark(page, "prompt", "llm")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")


def test_a_change_after_undo_is_all_there_is_to_redo(drawing: Page) -> None:
    change(drawing, press("n"))
    drawing.keyboard.press("Escape")
    change(drawing, press("Control+z"))
    change(drawing, lambda page: add(page, "calculator"))
    expect(drawing.get_by_role("button", name="Redo")).to_be_disabled()


def test_what_is_undone_while_it_is_being_saved_is_saved_as_it_was(drawing: Page) -> None:
    before = saved(drawing)
    held: list[Route] = []
    drawing.route("**/api/workflows/*?after=*", lambda route: held.append(route), times=1)
    change(drawing, lambda page: add(page, "calculator"))
    undo(drawing)
    held[0].continue_()
    assert saved(drawing) == before


@pytest.mark.parametrize("key", ["Control+Shift+z", "Control+y"])
def test_keys_of_redo(drawing: Page, key: str) -> None:
    change(drawing, lambda page: add(page, "calculator"))
    after = saved(drawing)
    change(drawing, press("Control+z"))
    change(drawing, press(key))
    assert saved(drawing) == after
