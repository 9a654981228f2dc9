"""A newcomer's first five minutes, in order, as one test: no key, no network, nothing read before."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Page, expect

from tests.web.hands import PICTURE, drag, node, run, socket

Open: TypeAlias = Callable[[str], Page]
BRIGHT = """() => [...document.querySelectorAll("button")].flatMap(button => {
  const [red, green, blue] = getComputedStyle(button).backgroundColor.match(/[0-9.]+/g).map(Number)
  const coloured = Math.max(red, green, blue) - Math.min(red, green, blue) > 60
  return coloured && button.textContent ? [button.textContent] : []
})"""
"""The words on buttons whose ground is a colour and no grey."""
PROMPT = "Generate an image of a red boat on a lake"


def test_the_first_five_minutes(page: Page, url: str) -> None:
    chooses_the_first_template(page, url)
    sees_all_of_it_and_one_bright_button(page)
    runs_it_and_gets_a_picture(page)
    changes_the_prompt_and_loads_the_page_in_mid_run(page)
    runs_again_and_is_told_what_did_not_change(page)
    pulls_a_wire_into_the_void_and_takes_it_back(page)
    tries_a_real_model_and_reads_why_it_cannot_answer(page)
    goes_back_to_the_demo_model(page)
    exports_what_holds_no_secret(page)


def chooses_the_first_template(page: Page, url: str) -> None:
    page.goto(url)
    first = page.get_by_role("region", name="Start with").get_by_role("button").filter(has=page.locator("img")).first
    expect(first).to_contain_text("An LLM that draws")
    expect(first).to_contain_text("Needs nothing")
    first.click()
    page.wait_for_url("**/workflows/*")


def sees_all_of_it_and_one_bright_button(page: Page) -> None:
    for name in ("prompt", "painter", "llm", "answer"):
        expect(node(page, name)).to_be_in_viewport(ratio=0.99)
    assert page.evaluate(BRIGHT) == ["Run"]


def runs_it_and_gets_a_picture(page: Page) -> None:
    page.get_by_role("button", name="Run", exact=True).click()
    expect(node(page, "llm")).to_have_attribute("data-phase", "running")
    expect(node(page, "answer")).to_have_attribute("data-phase", "waiting")
    expect(node(page, "painter").locator("img")).to_be_visible(timeout=PICTURE)
    expect(node(page, "answer").locator("img")).to_be_visible()
    expect(page.get_by_role("region", name="Log")).to_contain_text("no cost")


def changes_the_prompt_and_loads_the_page_in_mid_run(page: Page) -> None:
    node(page, "prompt").get_by_role("textbox").fill(PROMPT)
    page.keyboard.press("Control+Enter")
    expect(node(page, "painter")).to_have_attribute("data-phase", "running")
    page.reload()
    expect(node(page, "prompt").get_by_role("textbox")).to_have_value(PROMPT)
    expect(node(page, "llm")).to_have_attribute("data-phase", re.compile("running|done"))
    expect(node(page, "answer")).to_contain_text("a red boat on a lake", timeout=PICTURE)


def runs_again_and_is_told_what_did_not_change(page: Page) -> None:
    run(page)
    for name in ("llm", "painter"):
        expect(node(page, name).locator("header")).to_contain_text("unchanged")


def pulls_a_wire_into_the_void_and_takes_it_back(page: Page) -> None:
    page.keyboard.press("Escape")
    drag(page, socket(page, "llm.image"), (640, 740))
    offered = page.get_by_role("listbox", name="Nodes")
    expect(offered.get_by_role("option", name="Passes on a picture")).to_be_visible()
    expect(offered.get_by_role("option", name="Passes on the text")).to_have_count(0)
    offered.get_by_role("option", name="Passes on a picture").click()
    expect(node(page, "image")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(node(page, "image")).to_have_count(0)


def tries_a_real_model_and_reads_why_it_cannot_answer(page: Page) -> None:
    node(page, "llm").get_by_role("button", name="model").click()
    page.get_by_role("option", name="openai/").first.click()
    run(page)
    failure = node(page, "llm").get_by_role("alert")
    expect(failure).to_contain_text("key")
    expect(failure.get_by_role("button", name="Try again")).to_be_visible()
    failure.get_by_role("link", name="Add a key").click()
    expect(page.get_by_role("main")).to_contain_text("To draw and talk with a real model, add the key of its provider.")
    page.go_back()


def goes_back_to_the_demo_model(page: Page) -> None:
    node(page, "llm").get_by_role("button", name="model").click()
    page.get_by_role("option", name="demo/assistant").click()
    run(page)
    expect(node(page, "answer").locator("img")).to_be_visible()


def exports_what_holds_no_secret(page: Page) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Export").click()
    expect(page.get_by_role("dialog")).to_contain_text("Contains 0 secrets")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert PROMPT in Path(download.value.path()).read_text()
