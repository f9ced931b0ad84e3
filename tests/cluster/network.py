"""The cluster's network: a bridge on the control plane's machine, to which each node is wired.

Nothing leads out of it. The addresses are the same in every cluster, since no two see each other.
"""

from typing import Final

from tests.cluster.machine import Machine, run

CONTROL_PLANE: Final = "10.88.0.1"
PODS: Final = "10.244.0.0/16"
_BRIDGE: Final = "nodes"


def node_address(number: int) -> str:
    """Return the address of the node with this number, which counts from 0."""
    return f"10.88.0.{10 + number}"


def pod_subnet(number: int) -> str:
    """Return the subnet of the pods on the node with this number."""
    return f"10.244.{number}.0/24"


def lay_bridge(control_plane: Machine) -> None:
    """Make the bridge, on which the control plane has its address.

    Raises:
        MachineError: the kernel refused.
    """
    _configure(
        control_plane,
        f"link add {_BRIDGE} type bridge",
        f"address add {CONTROL_PLANE}/24 dev {_BRIDGE}",
        f"link set {_BRIDGE} up",
    )


def wire(control_plane: Machine, node: Machine, number: int) -> None:
    """Connect a node that has just started; pods of other nodes are reached through the control plane's machine.

    Raises:
        MachineError: the kernel refused.
    """
    port = f"node-{number}"
    # In the control plane's network, but with process ids of outside: `netns` takes one.
    enter = ["nsenter", f"--net={control_plane.network}", "--", "ip"]
    existing = run([*enter, "-brief", "link", "show", "master", _BRIDGE])
    if any(line.startswith(f"{port}@") for line in existing.splitlines()):  # the kernel takes away a dead node's late
        run([*enter, "link", "delete", port])
    run(
        [*enter, "link", "add", port, "master", _BRIDGE, "type", "veth", "peer", "name", "eth0", "netns", str(node.pid)]
    )
    _configure(
        node,
        f"address add {node_address(number)}/24 dev eth0",
        "link set eth0 up",
        f"route add default via {CONTROL_PLANE}",
    )
    _configure(
        control_plane,
        f"link set {port} up",
        f"route replace {pod_subnet(number)} via {node_address(number)}",
    )


def _configure(machine: Machine, *lines: str) -> None:
    machine.run("ip", "-batch", "-", stdin="\n".join(lines))
