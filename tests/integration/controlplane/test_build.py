"""The control plane is built once a machine, and anew when its sources change; a tiny module stands in for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.controlplane.build import KUBERNETES_VERSION, MODULE, binary_path, cache_key, ensure_built
from tests.controlplane.cache import cache_folder
from tests.controlplane.errors import BuildError

ASK = """
import pathlib, sys
from tests.controlplane.build import ensure_built, show
print(ensure_built(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), show))
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "go.mod").write_text("module fairlead/tiny\n\ngo 1.26\n")
    (folder / "go.sum").touch()
    (folder / "main.go").write_text('package main\n\nfunc main() { println("tiny") }\n')
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    toolchains = cache_folder() / "go"  # a Go that had to be installed is not installed again for each test
    toolchains.mkdir(parents=True, exist_ok=True)
    (folder / "go").symlink_to(toolchains)
    return folder


def test_a_build_gives_a_program_that_runs_and_says_what_it_does(module: Path, cache: Path):
    said: list[str] = []

    binary = ensure_built(module, cache, said.append)

    assert subprocess.run([binary], capture_output=True, text=True, check=True).stderr == "tiny\n"
    assert said[0].startswith(f"building module for Kubernetes v{KUBERNETES_VERSION}")
    assert str(binary) in said[-1]


def test_what_is_built_is_not_built_again(module: Path, cache: Path):
    built = ensure_built(module, cache, lambda _: None).stat()
    said: list[str] = []

    again = ensure_built(module, cache, said.append).stat()

    assert (again.st_ino, again.st_mtime_ns) == (built.st_ino, built.st_mtime_ns)
    assert said == []


@pytest.mark.parametrize("name", ["main.go", "go.mod", "go.sum"])
def test_another_content_of_a_source_is_another_build(module: Path, cache: Path, name: str):
    before = cache_key(module)

    with (module / name).open("a") as source:
        source.write("// changed\n")

    assert cache_key(module) != before
    assert not binary_path(module, cache).exists()


def test_content_that_moves_from_one_source_to_another_is_another_build(module: Path):
    (module / "go.sum").write_text("line\n")
    before = cache_key(module)
    (module / "go.sum").write_text("")
    with (module / "go.mod").open("a") as source:
        source.write("line\n")

    assert cache_key(module) != before


def test_a_failed_build_leaves_no_program_and_says_why(module: Path, cache: Path):
    (module / "main.go").write_text("package main\n\nfunc main() { undefined() }\n")

    with pytest.raises(BuildError, match=r"main\.go:3:15: undefined: undefined"):
        ensure_built(module, cache, lambda _: None)

    assert [file.name for file in binary_path(module, cache).parent.iterdir()] == ["lock"]


def test_a_source_that_needs_what_go_sum_does_not_vouch_for_is_refused(module: Path, cache: Path):
    (module / "go.mod").write_text("module fairlead/tiny\n\ngo 1.26\n\nrequire sigs.k8s.io/yaml v1.6.0\n")
    (module / "main.go").write_text('package main\n\nimport _ "sigs.k8s.io/yaml"\n\nfunc main() {}\n')

    with pytest.raises(BuildError, match=r"missing go\.sum entry"):
        ensure_built(module, cache, lambda _: None)


def test_two_processes_that_ask_at_once_build_once(module: Path, cache: Path):
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, module, cache],
            cwd=MODULE.parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    answers = [process.communicate(timeout=90) for process in asking]

    assert [path.strip() for path, _ in answers] == [str(binary_path(module, cache))] * 2
    assert sum(progress.count("built in") for _, progress in answers) == 1


def test_the_version_that_is_stamped_is_the_one_that_the_module_requires():
    required = [line.split() for line in (MODULE / "go.mod").read_text().splitlines()]

    assert ["k8s.io/kubernetes", f"v{KUBERNETES_VERSION}"] in required
