"""Simulations without a server: a world on a fake clock, and links that remember what was pushed."""

import json
from typing import Any

from fairlead_simulator import messages
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.gateway.protocol import GatewayProtocol
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.messages import Draft
from fairlead_simulator.server import SimulatorOptions, simulation_of
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Guild
from tests.fixtures.simulator import SimulatorClock

GATEWAY_URL = "ws://127.0.0.1:1"
ALL_INTENTS = 53608447
WITHOUT_PRIVILEGED = ALL_INTENTS & ~(1 << 1 | 1 << 8 | 1 << 15)

INVALID_SESSION = {"t": None, "s": None, "op": Opcode.INVALID_SESSION, "d": False}

type Frame = dict[str, Any]  # a frame's `d` may be any JSON


class RecordingLink:
    """Remembers frames instead of sending them."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.closed: tuple[CloseCode, str] | None = None
        self.was_cut = False
        self.stalled = False
        self.delays: list[tuple[float, float]] = []
        self.compressed = False

    def push(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))

    def close(self, code: CloseCode, reason: str) -> None:
        self.closed = (code, reason)

    def cut(self) -> None:
        self.was_cut = True

    def stall(self) -> None:
        self.stalled = True

    def slow_down(self, delay: float, until: float) -> None:
        self.delays.append((delay, until))

    def compress_payloads(self) -> None:
        self.compressed = True

    @property
    def events(self) -> list[str]:
        return [frame["t"] for frame in self.frames if frame["op"] == Opcode.DISPATCH]

    def event(self, name: str) -> Frame:
        return next(frame for frame in self.frames if frame["t"] == name)


class Client:
    """A client's side of one connection, without a network."""

    def __init__(self, simulation: Simulation, address: str = "127.0.0.1") -> None:
        self.link = RecordingLink()
        self.token = simulation.application.token
        self.protocol = GatewayProtocol(simulation, self.link, GATEWAY_URL, address)
        self.protocol.opened()

    def send(self, opcode: int, data: object = None) -> None:
        self.protocol.received(json.dumps({"op": opcode, "d": data}).encode())

    def identify(self, shard_id: int = 0, shard_count: int = 1, **changes: Json) -> None:
        self.identify_with({"shard": [shard_id, shard_count], **changes})

    def identify_with(self, changes: JsonObject) -> None:
        self.send(Opcode.IDENTIFY, {"token": self.token, "intents": ALL_INTENTS} | changes)

    def resume(self, session_id: str, sequence: int, **changes: Json) -> None:
        self.send(Opcode.RESUME, {"token": self.token, "session_id": session_id, "seq": sequence} | changes)

    @property
    def session_id(self) -> str:
        found: str = self.link.event("READY")["d"]["session_id"]
        return found

    @property
    def close_code(self) -> CloseCode | None:
        return None if self.link.closed is None else self.link.closed[0]


def simulation_with(clock: SimulatorClock, **options: int | str) -> Simulation:
    chosen = {"guilds": 4, "members_per_guild": 3, "max_concurrency": 16} | options
    return simulation_of(SimulatorOptions(**chosen), clock)  # type: ignore[arg-type] # a test names the fields


def first_guild(simulation: Simulation) -> Guild:
    return next(iter(simulation.world.guilds.values()))


def write_in(simulation: Simulation, guild: Guild, content: str = "hello") -> None:
    owner = guild.members[guild.owner_id].user
    messages.write(simulation, guild.text_channel(), owner, Draft(content=content))


def violations(simulation: Simulation) -> dict[str, int]:
    return simulation.violations.by_rule()
