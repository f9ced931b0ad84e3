"""How what a command found is written."""

import json

import pytest
import yaml
from rich.text import Text

from fairlead_cli.render.output import OutputFormat, console, show, write, write_entry
from fairlead_shared.fleet.records import ShardState

RECORD = {"name": "demo", "state": ShardState.READY, "shards": (0, 1), "note": "größer"}
PLAIN = {"name": "demo", "state": "ready", "shards": [0, 1], "note": "größer"}


def test_people_get_the_picture(capsys: pytest.CaptureFixture[str]):
    write(RECORD, Text("a picture"), OutputFormat.TABLE)
    assert capsys.readouterr().out == "a picture\n"


def test_programs_get_one_document_with_the_fields_in_their_order(capsys: pytest.CaptureFixture[str]):
    write(RECORD, Text("a picture"), OutputFormat.JSON)
    as_json = capsys.readouterr().out
    write(RECORD, Text("a picture"), OutputFormat.YAML)
    as_yaml = capsys.readouterr().out
    assert json.loads(as_json) == yaml.safe_load(as_yaml) == PLAIN
    assert list(json.loads(as_json)) == list(yaml.safe_load(as_yaml)) == list(PLAIN)


def test_of_several_records_each_is_a_line_or_a_document_of_a_stream(capsys: pytest.CaptureFixture[str]):
    for output in (OutputFormat.JSON, OutputFormat.YAML):
        write_entry({"number": 1}, output)
        write_entry({"number": 2}, output)
    assert capsys.readouterr().out == '{"number": 1}\n{"number": 2}\n---\nnumber: 1\n---\nnumber: 2\n'


COLOURS = [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]


@pytest.mark.parametrize(("variables", "coloured"), COLOURS)
def test_colour_is_for_terminals_and_for_nobody_who_does_not_want_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variables: dict[str, str], coloured: bool
):
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    console().print(Text("ready", "green"))
    assert ("\x1b[32m" in capsys.readouterr().out) is coloured


def test_what_is_no_terminal_is_a_hundred_columns_wide_and_has_no_spaces_at_the_ends(
    capsys: pytest.CaptureFixture[str],
):
    show(Text("word " * 40))
    assert [len(line) for line in capsys.readouterr().out.splitlines()] == [99, 99]
