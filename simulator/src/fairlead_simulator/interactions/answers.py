"""What an application does with an interaction: answers it, edits the answer, sends followups."""

from fairlead_simulator import messages
from fairlead_simulator.application import Application
from fairlead_simulator.interactions.model import Interaction, InteractionType, ResponseType
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import InteractionOrigin, Message, MessageFlag

_ON_A_MESSAGE = frozenset({ResponseType.DEFERRED_UPDATE, ResponseType.UPDATE_MESSAGE})
_TO_A_USER = frozenset({ResponseType.MESSAGE, ResponseType.DEFERRED_MESSAGE, ResponseType.LAUNCH_ACTIVITY})


def fits(interaction: Interaction, kind: ResponseType) -> bool:
    """Tell whether a kind of answer may be given to an interaction.

    Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
    """
    if interaction.type is InteractionType.AUTOCOMPLETE:
        return kind is ResponseType.AUTOCOMPLETE
    if kind in _ON_A_MESSAGE:
        return interaction.source is not None
    if kind is ResponseType.MODAL:
        return interaction.type is not InteractionType.MODAL_SUBMIT
    return kind in _TO_A_USER or kind is ResponseType.PREMIUM_REQUIRED


def answer(
    simulation: Simulation,
    application: Application,
    interaction: Interaction,
    kind: ResponseType,
    data: JsonObject,
    draft: Draft,
) -> None:
    """Give the first answer; the caller has checked that it fits, that none was given and that it is not late."""
    interaction.response = kind
    interaction.response_data = data
    interaction.answered_after = simulation.clock.monotonic() - interaction.created
    if kind is ResponseType.DEFERRED_MESSAGE:
        draft.flags = (draft.flags or 0) | MessageFlag.LOADING
    if kind in {ResponseType.MESSAGE, ResponseType.DEFERRED_MESSAGE}:
        interaction.original = _say(simulation, application, interaction, draft)
    elif kind in _ON_A_MESSAGE and interaction.source is not None:
        interaction.original = interaction.source
        if kind is ResponseType.UPDATE_MESSAGE:
            messages.edit(simulation, interaction.source, draft)
            interaction.edits += 1
    interaction.changed.set()


def edit_answer(simulation: Simulation, interaction: Interaction, message: Message, draft: Draft) -> None:
    """Edit the first answer or a followup; the first edit of a deferred answer fills it in."""
    if message.flags & MessageFlag.LOADING:
        kept = message.flags & ~MessageFlag.LOADING
        draft.flags = (draft.flags or 0) | kept
    messages.edit(simulation, message, draft)
    if message is interaction.original:
        interaction.edits += 1
    interaction.changed.set()


def follow_up(simulation: Simulation, application: Application, interaction: Interaction, draft: Draft) -> Message:
    """Send a message after the first answer; the first one after a deferred answer fills that in instead."""
    original = interaction.original
    if original is not None and original.flags & MessageFlag.LOADING:
        edit_answer(simulation, interaction, original, draft)
        return original
    message = _say(simulation, application, interaction, draft)
    interaction.followups[message.id] = message
    interaction.changed.set()
    return message


def delete_answer(simulation: Simulation, interaction: Interaction, message: Message) -> None:
    """Delete the first answer or a followup."""
    messages.delete(simulation, interaction.channel, message)
    interaction.followups.pop(message.id, None)
    if message is interaction.original:
        interaction.original = None
    interaction.changed.set()


def _say(simulation: Simulation, application: Application, interaction: Interaction, draft: Draft) -> Message:
    origin = InteractionOrigin(
        interaction.id,
        interaction.type.value,
        interaction.user,
        interaction.command_name,
        None if interaction.source is None else interaction.source.id,
    )
    message = messages.compose(
        simulation, interaction.channel, application.bot, draft, application_id=application.id, origin=origin
    )
    if not draft.ephemeral:
        messages.publish(simulation, interaction.channel, message)
    return message
