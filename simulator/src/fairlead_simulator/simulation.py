"""The simulation: the world, the applications in it, and the one way by which events reach their sessions."""

from fairlead_simulator.application import Application
from fairlead_simulator.clock import Clock
from fairlead_simulator.faults.board import Faults
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.gateway.statistics import Statistics
from fairlead_simulator.gateway.terms import GatewayTerms
from fairlead_simulator.intents import NO_INTENTS
from fairlead_simulator.ledger.account import Account
from fairlead_simulator.ledger.record import Copy
from fairlead_simulator.oauth.grants import Grants
from fairlead_simulator.snowflake import SnowflakeSource
from fairlead_simulator.violations import Violations
from fairlead_simulator.world.events import Event, Viewer, guild_available
from fairlead_simulator.world.generate import GuildGenerator, GuildPlan
from fairlead_simulator.world.model import Guild
from fairlead_simulator.world.state import World


class Simulation:
    """All state of one simulated Discord.

    Attributes:
        clock: Where every limit and expiry reads the time.
        world: Users, guilds, channels.
        snowflakes: Ids for what is made from now on.
        applications: Applications by id.
        grants: What users granted to applications.
        violations: What clients did that Discord does not allow.
        statistics: What clients did that belongs to no application.
        seed: Where everything that is generated comes from.
        terms: How the gateway reads what Discord does not say.
        faults: What goes wrong, and what will.
    """

    def __init__(self, clock: Clock, seed: int, terms: GatewayTerms | None = None) -> None:
        self.seed = seed
        self.terms = terms or GatewayTerms()
        self.faults = Faults(clock)
        self.clock = clock
        self.world = World()
        self.snowflakes = SnowflakeSource(clock)
        self.applications: dict[int, Application] = {}
        self.grants = Grants()
        self.violations = Violations()
        self.statistics = Statistics()
        self._generator = GuildGenerator(seed)
        self._accounts: dict[int, Account] = {}

    @property
    def application(self) -> Application:
        """The application that the command line made; control requests mean it."""
        return next(iter(self.applications.values()))

    def application_with(self, token: str) -> Application | None:
        """Return the application that a bot token belongs to."""
        return next((found for found in self.applications.values() if found.token == token), None)

    def add_guild(self, application: Application, plan: GuildPlan) -> Guild:
        """Generate a guild, let the application's bot join it and tell its sessions."""
        guild = self._generator.make(plan, application.bot)
        self.world.add_guild(guild)
        application.guild_ids.add(guild.id)
        self.dispatch(guild_available(guild, application.bot.id, joined=True))
        return guild

    def dispatch(self, event: Event) -> None:
        """Give an event to every session that its shard and its intents let see it.

        A session counts and keeps the event whether or not it has a connection; a bot may run sessions of several
        shard counts at once and each of them gets it.
        """
        for application in self.applications.values():
            if event.bot_id is not None and event.bot_id != application.bot.id:
                continue
            if event.guild_id is not None and event.guild_id not in application.guild_ids:
                continue
            self._give(event, application.id, application.sessions.receiving(event.guild_id))

    def offer(self, session: Session, event: Event) -> None:
        """Give an event to one session if its intents let it see the event."""
        self._give(event, session.viewer.bot_id, [session])

    def emit(self, session: Session, name: str, data: bytes) -> None:
        """Send an event to one session, whatever its intents; `data` is the event's `d` as JSON."""
        copy = self._send(session, name, data)
        self.account(session.viewer.bot_id).ledger.record(name, lambda: data, None, [copy])

    def account(self, application_id: int) -> Account:
        """Return the account of what an application was sent and what became of it."""
        found = self._accounts.get(application_id)
        if found is None:
            found = self._accounts[application_id] = Account(self.clock)
        return found

    def _give(self, event: Event, application_id: int, sessions: list[Session]) -> None:
        ledger = self.account(application_id).ledger
        copies = [
            self._send(session, event.name, event.encoded_for(session.viewer))
            for session in sessions
            if event.intent in session.intents
        ]
        if copies or (not sessions and ledger.shards_of(event.guild_id)):
            viewer = sessions[0].viewer if sessions else Viewer(application_id, NO_INTENTS)
            ledger.record(event.name, lambda: event.encoded_for(viewer), event.guild_id, copies)

    def _send(self, session: Session, name: str, data: bytes) -> Copy:
        session.emit(name, data)
        self.applications[session.viewer.bot_id].statistics.events_sent += 1
        return Copy(session.id, session.sequence)

    def end_session(self, session: Session) -> None:
        """End a session so that it cannot be resumed."""
        for application in self.applications.values():
            application.sessions.end(session)

    def sweep(self) -> None:
        """End the sessions that have been without a connection for too long."""
        now = self.clock.monotonic()
        for application in self.applications.values():
            application.sessions.expire(now)
