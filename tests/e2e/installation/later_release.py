"""The release after this one: its charts, and its images, which have one more migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tools.images.catalogue import project_version
from tools.images.choice import Report, find_engine
from tools.images.engine import Build

from fairlead_shared.database.revision import SCHEMA_HEAD
from tests.cluster.cluster import Cluster
from tests.e2e.installation.guide import Shell
from tests.integration.charts.later import REVISION, VERSION, write_later_charts

SAME: Final = ("operator", "bot", "api")
"""The images that differ from today's in nothing but their names."""
_MIGRATION: Final = f'''"""A column that only the later release knows."""

import sqlalchemy as sa
from alembic import op

revision = "{REVISION}"
down_revision = "{SCHEMA_HEAD}"


def upgrade() -> None:
    op.add_column("guilds", sa.Column("locale", sa.Text))
    op.execute("UPDATE guilds SET locale = 'en'")


def downgrade() -> None:
    op.drop_column("guilds", "locale")
'''
_DOCKERFILE: Final = """ARG FAIRLEAD_CLI
FROM ${FAIRLEAD_CLI}
COPY *.py migrations/versions/
"""


def load_images(cluster: Cluster, folder: Path, report: Report) -> None:
    """Give every node its images."""
    context = folder / "cli"
    context.mkdir(parents=True)
    (context / f"{REVISION}_locale.py").write_text(_MIGRATION)
    dockerfile = context / "Dockerfile"
    dockerfile.write_text(_DOCKERFILE)
    engine = find_engine(report)
    tag = f"fairlead-cli:{VERSION}"
    engine.build(Build(dockerfile, context, tag, arguments={"FAIRLEAD_CLI": f"fairlead-cli:{project_version()}"}))
    archive = folder / "cli.tar"
    engine.save(tag, archive)
    cluster.load(archive)
    for node in cluster.nodes:
        for name in SAME:
            image = f"docker.io/library/fairlead-{name}"
            node.tag(f"{image}:{project_version()}", f"{image}:{VERSION}")


@contextmanager
def checked_out(shell: Shell, folder: Path) -> Iterator[None]:
    """Have the later release's charts where the reader has today's."""
    charts = shell.folder / "charts"
    today = charts.readlink()
    write_later_charts(folder)
    charts.unlink()
    charts.symlink_to(folder)
    try:
        yield
    finally:
        charts.unlink()
        charts.symlink_to(today)
