"""The channels of direct messages between bots and people."""

from fairlead_simulator.application import Application
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Channel, ChannelType, User


def direct_channel(simulation: Simulation, application: Application, recipient: User) -> Channel:
    """Return the channel between an application's bot and a person, the same one each time."""
    found = application.direct_channels.get(recipient.id)
    if found is None:
        found = Channel(
            simulation.snowflakes.next(), ChannelType.DM, "", recipient=recipient, bot_id=application.bot.id
        )
        application.direct_channels[recipient.id] = found
        simulation.world.add_channel(found)
    return found
