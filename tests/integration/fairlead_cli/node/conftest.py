"""What the tests of nodes have in common."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from fairlead_cli.node import Backoff, LocalNode, Pool
from fairlead_operator.kube import Kube
from tests.fixtures.nodes import StartNode
from tests.integration.fairlead_cli.node.bench import Bench
from tests.integration.fairlead_cli.node.workloads import IMAGE, Workloads

QUICK = Backoff(first=0.5, longest=4.0, steady=60.0)
"""A backoff that a test can wait for."""


@pytest.fixture
def images() -> dict[str, dict[str, str]]:
    """The images of the test's node; a test may add some while the node runs."""
    return {IMAGE: {"OF_IMAGE": "first"}}


@pytest.fixture
async def node(start_node: StartNode, images: dict[str, dict[str, str]]) -> LocalNode:
    """A node that has the image of the program that answers."""
    return await start_node("a", images, backoff=QUICK)


@pytest.fixture
async def bench(nodes_kube: Kube, namespace: str, pool: Pool) -> AsyncIterator[Bench]:
    """The test's namespace."""
    async with aiohttp.ClientSession() as http:
        yield Bench(nodes_kube, namespace, Workloads(namespace, pool), http)
