"""Make the Secrets of an installation: ``python -m fairlead_operator.credentials --namespace NAME DOCUMENT``."""

import argparse
import asyncio
import sys
from pathlib import Path

from fairlead_operator.credentials.document import CredentialsDocument, read_document
from fairlead_operator.credentials.ensure import ensure
from fairlead_operator.kube import connected
from fairlead_shared.errors import ConfigurationError, FairleadError

CONFIGURATION_EXIT = 2
"""The exit code for a document that is wrong."""


def main(arguments: list[str]) -> int:
    """Make what is missing; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m fairlead_operator.credentials", description="Make the Secrets of an installation."
    )
    parser.add_argument("--namespace", required=True, metavar="NAME", help="where the Secrets are")
    parser.add_argument("document", type=Path, help="which Secrets there shall be, as YAML")
    chosen = parser.parse_args(arguments)
    try:
        done = asyncio.run(_ensure(chosen.namespace, read_document(chosen.document)))
    except FairleadError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the person who started it
        return CONFIGURATION_EXIT if isinstance(error, ConfigurationError) else 1
    print("\n".join(done) or "every Secret is as it shall be")  # noqa: T201 - as above
    return 0


async def _ensure(namespace: str, document: CredentialsDocument) -> tuple[str, ...]:
    async with connected() as kube:
        return await ensure(kube, namespace, document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
