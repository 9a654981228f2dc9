"""Building a workflow by hand: adding, wiring, undoing, arranging, keeping."""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.web.hands import add, drag, node, saved, socket, wires


def test_search_and_add(blank: Page) -> None:
    add(blank, "calc")
    expect(blank.get_by_test_id("node-calculator_tool")).to_be_visible()
    assert [node["type"] for node in saved(blank)["nodes"]] == ["calculator_tool"]


def test_double_click_adds_where_it_was(blank: Page) -> None:
    blank.mouse.dblclick(400, 300)
    blank.get_by_role("option", name="Display").click()
    expect(blank.get_by_test_id("node-display")).to_be_visible()


def test_a_tool_wired_to_a_model_gets_its_return_wire(drawing: Page) -> None:
    add(drawing, "calculator")
    assert len(saved(drawing)["nodes"]) == 5
    with drawing.expect_response(lambda answer: answer.request.method == "PUT"):  # the layout, once it is made
        drawing.keyboard.press("Shift+L")
    drawing.keyboard.press("f")
    drawing.evaluate("() => new Promise(requestAnimationFrame)")
    drag(drawing, socket(drawing, "calculator_tool.output"), socket(drawing, "llm.tools"))
    assert {"calculator_tool.output > llm.tools", "llm.tool_calls > calculator_tool.tool_call"} < wires(drawing)


def test_a_wire_that_does_not_fit_is_refused_with_the_reason(drawing: Page) -> None:
    before = wires(drawing)
    drag(drawing, socket(drawing, "prompt.text"), socket(drawing, "llm.image"))
    expect(drawing.get_by_role("alert")).to_contain_text("text gives TEXT, image takes IMAGE.")
    assert wires(drawing) == before


def test_a_wire_into_the_void_offers_what_fits(drawing: Page) -> None:
    drag(drawing, socket(drawing, "llm.image"), (700, 690))
    found = drawing.get_by_role("listbox", name="Nodes")
    expect(found.get_by_role("option", name="Passes on a picture")).to_be_visible()
    expect(found.get_by_role("option", name="Calculator")).to_be_visible()  # its output is ANY
    expect(found.get_by_role("option", name="Passes on the text")).to_have_count(0)
    found.get_by_role("option", name="Passes on a picture").click()
    assert "image.image > llm.image" in wires(drawing)


def test_undo_and_redo(drawing: Page) -> None:
    before = saved(drawing)
    drawing.get_by_test_id("node-llm").locator("header").click()
    drawing.keyboard.press("Delete")
    expect(drawing.get_by_test_id("node-llm")).to_have_count(0)
    assert wires(drawing) == set()
    drawing.keyboard.press("Control+z")
    assert saved(drawing)["links"] == before["links"]
    drawing.keyboard.press("Control+Shift+z")
    assert wires(drawing) == set()


def test_typing_is_undone_in_one_go(drawing: Page) -> None:
    text = drawing.get_by_test_id("node-prompt").get_by_role("textbox")
    text.press("End")
    text.press_sequentially(" at night")
    drawing.get_by_role("button", name="Undo").click()
    expect(text).to_have_value("Generate an image of a sunset over mountains")


def test_duplicate_group_and_note(drawing: Page) -> None:
    drawing.keyboard.press("Control+a")
    drawing.keyboard.press("Control+d")
    drawing.keyboard.press("Control+g")
    drawing.keyboard.press("n")
    drawing.get_by_label("Note", exact=True).fill("Two of each")
    view = saved(drawing)["view"]
    assert [note["text"] for note in view["notes"]] == ["Two of each"]
    assert set(view["groups"][0]["members"]) == {"prompt_2", "painter_2", "llm_2", "answer_2"}


def test_a_group_takes_its_members_along(drawing: Page) -> None:
    drawing.keyboard.press("Control+a")
    drawing.keyboard.press("Control+g")
    before = {node["id"]: node["position"]["x"] for node in saved(drawing)["nodes"]}
    title = drawing.get_by_label("Title of the group").bounding_box()
    assert title
    drawing.mouse.move(title["x"] + title["width"] + 8, title["y"])
    drawing.mouse.down()
    drawing.mouse.move(title["x"] + title["width"] + 128, title["y"] + 40, steps=5)
    drawing.mouse.up()
    moved = {node["position"]["x"] - before[node["id"]] for node in saved(drawing)["nodes"]}
    assert len(moved) == 1
    assert moved.pop() > 50


