"""The event loop: uvloop where it exists, asyncio's own elsewhere."""

import asyncio
import sys

if sys.platform == "win32":

    def new_event_loop() -> asyncio.AbstractEventLoop:
        """Return asyncio's own loop."""
        return asyncio.new_event_loop()

else:
    import uvloop

    def new_event_loop() -> asyncio.AbstractEventLoop:
        """Return a loop of uvloop."""
        return uvloop.new_event_loop()
