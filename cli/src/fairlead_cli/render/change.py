"""What a command changed, as a sentence for people and as a record for programs."""

from dataclasses import dataclass

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Changed:
    """A BotDeployment that a command was about.

    Attributes:
        name: Its name.
        where: Where it is, for people.
        namespace: Its namespace.
        changed: Whether anything was changed.
    """

    name: str
    where: str
    namespace: str
    changed: bool


def changed_line(changed: Changed, sentence: str) -> Text:
    """Return a sentence about a BotDeployment, and where it is."""
    return Text(f"{changed.name} {sentence}.\n  where  {changed.where}")


def changed_record(changed: Changed, **facts: object) -> dict[str, object]:
    """Return what was changed, for a program."""
    return {
        "place": "cluster",
        "namespace": changed.namespace,
        "name": changed.name,
        "changed": changed.changed,
        **facts,
    }
