"""The rules of one connection: what each frame of a client does, without any I/O."""

from fairlead_simulator.body import Body, BodyError, anything, integer
from fairlead_simulator.gateway import requests
from fairlead_simulator.gateway.admission import open_session, resume_session
from fairlead_simulator.gateway.frames import HEARTBEAT_ACK, HEARTBEAT_INTERVAL_MS, HELLO, INVALID_SESSION
from fairlead_simulator.gateway.identify import parse_identify, parse_resume
from fairlead_simulator.gateway.opcodes import SESSION_ENDING, CloseCode, Opcode
from fairlead_simulator.gateway.refusal import FrameRefusedError, SessionRefusedError
from fairlead_simulator.gateway.send_rate import SendRate
from fairlead_simulator.gateway.session import Link, Session
from fairlead_simulator.jsonvalue import Json, decode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

MAX_FRAME_BYTES = 4_096
HEARTBEAT_GRACE = 1.5
"""A client may be this many intervals without a heartbeat before its connection is closed."""


class GatewayProtocol:
    """Acts on the frames of one connection.

    Attributes:
        session: The connection's session, once it has one.
    """

    __slots__ = ("_gateway_url", "_last_beat", "_link", "_refused", "_send_rate", "_simulation", "session")

    def __init__(self, simulation: Simulation, link: Link, gateway_url: str) -> None:
        self._simulation = simulation
        self._link = link
        self._gateway_url = gateway_url
        self._send_rate = SendRate()
        self._last_beat = simulation.clock.monotonic()
        self._refused = False
        self.session: Session | None = None

    def opened(self) -> None:
        """Greet the client."""
        self._link.push(HELLO)

    def received(self, raw: bytes) -> None:
        """Act on a frame; one that breaks a rule is counted and answered as Discord does."""
        try:
            self._act(raw)
        except SessionRefusedError as refusal:
            if refusal.rule is not None:
                self._simulation.violations.count(refusal.rule)
            self._link.push(INVALID_SESSION)
        except FrameRefusedError as refusal:
            self._refuse(refusal.code, refusal.rule, refusal.reason)
        except BodyError as error:
            self._refuse(CloseCode.DECODE_ERROR, Rule.DECODE_ERROR, str(error))

    def check_heartbeat(self, now: float) -> None:
        """Close the connection when its client has not beaten for too long (monotonic seconds)."""
        if now - self._last_beat > HEARTBEAT_GRACE * HEARTBEAT_INTERVAL_MS / 1000:
            self._refuse(CloseCode.SESSION_TIMED_OUT, Rule.MISSED_HEARTBEAT, "Session timed out.")

    def closed(self, code: int | None) -> None:
        """Note that the connection is gone.

        Args:
            code: The code with which the client closed it; None when it did not.
        """
        if self.session is None:
            return
        self.session.disconnect(self._link, self._simulation.clock.monotonic())
        if code in SESSION_ENDING and self.session.link is None:
            self._simulation.end_session(self.session)

    def _refuse(self, code: CloseCode, rule: Rule, reason: str) -> None:
        if self._refused:
            return
        self._refused = True
        self._simulation.violations.count(rule)
        self._link.close(code, reason)

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
                self._authenticated()
                requests.update_presence(data)
            case Opcode.VOICE_STATE_UPDATE:
                requests.update_voice_state(self._simulation, self._authenticated(), data)
            case Opcode.REQUEST_GUILD_MEMBERS:
                requests.request_members(self._simulation, self._authenticated(), data)
            case _:
                raise FrameRefusedError(CloseCode.UNKNOWN_OPCODE, Rule.UNKNOWN_OPCODE, "Unknown opcode.")

    def _beat(self, data: Json) -> None:
        if data is not None:
            integer(0)(data, ("d",))
        self._last_beat = self._simulation.clock.monotonic()
        self._link.push(HEARTBEAT_ACK)

    def _authenticate(self, opcode: Opcode, data: Json) -> None:
        if self.session is not None:
            raise FrameRefusedError(
                CloseCode.ALREADY_AUTHENTICATED, Rule.ALREADY_AUTHENTICATED, "Already authenticated."
            )
        if opcode is Opcode.IDENTIFY:
            self.session = open_session(self._simulation, self._link, parse_identify(data), self._gateway_url)
        else:
            self.session = resume_session(self._simulation, self._link, parse_resume(data))

    def _authenticated(self) -> Session:
        if self.session is None:
            raise FrameRefusedError(CloseCode.NOT_AUTHENTICATED, Rule.NOT_AUTHENTICATED, "Not authenticated.")
        return self.session
