"""The lock files are current and hold no address."""

import re
from pathlib import Path

import pytest
from tools import lock

LOCKS = list(lock.LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_is_compiled_from_the_present_requirements(name: str):
    first_line = (lock.REQUIREMENTS / f"{name}.txt").read_text().splitlines()[0]
    assert first_line == f"# inputs: sha256:{lock.digest_of(name)} (make lock)", "run make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address_and_hashes_everything(name: str):
    text = (lock.REQUIREMENTS / f"{name}.txt").read_text()
    assert "://" not in text
    pinned = re.findall(r"^([a-z0-9][\w.\[\]-]*)==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=") >= len(pinned)


def test_every_image_gets_the_same_version_of_a_library():
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for package, version in re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^]]*])?==(\S+)", _text(name), re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def _text(name: str) -> str:
    return (Path(lock.REQUIREMENTS) / f"{name}.txt").read_text()
