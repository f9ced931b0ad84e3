"""How what a command found is written: a table for people, JSON or YAML for programs."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import click
import yaml
from rich.console import Console, RenderableType

WIDTH: Final = 100
"""Columns of what is written to anything but a terminal."""


class OutputFormat(StrEnum):
    """What a command writes."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"

    @property
    def is_for_people(self) -> bool:
        """Whether it is for people rather than for programs."""
        return self is OutputFormat.TABLE


def console(*, stderr: bool = False) -> Console:
    """Return where people read: with colour only on a terminal, and never where ``NO_COLOR`` is set."""
    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH)


def write(record: Mapping[str, object], picture: RenderableType, output: OutputFormat) -> None:
    """Write a record for programs, or its picture for people."""
    if output.is_for_people:
        show(picture)
    else:
        click.echo(document(record, output))


def show(picture: RenderableType, *, stderr: bool = False) -> None:
    """Write a picture for people; to anything but a terminal without the spaces at the ends of lines."""
    screen = console(stderr=stderr)
    if screen.is_terminal:
        screen.print(picture)
        return
    with screen.capture() as captured:
        screen.print(picture)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()), err=stderr)


def write_entry(record: Mapping[str, object], output: OutputFormat) -> None:
    """Write one of several records: a line of JSON, or a document of a YAML stream."""
    if output is OutputFormat.YAML:
        click.echo(f"---\n{as_yaml(record)}", nl=False)
    else:
        click.echo(json.dumps(record, ensure_ascii=False))


def document(record: Mapping[str, object], output: OutputFormat) -> str:
    """Return a whole record as a program reads it."""
    if output is OutputFormat.YAML:
        return as_yaml(record).rstrip()
    return json.dumps(record, indent=2, ensure_ascii=False)


def as_yaml(record: object) -> str:
    """Return a value as YAML, its fields in their order."""
    # Through JSON, so that tuples and strings of our own types are written plainly.
    text: str = yaml.safe_dump(json.loads(json.dumps(record, ensure_ascii=False)), sort_keys=False, allow_unicode=True)
    return text
