"""What two pods say to each other while one hands its slot to the other: records, and bytes beside them."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from fairlead_shared.errors import FairleadError
from fairlead_shared.fleet.records import Record, SessionRecord

PROTOCOL_VERSION: Final = 1
"""Raised by a change that an older pod would misread; pods of different versions do not hand over."""
COMPRESSION: Final = "zlib"
"""How the pieces of snapshots are compressed, each by itself."""
_LENGTH_BYTES: Final = 4


class HandoverError(FairleadError):
    """The other pod cannot take part in a handover, or said something that does not belong there."""

    code: ClassVar[str] = "handover"


class Message(Record):
    """Something that is said."""


class Hello(Message):
    """The pod that leaves offers its slot, and says what the other one has to understand.

    Attributes:
        protocol: The version of these messages.
        snapshot: The version of the snapshots.
        compression: How their pieces are compressed.
        generation: The name of the generation.
        slot: The slot.
        pod: The pod that leaves.
        sessions: The sessions of the slot's shards, by shard; a shard that is not there has none.
    """

    kind: Literal["hello"] = "hello"
    protocol: int
    snapshot: int
    compression: str
    generation: str
    slot: int
    pod: str
    sessions: dict[int, SessionRecord]


class Accepted(Message):
    """The standby takes the slot; its lease is to be written for this pod, UID and nonce."""

    kind: Literal["accepted"] = "accepted"
    pod: str
    uid: str
    nonce: str


class Refused(Message):
    """The standby does not take the slot, and why."""

    kind: Literal["refused"] = "refused"
    reason: str


class Pieces(Message):
    """Pieces of a shard's snapshot, in the order of the bytes that follow; without a size a piece is gone."""

    kind: Literal["pieces"] = "pieces"
    shard_id: int
    sizes: dict[str, int | None]


class Copied(Message):
    """The snapshot of a shard is complete.

    Attributes:
        shard_id: The shard.
        tag: The name of its session in the store.
        checkpoint: The sequence from which a replay makes the snapshot true.
        writes: How many writes to the snapshot the store has.
    """

    kind: Literal["copied"] = "copied"
    shard_id: int
    tag: str
    checkpoint: int
    writes: int


class AllCopied(Message):
    """Every snapshot is there."""

    kind: Literal["all_copied"] = "all_copied"


class Warm(Message):
    """The standby has the cache, and its cogs are set up: it could begin at once."""

    kind: Literal["warm"] = "warm"


class Alive(Message):
    """What of the pod that left is alive: the standby leaves it alone, and passes on what is for it.

    Attributes:
        menus: The messages whose menus end with that pod.
        modals: The custom ids of its modals.
        events: The gateway's names of events that somebody there waits for.
    """

    kind: Literal["alive"] = "alive"
    menus: tuple[int, ...] = ()
    modals: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Forwarded(Message):
    """An event for what is alive in the pod that left; its content follows, as JSON.

    Attributes:
        number: Tells forwarded events apart.
        shard_id: The shard that it came to.
        event: The gateway's name of it.
        menu: Whether it is for a menu or a modal, which the standby leaves alone; otherwise for those who wait only.
    """

    kind: Literal["forwarded"] = "forwarded"
    number: int
    shard_id: int
    event: str
    menu: bool


class Answered(Message):
    """What became of a menu or modal that was used, by the number of its event: whether it was there."""

    kind: Literal["answered"] = "answered"
    number: int
    known: bool


class LastState(Message):
    """The connections are closed; how far each session got.

    Attributes:
        marks: By shard, the sequence up to which events were given to handlers.
        presences: By shard, what the bot shows on it.
        alive: What goes on in the pod that leaves, until its handlers have ended.
    """

    kind: Literal["last_state"] = "last_state"
    marks: dict[int, int]
    presences: dict[int, str]
    alive: Alive


class Prepared(Message):
    """The standby has the last state, and waits for the lease."""

    kind: Literal["prepared"] = "prepared"


class Transferred(Message):
    """The lease is the standby's.

    Attributes:
        closed_for: The seconds since the connections began to be closed.
    """

    kind: Literal["transferred"] = "transferred"
    closed_for: float


type AnyMessage = (
    Hello
    | Accepted
    | Refused
    | Pieces
    | Copied
    | AllCopied
    | Warm
    | LastState
    | Prepared
    | Transferred
    | Alive
    | Forwarded
    | Answered
)

_adapter: TypeAdapter[AnyMessage] = TypeAdapter(Annotated[AnyMessage, Field(discriminator="kind")])


def encode(message: Message, content: bytes = b"") -> bytes:
    """Return the bytes of a message and of what follows it."""
    head = message.model_dump_json().encode()
    return len(head).to_bytes(_LENGTH_BYTES) + head + content


def decode(raw: bytes) -> tuple[AnyMessage, bytes]:
    """Return a message and the bytes that follow it.

    Raises:
        HandoverError: It is none.
    """
    end = _LENGTH_BYTES + int.from_bytes(raw[:_LENGTH_BYTES])
    try:
        return _adapter.validate_json(raw[_LENGTH_BYTES:end]), raw[end:]
    except ValidationError as error:
        raise HandoverError("The other pod said something that this version does not know.") from error


def with_contents(shard_id: int, pieces: dict[str, bytes | None]) -> bytes:
    """Return the message that carries some pieces."""
    sizes = {name: None if content is None else len(content) for name, content in pieces.items()}
    return encode(Pieces(shard_id=shard_id, sizes=sizes), b"".join(filter(None, pieces.values())))


def contents_of(message: Pieces, content: bytes) -> dict[str, bytes | None]:
    """Return the pieces that a message carries.

    Raises:
        HandoverError: There are more or fewer bytes than it says.
    """
    pieces = dict[str, bytes | None]()
    at = 0
    for name, size in message.sizes.items():
        pieces[name] = None if size is None else content[at : at + size]
        at += size or 0
    if at != len(content):
        raise HandoverError("A message does not have the bytes that it announces.")
    return pieces
