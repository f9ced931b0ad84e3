"""Every Redis key of a fleet.

All keys of a bot begin with its application's id, in braces so that a Redis cluster keeps them on one node: the
scripts that guard identifies and leases touch several of them in one step.
"""

from dataclasses import dataclass

from fairlead_shared.fleet.layout import Generation


@dataclass(frozen=True, slots=True)
class FleetKeys:
    """The Redis keys of one bot."""

    application_id: int

    @property
    def _prefix(self) -> str:
        return f"fairlead:{{{self.application_id}}}"

    @property
    def store_mark(self) -> str:
        """The identity of the store that wrote these records: after a restart it is another."""
        return f"{self._prefix}:store:mark"

    @property
    def store_settling(self) -> str:
        """Exists while the store's records prove nothing."""
        return f"{self._prefix}:store:settling"

    def lease(self, generation: Generation, slot: int) -> str:
        """The lease of a slot: a JSON record that expires with the lease."""
        return f"{self._prefix}:lease:{generation.name}:{slot}"

    def epoch(self, generation: Generation, slot: int) -> str:
        """The last epoch given out for a slot: a number that outlives every lease."""
        return f"{self._prefix}:epoch:{generation.name}:{slot}"

    def session(self, generation: Generation, shard_id: int) -> str:
        """The gateway session of a shard: a hash with its record, its mark and its checkpoint."""
        return f"{self._prefix}:session:{generation.name}:{shard_id}"

    def snapshot(self, generation: Generation, shard_id: int) -> str:
        """The snapshot of a shard's cache: a hash by the pieces' names."""
        return f"{self._prefix}:snapshot:{generation.name}:{shard_id}"

    def identify_queue(self, bucket: int) -> str:
        """The tickets that wait for an identify bucket, first come first: a list."""
        return f"{self._prefix}:identify:queue:{bucket}"

    def identify_ticket(self, bucket: int, ticket: str) -> str:
        """The sign of life of a ticket: expires when its holder no longer refreshes it."""
        return f"{self._prefix}:identify:ticket:{bucket}:{ticket}"

    def identify_spent(self, bucket: int) -> str:
        """Exists while an identify bucket may not be used again."""
        return f"{self._prefix}:identify:spent:{bucket}"

    @property
    def identify_ledger(self) -> str:
        """Every identify of the last day with its cause: a sorted set by Redis time in microseconds."""
        return f"{self._prefix}:identify:ledger"

    @property
    def identify_limit(self) -> str:
        """What Discord last said of the daily limit, and when: a hash."""
        return f"{self._prefix}:identify:limit"

    def identify_starts(self, generation: str, shard_id: int) -> str:
        """How often a shard of the named generation was started in a row: a number that is forgotten after a while."""
        return f"{self._prefix}:identify:starts:{generation}:{shard_id}"

    def status(self, generation: Generation) -> str:
        """The last status report of each pod: a hash by the pod's name."""
        return f"{self._prefix}:status:{generation.name}"

    def summaries(self, generation: Generation) -> str:
        """The summary of each pod's last status report: a hash by the pod's name."""
        return f"{self._prefix}:status:{generation.name}:summaries"

    def status_times(self, generation: Generation) -> str:
        """When each pod reported last: a sorted set by Redis time in milliseconds."""
        return f"{self._prefix}:status:{generation.name}:times"

    @property
    def generations(self) -> str:
        """When a pod of each generation reported last: a sorted set of their names by Redis time in milliseconds."""
        return f"{self._prefix}:status:generations"

    def starts(self, generation: Generation, shard_id: int) -> str:
        """How the last sessions of a shard began: a sorted set of JSON records by their time in seconds."""
        return f"{self._prefix}:starts:{generation.name}:{shard_id}"

    def guilds(self, generation: Generation) -> str:
        """The guilds on each shard: a hash by shard id."""
        return f"{self._prefix}:guilds:{generation.name}"

    def command_sync(self, scope: str) -> str:
        """The hash of the slash commands last registered with Discord, for ``global`` or one guild."""
        return f"{self._prefix}:commands:{scope}"

    def command_sync_lock(self, scope: str) -> str:
        """Held by the pod that registers slash commands."""
        return f"{self._prefix}:commands:{scope}:lock"

    @property
    def guild_settings(self) -> str:
        """The channel that tells of changed settings: JSON with ``guild_id``, ``key`` and ``version``."""
        return f"{self._prefix}:guild_settings"
