"""What each fault makes of discord.py and of hikari, both unmodified: one table."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from fairlead_simulator.faults.model import FaultKind
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.jsonvalue import JsonObject

type LibraryName = Literal["discord_py", "hikari"]


class Outcome(StrEnum):
    """What a library does, without an exception to it, when a fault hits it."""

    STAYS = "stays connected and hears everything"
    UNAWARE = "stays connected, hears nothing, and resumes when the connection breaks"
    RESUMES = "resumes"
    IDENTIFIES = "identifies"
    INSISTS = "tries the dead resume URL again and again"
    ENDS = "ends with the close code"
    ANSWERED = "sends the request until it is answered"
    FAILS = "fails with the request"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault and what becomes of it.

    Attributes:
        kind: The fault.
        discord_py: What discord.py does.
        hikari: What hikari does.
        fields: The fault's other fields.
        shards: The bot's shards; the last one is hit.
        from_the_start: Whether the fault is there before the bot.
        then_drop: Whether the connection is dropped while the fault goes on.
    """

    kind: FaultKind
    discord_py: Outcome
    hikari: Outcome
    fields: JsonObject = field(default_factory=dict)
    shards: int = 2
    from_the_start: bool = False
    then_drop: bool = False

    def outcome(self, library: LibraryName) -> Outcome:
        """Return what a library does."""
        return self.discord_py if library == "discord_py" else self.hikari

    def __str__(self) -> str:
        said = [self.kind.value, *(f"{name}={value}" for name, value in self.fields.items())]
        return " ".join([*said, "then drop"] if self.then_drop else said)


def _closed(code: CloseCode, discord_py: Outcome, hikari: Outcome) -> Row:
    return Row(FaultKind.CLOSE, discord_py, hikari, {"code": int(code)})


_LASTING: JsonObject = {"seconds": 60}

TABLE = [
    Row(FaultKind.DROP, Outcome.RESUMES, Outcome.RESUMES),
    Row(FaultKind.RECONNECT, Outcome.RESUMES, Outcome.RESUMES),
    Row(FaultKind.INVALID_SESSION, Outcome.RESUMES, Outcome.RESUMES, {"resumable": True}),
    Row(FaultKind.INVALID_SESSION, Outcome.IDENTIFIES, Outcome.IDENTIFIES, {"resumable": False}),
    Row(FaultKind.ZOMBIE, Outcome.RESUMES, Outcome.RESUMES),
    Row(FaultKind.HALF_OPEN, Outcome.RESUMES, Outcome.RESUMES),
    Row(FaultKind.DEAF, Outcome.UNAWARE, Outcome.UNAWARE),
    Row(FaultKind.SLOW, Outcome.STAYS, Outcome.STAYS, {"delay": 0.01}),
    Row(FaultKind.SLOW, Outcome.RESUMES, Outcome.RESUMES, {"delay": 0.01, "seconds": 0.2}, then_drop=True),
    Row(FaultKind.HEARTBEAT, Outcome.STAYS, Outcome.STAYS),
    # Where one resume finds nobody, both try it once more.
    Row(FaultKind.DEAD_RESUME_URL, Outcome.RESUMES, Outcome.RESUMES, then_drop=True),
    # Where nobody ever answers, discord.py gives the session up when it cannot connect; hikari keeps the URL for as
    # long as it has a session.
    Row(
        FaultKind.DEAD_RESUME_URL,
        Outcome.IDENTIFIES,
        Outcome.INSISTS,
        _LASTING,
        from_the_start=True,
        then_drop=True,
    ),
    # discord.py's shard identifies after a connection that was refused. With one shard nothing else is hit.
    Row(FaultKind.OUTAGE, Outcome.IDENTIFIES, Outcome.RESUMES, _LASTING, shards=1),
    _closed(CloseCode.GOING_AWAY, Outcome.RESUMES, Outcome.RESUMES),
    _closed(CloseCode.UNKNOWN_ERROR, Outcome.RESUMES, Outcome.RESUMES),
    _closed(CloseCode.UNKNOWN_OPCODE, Outcome.RESUMES, Outcome.ENDS),
    _closed(CloseCode.DECODE_ERROR, Outcome.RESUMES, Outcome.RESUMES),
    _closed(CloseCode.NOT_AUTHENTICATED, Outcome.RESUMES, Outcome.ENDS),
    _closed(CloseCode.AUTHENTICATION_FAILED, Outcome.ENDS, Outcome.ENDS),
    _closed(CloseCode.ALREADY_AUTHENTICATED, Outcome.RESUMES, Outcome.ENDS),
    # Both try to resume after 4007 and 4009, and identify when they are told that the session is gone.
    _closed(CloseCode.INVALID_SEQUENCE, Outcome.IDENTIFIES, Outcome.IDENTIFIES),
    _closed(CloseCode.RATE_LIMITED, Outcome.RESUMES, Outcome.RESUMES),
    _closed(CloseCode.SESSION_TIMED_OUT, Outcome.IDENTIFIES, Outcome.IDENTIFIES),
    _closed(CloseCode.INVALID_SHARD, Outcome.ENDS, Outcome.ENDS),
    _closed(CloseCode.SHARDING_REQUIRED, Outcome.ENDS, Outcome.ENDS),
    _closed(CloseCode.INVALID_API_VERSION, Outcome.ENDS, Outcome.ENDS),
    _closed(CloseCode.INVALID_INTENTS, Outcome.ENDS, Outcome.ENDS),
    _closed(CloseCode.DISALLOWED_INTENTS, Outcome.ENDS, Outcome.ENDS),
    Row(FaultKind.RATE_LIMIT, Outcome.ANSWERED, Outcome.ANSWERED, {"delay": 0.2, "scope": "user"}),
    Row(FaultKind.RATE_LIMIT, Outcome.ANSWERED, Outcome.ANSWERED, {"delay": 0.2, "scope": "shared"}),
    Row(FaultKind.RATE_LIMIT, Outcome.ANSWERED, Outcome.ANSWERED, {"delay": 0.2, "scope": "global"}),
    Row(FaultKind.SERVER_ERROR, Outcome.ANSWERED, Outcome.ANSWERED, {"status": 502}),
    # aiohttp does not repeat a POST whose connection broke, and neither does discord.py.
    Row(FaultKind.TIMEOUT, Outcome.FAILS, Outcome.ANSWERED, {"delay": 0.1}),
]
