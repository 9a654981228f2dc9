"""litellm is imported late, quietly, and without the network."""

import subprocess
import sys
from pathlib import Path

import pytest

LIGHT = (
    "ai_node_builder",
    "ai_node_builder.services.chat",
    "ai_node_builder.services.chat.router",
    "ai_node_builder.nodes.llm",
)


@pytest.mark.parametrize("module", LIGHT)
def test_importing_does_not_import_litellm(module: str) -> None:
    program = f"import sys, {module}; print(sorted({{'litellm', 'openai', 'httpx', 'aiohttp'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_importing_litellm_reaches_no_network_and_reads_no_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AINB_CANARY=read\n")
    program = (
        "import os; from ai_node_builder.services.litellm import load; load(); print(os.environ.get('AINB_CANARY'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("None\n", "")
