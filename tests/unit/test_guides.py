"""Every block of commands of the guides for people with a cluster is run by a test."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.installation.sections import Section

ROOT = Path(__file__).parents[2]
PAGES = ("install.md", "upgrade.md", "backup.md")
TESTS = ROOT / "tests" / "e2e" / "installation"


def blocks_of(page: str) -> dict[tuple[str, str], int]:
    """How many blocks of commands are under each heading of a page that has some."""
    found = Counter[tuple[str, str]]()
    heading, is_code = "", False
    for line in (ROOT / "docs" / page).read_text().splitlines():
        if line.startswith("```"):
            is_code = not is_code
            if is_code and line == "```sh":
                found[page, heading] += 1
        elif not is_code and line.startswith(("# ", "## ")):
            heading = line.lstrip("# ")
    return dict(found)


@pytest.mark.parametrize("page", PAGES)
def test_the_tests_know_every_block_of_commands(page: str):
    known = {(section.page, section.heading): section.blocks for section in Section if section.page == page}
    assert blocks_of(page) == known


@pytest.mark.parametrize("section", Section)
def test_a_section_is_run(section: Section):
    modules = [file.read_text() for file in TESTS.glob("*.py") if file.name != "sections.py"]
    assert any(re.search(rf"\bSection\.{section.name}\b", module) for module in modules)
