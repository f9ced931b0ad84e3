"""What can go wrong before a control plane answers."""


class ControlPlaneError(Exception):
    """The control plane for tests cannot be had; the message is one sentence for whoever runs the tests."""


class ToolchainError(ControlPlaneError):
    """No Go that can build it."""


class BuildError(ControlPlaneError):
    """Go could not build it."""


class ComponentError(ControlPlaneError):
    """A component ended, or did not get ready in time."""
