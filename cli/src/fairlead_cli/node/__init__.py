"""A node for tests and benchmarks: it runs the pods that the scheduler bound to it as local processes."""

from fairlead_cli.node.backoff import Backoff
from fairlead_cli.node.local_node import LocalNode
from fairlead_cli.node.node_object import NodeSpec
from fairlead_cli.node.pool import Pool

__all__ = ["Backoff", "LocalNode", "NodeSpec", "Pool"]
