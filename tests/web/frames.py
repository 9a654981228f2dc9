"""How many frames a page draws in a second while a hand moves something on it."""

import math

from playwright.sync_api import Page

STAMPS = """
  window.stamps = [];
  const stamp = () => { window.stamps.push(performance.now()); requestAnimationFrame(stamp) };
  requestAnimationFrame(stamp);
"""
"""A script for new pages: it notes the time of every frame."""

FOUND = """([selector, part]) => {
  const { left, right, top, bottom } = document.querySelector(".react-flow").getBoundingClientRect()
  for (let y = top + 120; y < bottom - 120; y += 7)
    for (let x = left + 120; x < right - 240; x += 7) {
      const found = document.elementFromPoint(x, y)
      if (found.closest(selector) && found.matches(part)) return [x, y]
    }
}"""
PANE = (".react-flow__pane", ".react-flow__pane")
"""A free place on the canvas: what is dragged there moves all."""
SECONDS, RADIUS = 2, 90


def panning(page: Page) -> float:
    """Frames a second while the canvas is moved."""
    return _moving(page, *PANE)


def dragging(page: Page, part: str) -> float:
    """Frames a second while a node is moved, taken where it has this part."""
    return _moving(page, ".react-flow__node", part)


def _moving(page: Page, selector: str, part: str) -> float:
    x, y = page.evaluate(FOUND, [selector, part])
    page.mouse.move(x, y)
    page.mouse.down()
    first, began = page.evaluate("[stamps.length, performance.now()]")
    step = 0
    while page.evaluate("performance.now()") - began < SECONDS * 1000:
        step += 1
        page.mouse.move(x + round(RADIUS * math.sin(step / 7)), y + round(RADIUS * math.sin(step / 5)))
    page.mouse.up()
    stamps: list[float] = page.evaluate("first => stamps.slice(first)", first)
    return 1000 * (len(stamps) - 1) / (stamps[-1] - stamps[0])
