"""What docs/cli.md shows can be typed."""

import re
import shlex
from pathlib import Path

import click
import pytest

from fairlead_cli.command import COMMANDS, main
from fairlead_cli.exit_codes import ExitCode

PAGE = (Path(__file__).parents[3] / "docs" / "cli.md").read_text()
EXAMPLES = re.findall(r"^\$ fairlead (.*)$", PAGE, re.MULTILINE) + re.findall(
    r"^fairlead ([^>\n]*)", PAGE, re.MULTILINE
)


def test_the_page_has_every_command_and_every_exit_code():
    for command in COMMANDS:
        assert re.search(rf"`fairlead {command}\b", PAGE), command
    for code in ExitCode:
        assert f"| {code.value} | " in PAGE, code


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_command_with_options_that_exist(example: str):
    name, *arguments = shlex.split(example)
    command = main.get_command(click.Context(main), name)
    assert command, name
    command.make_context(name, arguments, parent=click.Context(main, info_name="fairlead"))
