"""Every command is where the table says, has help, and is told of in the guides."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from serving.cli.main import COMMANDS, FILE_TASKS, trm

DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in (Path(__file__).parents[4] / "docs").glob("*.md")
)


@pytest.mark.parametrize("name", [*COMMANDS, *(f"file {task}" for task in FILE_TASKS)])
def test_a_command_helps(name: str):
    answer = CliRunner().invoke(trm, [*name.split(), "--help"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Usage: trm")


@pytest.mark.parametrize("name", [*COMMANDS, *(f"file {task}" for task in FILE_TASKS)])
def test_a_command_is_documented(name: str):
    assert f"trm {name}" in DOCS


def test_an_unknown_command_is_a_usage_error():
    answer = CliRunner().invoke(trm, ["nonsense"])
    assert answer.exit_code == 2
    assert isinstance(trm, click.Group)
