"""Run the operator: ``python -m fairlead_operator [--namespace NAME]…``."""

import argparse
import asyncio
import sys

from fairlead_operator.operate import operate
from fairlead_operator.settings import OperatorSettings
from fairlead_shared.errors import ConfigurationError, FairleadError
from fairlead_shared.logging import configure_logging

CONFIGURATION_EXIT = 2
"""The exit code for settings that are wrong."""


def main(arguments: list[str]) -> int:
    """Run until a signal; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m fairlead_operator", description="Keep BotDeployments running.")
    parser.add_argument(
        "--namespace",
        action="append",
        metavar="NAME",
        help="act in this namespace only; may be given several times (FAIRLEAD_WATCH_NAMESPACES)",
    )
    chosen = parser.parse_args(arguments).namespace
    try:
        settings = OperatorSettings.load()
        if chosen:
            settings = settings.model_copy(update={"fairlead_watch_namespaces": tuple(chosen)})
        configure_logging("operator", level=settings.log_level, development=settings.dev_mode)
        asyncio.run(operate(settings))
    except ConfigurationError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the person who started it
        return CONFIGURATION_EXIT
    except FairleadError as error:
        print(f"The operator ends: {error}", file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
