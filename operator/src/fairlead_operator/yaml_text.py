"""Writes what is generated as YAML for people to read."""

from typing import Final

import yaml

_WIDTH: Final = 120


def yaml_text(thing: object, *, short_lists: bool = False) -> str:
    """Return a document as YAML, its fields in their order.

    Args:
        thing: The document.
        short_lists: Whether the innermost lists and objects stand on one line.
    """
    style = None if short_lists else False
    return yaml.dump(
        thing, Dumper=_WithoutAliases, default_flow_style=style, sort_keys=False, width=_WIDTH, allow_unicode=True
    )


class _WithoutAliases(yaml.SafeDumper):
    """Writes what occurs twice twice: it is read by people."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - yaml asks this way
        """Say that nothing is worth an alias."""
        return True
