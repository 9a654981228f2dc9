"""`ainb costs`: the books on the command line."""

import csv
import io
from collections.abc import Callable
from typing import Any

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


@pytest.mark.parametrize("arguments", [("--by", "prompt"), ("--since", "yesterday")])
def test_wrong_usage(invoke: Ainb, arguments: tuple[str, ...]) -> None:
    assert invoke("costs", *arguments).code == 2
