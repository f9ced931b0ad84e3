"""The parts of the guides that have commands. Some test runs each of them; tests/unit/test_guides.py sees to it."""

from enum import Enum

from tests.e2e.installation.guide import commands


class Section(Enum):
    """A heading of a page.

    Attributes:
        page: The file in docs.
        heading: The heading, or the page's title.
        blocks: How many blocks of commands are under it.
    """

    FIRST_BOT = ("install.md", "From nothing to a running bot", 5)
    SECOND_BOT = ("install.md", "A second bot", 1)
    BOT_WITHOUT_A_RELEASE = ("install.md", "A bot without a release", 2)
    UNINSTALL = ("install.md", "Uninstall", 2)
    UPGRADE = ("upgrade.md", "Upgrade", 2)
    BACK = ("upgrade.md", "Back", 1)
    BACKUP = ("backup.md", "Now", 1)
    RESTORE = ("backup.md", "Restore", 3)

    def __init__(self, page: str, heading: str, blocks: int) -> None:
        self.page = page
        self.heading = heading
        self.blocks = blocks

    def commands(self) -> list[str]:
        """Return its blocks of commands."""
        found = commands(self.page, self.heading)
        assert len(found) == self.blocks, f"docs/{self.page}, {self.heading}"
        return found