def test_a_selected_group_leaves_its_members_in_reach(drawing: Page) -> None:
    drawing.keyboard.press("Control+a")
    drawing.keyboard.press("Control+g")
    node(drawing, "answer").locator("header").click()
    expect(node(drawing, "answer")).to_have_attribute("data-selected", "true")
    drawing.get_by_role("button", name="Ungroup").click()
    assert saved(drawing)["view"]["groups"] == []


def test_a_group_goes_with_its_last_member(drawing: Page) -> None:
    node(drawing, "answer").locator("header").click()
    drawing.keyboard.press("Control+g")
    node(drawing, "answer").locator("header").click()
    drawing.keyboard.press("Delete")
    assert saved(drawing)["view"]["groups"] == []


def test_a_note_is_written_as_soon_as_it_is_there(drawing: Page) -> None:
    drawing.keyboard.press("n")
    drawing.keyboard.type("find nothing here")
    drawing.keyboard.press("Escape")
    drawing.keyboard.press("n")
    drawing.keyboard.type("second")
    notes = saved(drawing)["view"]["notes"]
    assert [note["text"] for note in notes] == ["find nothing here", "second"]
    assert notes[0]["position"] != notes[1]["position"]


def test_a_title_is_written_on_the_node(drawing: Page) -> None:
    node(drawing, "prompt").locator("header").click()
    drawing.keyboard.press("F2")
    drawing.keyboard.type("Not this")
    drawing.keyboard.press("Escape")
    drawing.keyboard.press("F2")
    drawing.keyboard.type("My wish")
    drawing.keyboard.press("Enter")
    assert saved(drawing)["nodes"][0]["title"] == "My wish"
    drawing.get_by_role("button", name="Undo").click()
    assert "title" not in saved(drawing)["nodes"][0]


def test_layout_puts_nodes_in_order(drawing: Page) -> None:
    drawing.keyboard.press("Shift+L")
    expect(drawing.get_by_role("button", name="Undo")).to_be_enabled()
    places = {node["id"]: node["position"]["x"] for node in saved(drawing)["nodes"]}
    assert places["prompt"] < places["llm"] < places["answer"]


def test_help_sheet(drawing: Page) -> None:
    drawing.keyboard.press("?")
    expect(drawing.get_by_role("dialog", name="Keys")).to_contain_text("Ctrl+Shift+G")
    drawing.keyboard.press("Escape")
    expect(drawing.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_names_with_html_in_them_are_text(page: Page, url: str) -> None:
    bad = "<img src=x onerror=alert(1)>"
    text = {"id": "a", "type": "text", "title": bad, "widgets": {"text": bad}}
    made = httpx.post(f"{url}/api/workflows", json={"version": 1, "name": bad, "nodes": [text]}).json()
    page.goto(f"{url}/workflows/{made['id']}")
    expect(page.get_by_text(bad).first).to_be_visible()
    assert page.locator("article img").count() == 0


def test_two_tabs_do_not_overwrite_each_other(drawing: Page, expected_errors: list[str]) -> None:
    expected_errors.append("409")
    other = drawing.context.new_page()
    other.goto(drawing.url)
    name = other.get_by_label("Name of the workflow")
    name.fill("Theirs")
    assert saved(other)["name"] == "Theirs"
    with drawing.expect_response(re.compile("after=1")) as refused:
        drawing.get_by_label("Name of the workflow").fill("Mine")
    assert refused.value.status == 409
    drawing.get_by_role("button", name="Save mine as a copy").click()
    expect(drawing.get_by_label("Name of the workflow")).to_have_value("Mine (copy)")
    assert httpx.get(other.url.replace("/workflows/", "/api/workflows/")).json()["name"] == "Theirs"
