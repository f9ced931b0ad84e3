"""``fairlead database``: make and migrate the schemas of bots."""

import asyncio
from pathlib import Path

import click

from fairlead_cli.exit_codes import FailedError
from fairlead_cli.options import output_option
from fairlead_cli.render.output import OutputFormat, write
from fairlead_shared.database.names import BotSchema

# Alembic and SQLAlchemy are imported by the subcommand that runs: help and completion do without.

_branches = click.option(
    "--branch",
    "branches",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder with migrations of the bot's own; may be repeated.",
)


@click.group()
def database() -> None:
    """Make and migrate the schemas of bots, see docs/database.md.

    Addresses and passwords come from the environment or a file .env, never from arguments.
    """


@database.command()
@click.argument("bot")
@output_option
def provision(bot: str, output: OutputFormat) -> None:
    """Make the schema and the two roles of BOT; doing it again changes nothing, other passwords are taken.

    \b
    FAIRLEAD_DATABASE_ADMIN_URL         the database, with a role that may make roles and owns it
    FAIRLEAD_DATABASE_OWNER_PASSWORD    for the role that migrates
    FAIRLEAD_DATABASE_RUNTIME_PASSWORD  for the role that bot and API work with
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    from fairlead_cli.database.settings import ProvisionSettings  # noqa: PLC0415 - as above
    from fairlead_shared.database.provision import provision as make  # noqa: PLC0415 - as above

    schema = BotSchema.of_bot(bot)
    settings = ProvisionSettings.load()
    changes = asyncio.run(make(settings.admin_url, schema, settings.passwords))
    record = {"schema": schema.name, "owner": schema.owner, "runtime": schema.runtime, "changes": changes}
    write(record, "\n".join(changes) or f"schema {schema.name} is as it shall be", output)


@database.command()
@_branches
@output_option
def migrate(branches: tuple[Path, ...], output: OutputFormat) -> None:
    """Bring a schema forward to the newest migrations; jobs that run at once wait for each other.

    FAIRLEAD_DATABASE_OWNER_URL is the database, with the role that owns the schema.
    """
    from fairlead_cli.database.migrate import migrate as run  # noqa: PLC0415 - as above
    from fairlead_cli.database.settings import MigrationSettings  # noqa: PLC0415 - as above

    done = asyncio.run(run(MigrationSettings.load().owner_url, branches=branches))
    picture = f"was at {_names(done.before)}, is at {_names(done.after)}{_later(done.later)}"
    write({"before": done.before, "after": done.after, "later": done.later}, picture, output)


@database.command()
@_branches
@output_option
def status(branches: tuple[Path, ...], output: OutputFormat) -> None:
    """Show which migrations a schema has; exit code 1 if it lacks some.

    FAIRLEAD_DATABASE_OWNER_URL, or DATABASE_URL, is the database with one of the schema's roles.
    """
    from fairlead_cli.database.look import look_at_schema  # noqa: PLC0415 - as above
    from fairlead_cli.database.settings import SchemaSettings  # noqa: PLC0415 - as above

    found = asyncio.run(look_at_schema(SchemaSettings.load().url, branches))
    record = {
        "schema": found.schema,
        "revisions": found.revisions,
        "newest": found.newest,
        "missing": found.missing,
        "later": found.later,
    }
    state = f"schema {found.schema} is at {_names(found.revisions)}, newest {_names(found.newest)}"
    write(record, state + _later(found.later), output)
    if found.missing:
        raise FailedError(f"The schema lacks {_names(found.missing)}: run `fairlead database migrate`.")


def _names(revisions: tuple[str, ...]) -> str:
    return ", ".join(revisions) or "no migration"


def _later(revisions: tuple[str, ...]) -> str:
    """Say that a later release has been here, where it has."""
    return "".join(f"; {each} is of a later release, which this one works with" for each in revisions)
