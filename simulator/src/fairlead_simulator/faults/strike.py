"""What each kind of fault does to a connection that it hits."""

from collections.abc import Callable

from fairlead_simulator.faults.model import Fault, FaultKind
from fairlead_simulator.faults.victim import Victim

STRIKES: dict[FaultKind, Callable[[Victim, Fault, float], None]] = {
    FaultKind.DROP: lambda victim, _fault, _until: victim.drop(),
    FaultKind.OUTAGE: lambda victim, _fault, _until: victim.drop(),
    FaultKind.CLOSE: lambda victim, fault, _until: victim.close_with(fault.code),
    FaultKind.HALF_OPEN: lambda victim, _fault, _until: victim.half_open(),
    FaultKind.ZOMBIE: lambda victim, _fault, until: victim.stop_acknowledging(until),
    FaultKind.DEAF: lambda victim, _fault, until: victim.stop_dispatching(until),
    FaultKind.SLOW: lambda victim, fault, until: victim.slow_down(fault.delay, until),
    FaultKind.HEARTBEAT: lambda victim, _fault, _until: victim.ask_for_heartbeat(),
    FaultKind.RECONNECT: lambda victim, _fault, _until: victim.ask_to_reconnect(),
    FaultKind.INVALID_SESSION: lambda victim, fault, _until: victim.invalidate(resumable=fault.resumable),
    FaultKind.DEAD_RESUME_URL: lambda victim, _fault, _until: victim.cut_next_resume(),
}
"""By kind; the moment is when a fault that lasts is over (monotonic seconds). Faults on REST hit no connection."""
