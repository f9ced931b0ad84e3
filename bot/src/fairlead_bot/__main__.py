"""``python -m fairlead_bot``: runs the process of a bot pod.

Ends with exit code 0 when it was asked to stop, or when a cog closed the bot; with 2 and a sentence when a person has
to look: a wrong setting, a token that Discord refuses, a taken port, Redis or Discord out of reach at the start.
"""

import asyncio
import gc
import signal
import sys
from typing import Final

from fairlead_bot.event_loop import new_event_loop
from fairlead_bot.runtime import PodRuntime
from fairlead_bot.settings import BotSettings
from fairlead_shared.errors import ConfigurationError, DiscordError, StoreError
from fairlead_shared.logging import configure_logging, get_logger, redact

GARBAGE_THRESHOLDS: Final = (20_000, 20, 20)
"""When Python looks for garbage. A cache of a hundred thousand members is none, and each look at all of it holds the
loop up: with Python's own thresholds that was an eighth of the processor time under 1,500 events a second."""


async def _run(settings: BotSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await PodRuntime(settings).run(stop)


def main() -> int:
    """Run the pod; return the exit code."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    try:
        settings = BotSettings.load()
        configure_logging("bot", level=settings.log_level, development=settings.dev_mode)
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(_run(settings))
    except (ConfigurationError, StoreError, DiscordError) as error:
        sys.stderr.write(f"{redact(str(error))}\n")
        return 2
    get_logger("runtime").info("pod stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
