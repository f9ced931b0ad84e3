"""What all pods of a node share."""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from fairlead_cli.node.backoff import Backoff
from fairlead_operator.kube import Kube
from fairlead_shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a container is run with.

    Attributes:
        kube: Where the objects are read that it refers to.
        http: What it is probed with.
        images: The variables of each image that the node has.
        backoff: How long it waits before it is started again.
        clock: The clock.
    """

    kube: Kube
    http: aiohttp.ClientSession
    images: Mapping[str, Mapping[str, str]]
    backoff: Backoff
    clock: Clock
