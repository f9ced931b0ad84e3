"""The release's Redis, asked with its own program in its own pod."""

from dataclasses import dataclass
from shlex import join
from typing import Final

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import LeaseHolder, SessionRecord
from tests.e2e.installation.guide import Shell

POD: Final = "fairlead-redis-0"


@dataclass(frozen=True, slots=True)
class Store:
    """What Redis says.

    Attributes:
        shell: A shell that reaches the cluster.
        namespace: Where Redis is.
        keys: The bot's keys.
        generation: Its layout.
    """

    shell: Shell
    namespace: str
    keys: FleetKeys
    generation: Generation

    def ask(self, *words: str) -> list[str]:
        """Return the lines of the answer to a command."""
        ask = ["kubectl", "exec", POD, f"--namespace={self.namespace}", "--", "redis-cli", "--no-auth-warning", *words]
        return self.shell.run(join(ask)).splitlines()

    def holders(self) -> dict[int, str]:
        """Return the pod of each slot that has one."""
        found = {slot: self.ask("GET", self.keys.lease(self.generation, slot)) for slot in range(self.generation.slots)}
        return {slot: LeaseHolder.model_validate_json(lines[0]).pod for slot, lines in found.items() if lines[0]}

    def marks(self, slot: int) -> dict[str, int]:
        """Return by session id how far the events of a slot's shards are marked as handled."""
        found = {}
        for shard_id in self.generation.shards_of(slot):
            record, mark = self.ask("HMGET", self.keys.session(self.generation, shard_id), "record", "mark")
            found[SessionRecord.model_validate_json(record).session_id] = int(mark)
        return found
