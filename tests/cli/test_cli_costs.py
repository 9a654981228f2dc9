"""`ainb costs`: the books on the command line."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Ainb = Callable[..., Any]
CALL = ("tool", "generate_image", "--set", "model=demo/painter", "--call", '{"arguments": {"prompt": "a lion"}}')


@pytest.fixture
def drawn(invoke: Ainb) -> None:
    """Two pictures on the books."""
    for _ in range(2):
        assert invoke(*CALL, "--set", "quality=low").code == 0


def test_no_costs(invoke: Ainb) -> None:
    ran = invoke("costs")
    assert "No picture was asked for" in ran.err
    assert (ran.code, ran.out) == (0, "")
    report = invoke("costs", "--json").json
    assert (report["rows"], report["total"]["requests"], report["caps"]["day"]["cap_usd"]) == ([], 0, None)


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("by", "name"), [("model", "demo/painter"), ("tool", "gpt_image_tool")])
def test_costs_by(invoke: Ainb, by: str, name: str) -> None:
    row, total = (line.split("\t") for line in invoke("costs", "--by", by).out.splitlines())
    assert row == [name, "2", "2", "0", "$0.00", "$0.00"]
    assert total == ["total", *row[1:]]
    rows = list(csv.DictReader(io.StringIO(invoke("costs", "--by", by, "--csv").out)))
    assert [(one[by], one["pictures"], one["cost_usd"]) for one in rows] == [(name, "2", "0.0"), ("total", "2", "0.0")]


@pytest.mark.usefixtures("drawn")
def test_by_workflow_runs_have_a_column(invoke: Ainb) -> None:
    row, _ = (line.split("\t") for line in invoke("costs", "--by", "workflow").out.splitlines())
    assert row == ["outside of saved workflows", "2", "2", "0", "$0.00", "$0.00", "$0.00", "0"]


@pytest.mark.usefixtures("drawn")
def test_since(invoke: Ainb) -> None:
    assert invoke("costs", "--since", "2999-01-01", "--json").json["rows"] == []
    assert len(invoke("costs", "--since", "2020-01-01", "--json").json["rows"]) == 1


@pytest.mark.usefixtures("drawn")
def test_what_is_left_of_a_cap_is_told(invoke: Ainb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AINB_BUDGET_DAY", "2.5")
    assert "Left of this day's cap, AINB_BUDGET_DAY: $2.50 of $2.50." in invoke("costs").err


def test_caps_that_a_person_sets(invoke: Ainb, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [invoke("costs", "cap", name, "2.5").out for name in ("day", "call")] == ["day\t$2.50\n", "call\t$2.50\n"]
    told = invoke("costs").err
    assert "Left of this day's cap: $2.50 of $2.50." in told
    assert "Cap of a picture: $2.50." in told
    monkeypatch.setenv("AINB_BUDGET_DAY", "1")
    ran = invoke("costs", "cap", "day", "5")
    assert ran.out == "day\t$1.00\n"
    assert "AINB_BUDGET_DAY counts; a cap that is set here cannot go above it." in ran.err
    assert "Left of this day's cap, AINB_BUDGET_DAY: $1.00 of $1.00." in invoke("costs").err


def test_clearing_a_cap(invoke: Ainb) -> None:
    for dollars in ("0", "none"):
        ran = invoke("costs", "cap", "month", dollars)
    assert (ran.out, ran.err) == ("month\tno cap\n", "")
    assert invoke("costs", "--json").json["caps"]["month"]["stored_usd"] is None


@pytest.mark.parametrize(
    "arguments", [("--by", "prompt"), ("--since", "yesterday"), ("cap", "year", "5"), ("cap", "day")]
)
def test_wrong_usage(invoke: Ainb, arguments: tuple[str, ...]) -> None:
    assert invoke("costs", *arguments).code == 2


@pytest.mark.parametrize("dollars", ["nan", "inf", "1e7", "much", "-1", ""])
def test_a_cap_that_is_none(invoke: Ainb, dollars: str) -> None:
    assert invoke("costs", "cap", "day", dollars).code == 2


def test_a_server_that_runs_hears_of_it(paying: httpx.Client, ainb: Ainb) -> None:
    wish = {"arguments": {"prompt": "a lion"}, "widgets": {"model": "gpt-image-2.5-flare"}}
    assert paying.post("/api/tools/generate_image", json=wish).status_code == 200
    assert ainb("costs", "cap", "day", "0.06").code == 0
    refused = paying.post("/api/tools/generate_image", json=wish)
    assert (refused.status_code, refused.json()["code"]) == (402, "budget_exceeded")
    assert "ainb costs cap day" in refused.json()["error"]
