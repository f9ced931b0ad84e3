"""People who write in every guild while something is done to the bot, and what that cost."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from fairlead_shared.fleet.lease import LEASE_SECONDS
from fairlead_simulator.client import ControlClient, Report
from tests.integration.fairlead_bot.reports import settled

RATE: Final = 30.0
"""Events a second."""
_LOST_SECONDS: Final = 2 * LEASE_SECONDS
"""How long an event may wait for its pod: until a store that forgot the leases is believed again, and a little more."""

type Record = Callable[[str, object], None]
"""Notes a figure of the test, as pytest's `record_property` does."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What something cost; nothing, unless it says so.

    Attributes:
        identifies: Gateway sessions that were begun.
        lost: Events that were never handled, by the simulator's label.
        doubled: Events that were handled again, by the same.
        violations: Rules of Discord that were broken, and how often.
        resumes: Gateway sessions that went on in another connection, which costs nothing.
    """

    identifies: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    resumes: int = field(default=0, compare=False)


class Traffic:
    """Events that happen from the beginning to the end of a test."""

    def __init__(self, control: ControlClient, before: Report, record: Record) -> None:
        self._control = control
        self._before = before
        self._record = record
        self._began_at = time.monotonic()

    @classmethod
    async def begin(cls, control: ControlClient, record: Record) -> Self:
        """Let people write; what the test costs is noted at the end by `record`."""
        before = await settled(control, _LOST_SECONDS)
        await control.traffic(RATE)
        return cls(control, before, record)

    async def cease(self) -> None:
        """Let nobody write any more."""
        await self._control.traffic(0)

    async def end(self) -> Cost:
        """Let nobody write any more, wait until every event is handled or lost, and return what was amiss."""
        seconds = time.monotonic() - self._began_at
        await self.cease()
        before, after = self._before, await settled(self._control, _LOST_SECONDS)
        assert after.delivery.total.handled > before.delivery.total.handled
        cost = Cost(
            identifies=after.identifies - before.identifies,
            lost=_more(after.delivery.total.lost, before.delivery.total.lost),
            doubled=_more(after.delivery.total.doubled, before.delivery.total.doubled),
            violations=_more(after.violations, before.violations),
            resumes=after.resumes - before.resumes,
        )
        self._record("seconds", f"{seconds:.1f}")
        self._record("identifies", cost.identifies)
        self._record("lost", cost.lost.total())
        self._record("doubled", cost.doubled.total())
        return cost


def _more(after: Mapping[str, int], before: Mapping[str, int]) -> Counter[str]:
    return Counter(after) - Counter(before)
