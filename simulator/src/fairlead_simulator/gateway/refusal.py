"""Refusals: what the gateway answers to a frame that breaks a rule."""

from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.violations import Rule


class FrameRefusedError(Exception):
    """The frame breaks a rule for which the connection is closed.

    Attributes:
        code: The close code.
        rule: The rule that was broken.
        reason: The text in the close frame.
    """

    def __init__(self, code: CloseCode, rule: Rule, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.rule = rule
        self.reason = reason


class SessionRefusedError(Exception):
    """The gateway answers opcode 9 with `d: false`: identify (again), the session cannot be had.

    Attributes:
        rule: The rule that was broken; None when none was, as for a session that has merely expired.
    """

    def __init__(self, rule: Rule | None = None) -> None:
        super().__init__("invalid session")
        self.rule = rule


class NobodyThereError(Exception):
    """The client reached an address at which nobody answers; its connection is cut."""
