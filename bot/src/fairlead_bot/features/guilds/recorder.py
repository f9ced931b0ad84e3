"""Keeps the table of guilds as the gateway has it, beside the shards and never in their way."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from fairlead_bot.features.guilds.comparison import GuildFacts, GuildRow, compare, is_first_fill
from fairlead_bot.features.guilds.notes import GuildNotes, Noted
from fairlead_bot.features.guilds.repository import GuildRepository
from fairlead_bot.services.ports import Database
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DatabaseError
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.logging import get_logger

FIRST_WAIT: Final = 0.5
"""Seconds before the second attempt to reach the database; every other wait is twice as long as the one before."""
LONGEST_WAIT: Final = 30.0
"""Seconds between two attempts, at most."""
ASKED_A_LOOK: Final = 10
"""After so many questions there is another look: who leaves is not to wait for all who joined."""
BETWEEN_QUESTIONS: Final = 0.5
"""Seconds from one question about who added the bot to the next: a pod asks Discord no more than twice a second."""

_log = get_logger("guilds")


class Guilds(Protocol):
    """The guilds of this pod's shards, as the gateway and Discord have them."""

    def present(self) -> Mapping[int, frozenset[int]]:
        """Return the guilds that the bot is in, by shard, of every shard that has been ready."""
        ...

    def describe(self, guild_ids: Iterable[int]) -> dict[int, GuildFacts]:
        """Return what is known of guilds; those of which nothing is known are left out."""
        ...

    async def adder_of(self, facts: GuildFacts) -> int:
        """Return who added the bot to a guild, as far as that can be known; else the guild's owner."""
        ...


class GuildRecorder:
    """Looks at what was noted, and writes what is different.

    Args:
        notes: Where to look.
        guilds: The guilds.
        generation: The layout that the pod belongs to.
        db: The database.
        clock: The clock.
    """

    def __init__(self, notes: GuildNotes, guilds: Guilds, generation: Generation, db: Database, clock: Clock) -> None:
        self._notes = notes
        self._guilds = guilds
        self._generation = generation
        self._db = db
        self._clock = clock

    async def run(self, may_act: Callable[[], Awaitable[bool]]) -> None:
        """Look and write until the slot is lost or the task is cancelled.

        Args:
            may_act: Waits until the pod may act for its slot; false when the slot is lost. What a pod remembers that
                may not act is what another one sees better.
        """
        wait = FIRST_WAIT
        while True:
            await self._notes.wait()
            if not await may_act():
                return
            noted = self._notes.take()
            try:
                await self._look(noted)
            except Exception as error:  # noqa: BLE001 - whatever it is, the shards go on
                level = _log.warning if isinstance(error, DatabaseError) else _log.exception
                level("guilds are not recorded yet", error=str(error), seconds=wait)
                self._notes.again(noted)
                await self._clock.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
            else:
                wait = FIRST_WAIT

    async def _look(self, noted: Noted) -> None:
        """Compare, write what can be written at once, and then the guilds whose adder is to be asked for."""
        by_shard = self._guilds.present()
        shards, present = noted.shards & by_shard.keys(), frozenset[int]().union(*by_shard.values())
        async with self._db.fleet_session() as session:
            repository = GuildRepository(session)
            rows = await repository.of_shards(shards, self._generation.shard_count) if shards else []
            rows += await repository.of_ids(noted.guilds) if noted.guilds else []
            looked_at = noted.guilds.union(*(by_shard[shard_id] for shard_id in shards))
            found = compare(rows, present, self._guilds.describe(looked_at & present))
            await repository.left(found.left)
            await repository.renamed(found.renamed)
            at_once, joined = self._worth_a_question(found.joined, rows)
            await repository.joined((facts, facts.owner_id) for facts in at_once)
        if found.left or found.joined:
            _log.info("guilds are recorded", left=len(found.left), joined=len(found.joined), asking=len(joined))
        for number, facts in enumerate(joined[:ASKED_A_LOOK]):
            if number:
                await self._clock.sleep(BETWEEN_QUESTIONS)
            adder = await self._guilds.adder_of(facts)
            async with self._db.fleet_session() as session:
                await GuildRepository(session).joined([(facts, adder)])
        for facts in joined[ASKED_A_LOOK:]:
            self._notes.guild(facts.guild_id)

    def _worth_a_question(
        self, joined: Sequence[GuildFacts], rows: Iterable[GuildRow]
    ) -> tuple[list[GuildFacts], list[GuildFacts]]:
        """Part the guilds of shards that are written for the first time from those whose adder is asked for."""
        shard_of = self._generation.shard_of
        known = {shard_of(row.guild_id) for row in rows}
        number = Counter(shard_of(facts.guild_id) for facts in joined)
        first = {shard_id for shard_id in number if is_first_fill(number[shard_id], known=shard_id in known)}
        at_once = [facts for facts in joined if shard_of(facts.guild_id) in first]
        return at_once, [facts for facts in joined if shard_of(facts.guild_id) not in first]
