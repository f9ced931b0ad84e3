"""What can go wrong with a cluster that has nodes."""

from tests.controlplane.errors import ControlPlaneError


class MissingError(ControlPlaneError):
    """This computer has not what a cluster with nodes needs; the message names all of it."""


class MachineError(ControlPlaneError):
    """A machine of the cluster could not be made, or a command on it failed."""
