"""The workflows on GitHub: valid, and about what is here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tools.images.catalogue import IMAGES, ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_it_is_valid_by_the_schema_of_github(file: Path):
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", "vendor.github-workflows", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_it_makes_what_the_makefile_has(file: Path):
    jobs = yaml.safe_load(file.read_text())["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    asked = [name for run in runs for name in re.findall(r"(?:^|&& )make ([a-z0-9]+)", run, re.MULTILINE)]
    assert asked
    assert set(asked) <= TARGETS


@pytest.mark.parametrize(("file", "job"), [("ci.yml", "scan"), ("release.yml", "images")])
def test_every_image_is_in_it(file: str, job: str):
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / file).read_text())
    assert set(workflow["jobs"][job]["strategy"]["matrix"]["image"]) == {image.name for image in IMAGES}


def test_ci_runs_the_script_that_runs_everywhere():
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["tests"]["steps"]
    assert any(step.get("run") == "sh .ci/run" for step in steps)
