"""The rules of one connection: what each frame of a client does, without any I/O."""

from fairlead_simulator.body import Body, BodyError, anything, integer
from fairlead_simulator.gateway import requests
from fairlead_simulator.gateway.admission import Doorway, open_session, resume_session
from fairlead_simulator.gateway.frames import HEARTBEAT_ACK, HEARTBEAT_SECONDS, HELLO, INVALID_SESSION, hello_frame
from fairlead_simulator.gateway.identify import parse_identify, parse_resume
from fairlead_simulator.gateway.link import Wire
from fairlead_simulator.gateway.opcodes import CloseCode, Opcode
from fairlead_simulator.gateway.peer import Peer
from fairlead_simulator.gateway.refusal import FrameRefusedError, NobodyThereError, SessionRefusedError
from fairlead_simulator.gateway.send_rate import SendRate
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.jsonvalue import Json, decode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

MAX_FRAME_BYTES = 4_096
HEARTBEAT_GRACE = 1.5
"""A client may be this many intervals without a heartbeat before its connection is closed."""

ASKED_HEARTBEAT_SECONDS = 10.0
"""How long a client may take for a heartbeat that it was asked for."""


class GatewayProtocol:
    """Acts on the frames of one connection.

    Attributes:
        peer: The client, and its session once it has one.
    """

    __slots__ = ("_doorway", "_interval", "_last_beat", "_refused", "_send_rate", "_simulation", "peer")

    def __init__(self, simulation: Simulation, wire: Wire, gateway_url: str, address: str = "127.0.0.1") -> None:
        self.peer = Peer(simulation, wire, address)
        self._simulation = simulation
        self._doorway = Doorway(simulation, self.peer.line, gateway_url, address)
        self._send_rate = SendRate(sliding=simulation.terms.strict)
        self._interval = simulation.terms.heartbeat_seconds
        self._last_beat = simulation.clock.monotonic()
        self._refused = False

    @property
    def session(self) -> Session | None:
        """The connection's session, once it has one."""
        return self.peer.session

    def opened(self) -> None:
        """Greet the client."""
        self._interval = interval = self._simulation.terms.heartbeat_seconds
        self.peer.wire.push(HELLO if interval == HEARTBEAT_SECONDS else hello_frame(interval))
        self._simulation.faults.opened(self.peer)

    def received(self, raw: bytes) -> None:
        """Act on a frame; one that breaks a rule is counted and answered as Discord does."""
        if self.peer.stalled:
            return
        try:
            self._act(raw)
        except SessionRefusedError as refusal:
            if refusal.rule is not None:
                self._simulation.violations.count(refusal.rule)
            self.peer.wire.push(INVALID_SESSION)
        except NobodyThereError:
            self.peer.drop()
        except FrameRefusedError as refusal:
            self._refuse(refusal.code, refusal.rule, refusal.reason)
        except BodyError as error:
            self._refuse(CloseCode.DECODE_ERROR, Rule.DECODE_ERROR, str(error))

    def check_heartbeat(self, now: float) -> None:
        """Close the connection when its client has not beaten for too long (monotonic seconds)."""
        asked_at = self.peer.heartbeat_asked_at
        asked_in_vain = asked_at is not None and now - asked_at > ASKED_HEARTBEAT_SECONDS
        # Terms may change while a connection is open: its client keeps the interval that it was told.
        interval = max(self._interval, self._simulation.terms.heartbeat_seconds)
        if not asked_in_vain and now - self._last_beat <= HEARTBEAT_GRACE * interval:
            return
        if self.peer.stalled:
            self.peer.lose_session()
        else:
            self._refuse(CloseCode.SESSION_TIMED_OUT, Rule.MISSED_HEARTBEAT, "Session timed out.")

    def closed(self, code: int | None) -> None:
        """Note that the connection is gone.

        Args:
            code: The code with which the client closed it; None when it did not.
        """
        self.peer.gone(code)

    def _refuse(self, code: CloseCode, rule: Rule, reason: str) -> None:
        if self._refused:
            return
        self._refused = True
        self._simulation.violations.count(rule)
        self.peer.close_with(code, reason)

    def _act(self, raw: bytes) -> None:
        if len(raw) > MAX_FRAME_BYTES:
            raise FrameRefusedError(CloseCode.DECODE_ERROR, Rule.PAYLOAD_SIZE, "Payload too large.")
        if not self._send_rate.admit(self._simulation.clock.monotonic()):
            raise FrameRefusedError(CloseCode.RATE_LIMITED, Rule.SEND_RATE, "Rate limited.")
        try:
            frame = Body(decode(raw))
        except ValueError as error:
            raise FrameRefusedError(CloseCode.DECODE_ERROR, Rule.DECODE_ERROR, "Error while decoding.") from error
        number = frame.required("op", integer())
        data = frame.optional("d", anything)
        try:
            opcode = Opcode(number)
        except ValueError as error:
            raise FrameRefusedError(CloseCode.UNKNOWN_OPCODE, Rule.UNKNOWN_OPCODE, "Unknown opcode.") from error
        match opcode:
            case Opcode.HEARTBEAT:
                self._beat(data)
            case Opcode.IDENTIFY | Opcode.RESUME:
                self._authenticate(opcode, data)
            case Opcode.PRESENCE_UPDATE:
                requests.update_presence(self._simulation, self._authenticated(), data)
            case Opcode.VOICE_STATE_UPDATE:
                requests.update_voice_state(self._simulation, self._authenticated(), data)
            case Opcode.REQUEST_GUILD_MEMBERS:
                requests.request_members(self._simulation, self._authenticated(), data)
            case _:
                raise FrameRefusedError(CloseCode.UNKNOWN_OPCODE, Rule.UNKNOWN_OPCODE, "Unknown opcode.")

    def _beat(self, data: Json) -> None:
        sequence = None if data is None else integer(0)(data, ("d",))
        session = self.peer.session
        if sequence is not None and session is not None:
            if sequence > session.sequence:
                # What Discord does is not documented; a client that says what it never saw has a defect.
                if self._simulation.terms.strict:
                    raise FrameRefusedError(CloseCode.INVALID_SEQUENCE, Rule.INVALID_SEQUENCE, "Invalid seq.")
                sequence = session.sequence
            session.acknowledge(sequence)
        self._last_beat = self._simulation.clock.monotonic()
        self.peer.heartbeat_asked_at = None
        if self.peer.acknowledged:
            self.peer.wire.push(HEARTBEAT_ACK)

    def _authenticate(self, opcode: Opcode, data: Json) -> None:
        if self.peer.session is not None:
            raise FrameRefusedError(
                CloseCode.ALREADY_AUTHENTICATED, Rule.ALREADY_AUTHENTICATED, "Already authenticated."
            )
        if opcode is Opcode.RESUME:
            self.peer.attach(resume_session(self._doorway, parse_resume(data)))
            return
        identify = parse_identify(data, strict=self._simulation.terms.strict)
        if identify.compress:
            self.peer.wire.compress_payloads()
        self.peer.attach(open_session(self._doorway, identify))

    def _authenticated(self) -> Session:
        if self.peer.session is None:
            raise FrameRefusedError(CloseCode.NOT_AUTHENTICATED, Rule.NOT_AUTHENTICATED, "Not authenticated.")
        return self.peer.session
