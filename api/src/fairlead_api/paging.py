"""Lists, a page at a time."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

DEFAULT_LIMIT: Final = 50
LARGEST_LIMIT: Final = 100
LARGEST_OFFSET: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list.

    Attributes:
        limit: How many entries at most.
        offset: How many come before.
    """

    limit: int
    offset: int


async def _paging(
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Entries at most.")] = DEFAULT_LIMIT,
    offset: Annotated[int, Query(ge=0, le=LARGEST_OFFSET, description="Entries before these.")] = 0,
) -> Paging:
    return Paging(limit, offset)


PagingDep = Annotated[Paging, Depends(_paging)]


class Page[T](BaseModel):
    """A part of a list."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    total: int = Field(description="Entries of the whole list.")
    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class Part[T]:
    """Some rows of a list, and how many the whole has."""

    rows: list[T]
    total: int
