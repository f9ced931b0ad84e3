"""Revisions of a later release: what the one before it finds after it was rolled back to.

Released code works with a later schema (docs/database.md, expand and contract), so its migrations have nothing to do
there. They know no more of a later revision than its name; names end with a number, by which they are compared.
"""

import re
from collections.abc import Iterable
from typing import Final

_NUMBERED: Final = re.compile(r"(?P<branch>.+)_(?P<number>[0-9]+)")


def head_before(revision: str, heads: Iterable[str]) -> str | None:
    """Return the head that a revision is later than: one of the same branch with a smaller number; None without any."""
    if not (later := _NUMBERED.fullmatch(revision)):
        return None
    numbered = filter(None, map(_NUMBERED.fullmatch, heads))
    before = (
        head[0] for head in numbered if head["branch"] == later["branch"] and int(head["number"]) < int(later["number"])
    )
    return next(before, None)


def later_than(revisions: Iterable[str], heads: tuple[str, ...]) -> tuple[str, ...]:
    """Return the revisions that are later than one of the heads."""
    return tuple(revision for revision in revisions if head_before(revision, heads))


def as_known(revisions: Iterable[str], heads: tuple[str, ...]) -> tuple[str, ...]:
    """Return the revisions as whoever has these heads knows them: a later one is as good as the head before it."""
    return tuple(head_before(revision, heads) or revision for revision in revisions)
