"""What makes a dependency a policy, and how to find the policies of a route."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

type AnyCall = Callable[..., Any]  # Any: dependencies have whatever parameters they like

LIMITED: Final = (429,)
SIGNED_IN: Final = (401, 403, 429, 503)
GUILD: Final = (401, 403, 404, 429, 503)


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule about who may use a route.

    Attributes:
        name: What it is called.
        statuses: What it answers with where it refuses; they become part of the API's description.
        open_to_all: Whether nobody has to be signed in.
    """

    name: str
    statuses: tuple[int, ...]
    open_to_all: bool = False


_policies: Final[dict[AnyCall, Policy]] = {}


def declares[C: AnyCall](policy: Policy) -> Callable[[C], C]:
    """Mark a dependency as a policy."""

    def mark(call: C) -> C:
        _policies[call] = policy
        return call

    return mark


def policies_of(route: APIRoute) -> list[Policy]:
    """Return the policies that a route declares, itself or through its dependencies."""
    return list(dict.fromkeys(_within(route.dependant)))


def _within(dependant: Dependant) -> Iterator[Policy]:
    for part in dependant.dependencies:
        if part.call is not None and part.call in _policies:
            yield _policies[part.call]
        yield from _within(part)
