"""docs/operate.md: a line for every reason, a row for every metric, links that lead somewhere."""

import re
from collections import Counter
from pathlib import Path

import pytest
from tools.reference.markdown import anchor

from fairlead_operator.install import Mode, folder_of
from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.model.conditions import Reason

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "operate.md"
PAGES = (GUIDE, ROOT / "docs" / "reference" / "botdeployment.md", ROOT / "README.md")
HEAD = ["reason", "it means", "Fairlead", "you"]


def runbook() -> list[list[str]]:
    """The rows of the runbook's tables, without their heads."""
    lines = GUIDE.read_text().partition("\n## Runbook\n")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row != HEAD and set(row[0]) != {"-"}]


def links(page: Path) -> list[tuple[Path, str]]:
    """The files of this repository that a page leads to, each with a heading."""
    without_code = re.sub(r"`[^`]*`", "", page.read_text())
    found = re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", without_code)
    return [((page.parent / target).resolve() if target else page, heading) for target, heading in found]


def test_every_reason_has_one_line_and_every_line_a_reason():
    named = Counter(row[0].strip("`") for row in runbook())
    assert set(named) == set(Reason)
    assert set(named.values()) == {1}


@pytest.mark.parametrize("row", runbook(), ids=lambda row: row[0].strip("`"))
def test_a_line_says_what_it_means_what_fairlead_does_and_what_to_do(row: list[str]):
    assert len(row) == len(HEAD)
    assert row[1].endswith(".")
    for cell in row[2:]:
        assert cell.rstrip(")]").endswith((".", "`")) or "](#" in cell, cell


def test_every_metric_of_the_operator_is_explained():
    names = {family.name for family in OperatorMetrics().registry.collect()}
    assert len(names) > 8
    for name in names:
        assert re.search(rf"`{name}(_total)?`", GUIDE.read_text()), name


def test_both_ways_to_install_are_told_with_the_folders_that_there_are():
    for mode in Mode:
        assert f"-f {folder_of(mode)}/" in GUIDE.read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path):
    assert links(page)
    for target, heading in links(page):
        assert target.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            assert heading in {anchor(each) for each in headings}, f"{target.name}{heading}"
