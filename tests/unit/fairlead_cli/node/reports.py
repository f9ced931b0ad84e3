"""Containers and pods at a moment, to make statuses of."""

from datetime import UTC, datetime
from typing import Any

from fairlead_cli.node.container_state import ContainerReport, State, ended
from fairlead_cli.node.pod_status import PodReport

BEGAN = datetime(2026, 11, 27, 20, 0, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 27, 20, 5, 0, 900_000, tzinfo=UTC)
NOW = datetime(2026, 11, 27, 20, 10, 0, tzinfo=UTC)
FAILED = ended(3, BEGAN, ENDED, "process://one")
COMPLETED = ended(0, BEGAN, ENDED, "process://one")


def container(state: State, **changes: Any) -> ContainerReport:
    """A container named bot that does something."""
    chosen = {"name": "bot", "image": "bot:1", "container_id": "process://two", **changes}
    return ContainerReport(state=state, **chosen)


def pod(*containers: ContainerReport, is_ending: bool = False, restarts_always: bool = True) -> PodReport:
    """A pod with these containers."""
    return PodReport(
        address="127.220.0.2",
        node_address="127.220.0.1",
        since=BEGAN,
        containers=containers,
        is_ending=is_ending,
        restarts_always=restarts_always,
    )
