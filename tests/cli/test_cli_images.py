"""`ainb images` and `ainb costs`: what the ledger and the folder hold."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]

CALL = ("tool", "generate_image", "--call")
DEMO = ("--set", "model=demo/painter", "--set", "quality=low", "--set", "size=1024x640")


@pytest.fixture
def pictures(invoke: Ainb) -> list[str]:
    """The file names of three pictures, oldest first."""
    prompts = ("a lion", "a sea\n\twith\x1b[31m waves", "a forest")
    calls = [invoke(*CALL, json.dumps({"arguments": {"prompt": prompt}}), *DEMO) for prompt in prompts]
    return [call.json["result"]["filename"] for call in calls]


def names(listing: str) -> list[str]:
    return [line.split("\t")[1] for line in listing.splitlines()]


def on_disk(home: Path) -> set[str]:
    return {path.name for path in (home / "servable").glob("*.png")}


def test_an_empty_gallery(invoke: Ainb) -> None:
    ran = invoke("images")
    assert "No picture" in ran.err
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize("command", [("images",), ("images", "list")])
def test_the_newest_come_first_one_a_line(invoke: Ainb, pictures: list[str], command: tuple[str, ...]) -> None:
    ran = invoke(*command)
    assert names(ran.out) == pictures[::-1]
    assert ran.out.splitlines()[1].split("\t")[2:] == [
        "demo/painter",
        "1024x640",
        "low",
        "$0.00",
        "a sea with[31m waves",
    ]


@pytest.mark.parametrize("command", [("images",), ("images", "list")])
def test_the_list_as_json(invoke: Ainb, pictures: list[str], command: tuple[str, ...]) -> None:
    listed = invoke(*command, "--json", "--limit", "2").json
    assert [picture["filename"] for picture in listed] == [pictures[2], pictures[1]]
    assert listed[0]["servable_url"] == f"http://localhost:8000/servable/{pictures[2]}"
    assert (listed[0]["prompt"], listed[0]["cost_usd"], listed[0]["state"]) == ("a forest", 0, "stored")


def test_one_picture(invoke: Ainb, pictures: list[str], home: Path) -> None:
    ran = invoke("images", "show", pictures[0])
    assert "prompt: a lion" in ran.out
    assert f"path: {home / 'servable' / pictures[0]}" in ran.out
    assert invoke("images", "show", pictures[0], "--json").json["sha256"] in ran.out


@pytest.mark.parametrize("name", ["nope.png", "../ai-node-builder.db", ""])
@pytest.mark.parametrize("command", ["show", "rm", "favourite"])
def test_a_picture_that_is_not_there(invoke: Ainb, command: str, name: str) -> None:
    ran = invoke("images", command, name)
    assert "`ainb images` lists them" in ran.err
    assert (ran.code, ran.out) == (1, "")


def test_deleting_asks_first(invoke: Ainb, pictures: list[str], home: Path) -> None:
    ran = invoke("images", "rm", pictures[0], input="n\n")
    assert "Delete 1 picture for good?" in ran.err
    assert (ran.code, ran.out, on_disk(home)) == (1, "", set(pictures))
    ran = invoke("images", "rm", pictures[0], pictures[0], input="y\n")
    assert (ran.code, ran.out, on_disk(home)) == (0, f"{pictures[0]}\n", set(pictures[1:]))


def test_nothing_is_deleted_where_one_name_is_wrong(invoke: Ainb, pictures: list[str], home: Path) -> None:
    assert invoke("images", "rm", "--yes", pictures[0], "nope.png").code == 1
    assert on_disk(home) == set(pictures)


def test_what_a_deleted_picture_cost_stays_on_the_books(invoke: Ainb, pictures: list[str]) -> None:
    invoke("images", "rm", "--yes", *pictures)
    assert invoke("images").out == ""
    assert invoke("costs", "--json").json["total"]["pictures"] == 3


def test_all_but_the_newest_are_pruned(invoke: Ainb, pictures: list[str], home: Path) -> None:
    ran = invoke("images", "prune", "--keep", "1", "--dry-run")
    assert (names(ran.out), on_disk(home)) == (pictures[:2], set(pictures))
    assert "This would free" in ran.err
    ran = invoke("images", "prune", "--keep", "1", "--yes")
    assert (ran.out.split(), on_disk(home)) == (pictures[:2], {pictures[2]})
    assert re.search(r"^Freed \d+\.\d [KM]B\.$", ran.err, re.MULTILINE)


def test_old_ones_are_pruned(invoke: Ainb, pictures: list[str], home: Path) -> None:
    with sqlite3.connect(home / "ai-node-builder.db") as database:
        database.execute("UPDATE images SET created_at = '2020-01-01 00:00:00.0' WHERE filename = ?", pictures[1:2])
    database.close()
    assert invoke("images", "prune", "--older-than", "8w", input="y\n").out == f"{pictures[1]}\n"
    assert invoke("images", "prune", "--older-than", "8w").out == ""
    assert on_disk(home) == {pictures[0], pictures[2]}


def test_the_oldest_go_until_the_rest_fits(invoke: Ainb, pictures: list[str], home: Path) -> None:
    two = sum((home / "servable" / name).stat().st_size for name in pictures[1:])
    assert invoke("images", "prune", "--max-bytes", f"{two}B", "--yes").out == f"{pictures[0]}\n"
    assert invoke("images", "prune", "--max-bytes", f"{two}B").err == "There is nothing to delete.\n"
    assert on_disk(home) == set(pictures[1:])


def test_favourites_stay_unless_all_are_to_go(invoke: Ainb, pictures: list[str], home: Path) -> None:
    assert invoke("images", "favourite", pictures[0]).out == f"{pictures[0]}\n"
    assert invoke("images", "show", pictures[0], "--json").json["favourite"] is True
    assert invoke("images", "prune", "--keep", "0", "--yes").out.split() == pictures[1:]
    invoke("images", "favourite", pictures[0], "--off")
    assert invoke("images", "prune", "--keep", "0", "--yes").out.split() == pictures[:1]


def test_favourites_go_where_all_are_to_go(invoke: Ainb, pictures: list[str]) -> None:
    invoke("images", "favourite", pictures[0])
    assert invoke("images", "prune", "--older-than", "0", "--all", "--yes").out.split() == pictures


@pytest.mark.parametrize(
    "arguments",
    [
        ("prune",),
        ("prune", "--max-bytes", "much"),
        ("prune", "--keep", "-1"),
        ("prune", "--older-than", "1 year"),
        ("list", "--state", "lost"),
        ("list", "--limit", "0"),
        ("rm",),
        ("show",),
        ("lst",),
    ],
)
def test_wrong_usage(invoke: Ainb, arguments: tuple[str, ...]) -> None:
    ran = invoke("images", *arguments)
    assert (ran.code, ran.out) == (2, "")


def test_what_may_have_been_charged_is_listed_and_accounted_for(ainb: Ainb, fake: FakeOpenAI) -> None:
    fake.fail_next("reset_before_reply")
    call = (*CALL, '{"arguments": {"prompt": "a lion"}}', "--set", "model=gpt-image-2")
    answer = ainb(*call, OPENAI_BASE_URL=fake.base_url, OPENAI_API_KEY="sk-test")
    assert answer.json["charged"] == "unknown"
    (entry,) = ainb("images", "list", "--state", "unknown", "--json").json
    assert (entry["state"], entry["cost_usd"]) == ("unknown", None)
    assert entry["held_usd"] > 0.2
    total = ainb("costs", "--json").json["total"]
    assert (total["cost_usd"], total["held_usd"], total["unpriced"]) == (0, entry["held_usd"], 1)
    assert "\t$0.2" in ainb("images", "--state", "unknown").out
