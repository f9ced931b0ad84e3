"""What stands in a deployment's way, in a sentence that says what to do."""

from dataclasses import dataclass
from typing import Final

from fairlead_operator.model.conditions import Reason

_KEEPS_FROM_STARTING: Final = frozenset(
    {
        Reason.SPEC_INVALID,
        Reason.TOKEN_SECRET_MISSING,
        Reason.TOKEN_KEY_MISSING,
        Reason.TOKEN_REFUSED,
        Reason.TOKEN_IN_USE,
        Reason.REDIS_SECRET_MISSING,
        Reason.REDIS_KEY_MISSING,
        Reason.REDIS_ADDRESS_INVALID,
        Reason.DATABASE_SECRET_MISSING,
        Reason.DATABASE_KEY_MISSING,
    }
)
_NEEDS_A_PERSON: Final = frozenset(
    {Reason.SPEC_INVALID, Reason.TOKEN_REFUSED, Reason.TOKEN_IN_USE, Reason.CHILD_REFUSED}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong outside the operator.

    Attributes:
        reason: Its name, for programs.
        message: A sentence that says what is wrong and what to do; never a secret.
    """

    reason: Reason
    message: str

    @property
    def keeps_from_starting(self) -> bool:
        """Whether pods that started now could not work: nothing is started, and what runs is left alone."""
        return self.reason in _KEEPS_FROM_STARTING

    @property
    def needs_a_person(self) -> bool:
        """Whether waiting does not help: something that a person wrote is wrong."""
        return self.reason in _NEEDS_A_PERSON
