"""The editor by keyboard; lines, the map, and pictures that are dropped."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.hands import drop, node, saved, socket, widgets, wires

PICTURES = Path(__file__).parents[2] / "examples"


def test_tab_leads_through_a_node(drawing: Page) -> None:
    node(drawing, "prompt").locator("header").click()
    for _ in range(6):
        drawing.keyboard.press("Tab")
        if drawing.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    expect(node(drawing, "prompt").get_by_role("textbox")).to_be_focused()


def test_a_wire_without_a_pointer(drawing: Page) -> None:
    socket(drawing, "prompt.text").focus()
    drawing.keyboard.press("Enter")
    socket(drawing, "llm.system_prompt").focus()
    drawing.keyboard.press("Enter")
    assert "prompt.text > llm.system_prompt" in wires(drawing)
    expect(drawing.get_by_role("alert")).to_have_count(0)


def test_a_wire_without_a_pointer_says_why_it_does_not_fit(drawing: Page) -> None:
    socket(drawing, "prompt.text").focus()
    drawing.keyboard.press("Enter")
    socket(drawing, "llm.image").focus()
    drawing.keyboard.press("Enter")
    expect(drawing.get_by_role("alert")).to_contain_text("text gives TEXT, image takes IMAGE.")


def test_nodes_are_chosen_and_moved_with_keys(drawing: Page) -> None:
    before = places(drawing)
    node(drawing, "answer").locator("xpath=..").focus()
    drawing.keyboard.press("Enter")
    drawing.keyboard.press("ArrowDown")
    expect(drawing.get_by_role("button", name="Undo")).to_be_enabled()
    after = places(drawing)
    assert after["answer"] > before["answer"]
    assert {**after, "answer": 0} == {**before, "answer": 0}


def places(page: Page) -> dict[str, float]:
    return {item["id"]: item["position"]["y"] for item in saved(page)["nodes"]}


def test_align_puts_edges_in_a_line(drawing: Page) -> None:
    drawing.keyboard.press("Control+a")
    drawing.get_by_role("button", name="Align upper edges").click()
    assert len(set(places(drawing).values())) == 1


def test_a_map_of_every_node_where_there_are_many(drawing: Page) -> None:
    parts = drawing.get_by_role("img", name="Map of the workflow").locator(".react-flow__minimap-node")
    expect(parts).to_have_count(0)
    drawing.keyboard.press("Control+a")
    drawing.keyboard.press("Control+d")
    expect(parts).to_have_count(8)


def test_a_choice_is_typed_and_taken_with_enter(drawing: Page) -> None:
    node(drawing, "llm").get_by_role("button", name="model").click()
    drawing.get_by_placeholder("Search, or type a name").fill("ollama/my-own")
    drawing.keyboard.press("Enter")
    assert widgets(drawing, "llm")["model"] == "ollama/my-own"


def test_a_dropped_picture_becomes_a_node(drawing: Page) -> None:
    picture = (PICTURES / "story.webp").read_bytes()
    drop(drawing, "story.webp", "image/webp", picture)
    shown = node(drawing, "image").locator("img")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
