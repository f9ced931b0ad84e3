"""What discord.py has cached for a shard, as pieces that another process can restore."""

from fairlead_bot.gateway.snapshot.ages import SnapshotAges, prepare_replay
from fairlead_bot.gateway.snapshot.piece import SNAPSHOT_VERSION, IncompatibleSnapshotError, Piece
from fairlead_bot.gateway.snapshot.restore import restore
from fairlead_bot.gateway.snapshot.shard_snapshot import LAST_PIECE, ShardSnapshot

__all__ = [
    "LAST_PIECE",
    "SNAPSHOT_VERSION",
    "IncompatibleSnapshotError",
    "Piece",
    "ShardSnapshot",
    "SnapshotAges",
    "prepare_replay",
    "restore",
]
