"""What images stand on, and what builds them."""

import shutil
import sys
from pathlib import Path

import pytest
from tools.images.base import base_image
from tools.images.buildah import Buildah
from tools.images.choice import find_engine
from tools.images.errors import ImageError
from tools.images.standin.content import Content
from tools.images.standin.image import write_content
from tools.images.standin.interpreter import LIBRARY, PROGRAM, interpreter_files
from tools.images.standin.libraries import libraries_of


def test_without_an_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImageError, match="no Docker daemon answers `docker info`, and there is no buildah"):
        find_engine(lambda _: None)


def test_a_base_that_was_chosen_is_taken_as_it_is():
    assert base_image(Buildah(), "python:3.13-slim", lambda _: None) == "python:3.13-slim"


def test_the_standin_has_python_without_its_tests_and_without_packages():
    places = {place for _, place in interpreter_files()}
    assert {PROGRAM, LIBRARY / "os.py", LIBRARY / "ensurepip" / "__init__.py"} <= places
    assert not {"test", "site-packages", "tkinter"} & {part for place in places for part in place.parts}


@pytest.mark.skipif(shutil.which("ldd") is None, reason="ldd is of the GNU C library")
def test_a_program_needs_the_c_library():
    needed = {library.name for library in libraries_of([Path(sys.executable).resolve()])}
    assert any(name.startswith("libc.so") for name in needed)


@pytest.mark.skipif(not Path("/sbin/ldconfig").exists(), reason="ldconfig is of the GNU C library")
def test_a_standin_is_written_with_times_links_and_a_shared_folder_for_temporary_files(tmp_path: Path):
    source = tmp_path / "module.py"
    source.write_text("pass\n")
    content = Content(
        copied={Path("/usr/local/lib/module.py"): source},
        written={Path("/etc/group"): "root:x:0:\n"},
        links={Path("/usr/local/bin/python"): "python3"},
        libraries=(Path("/usr/local/lib"),),
    )
    root = tmp_path / "root"
    write_content(content, root)
    assert (root / "usr/local/lib/module.py").stat().st_mtime == source.stat().st_mtime
    assert (root / "etc/group").read_text() == "root:x:0:\n"
    assert (root / "usr/local/bin/python").readlink() == Path("python3")
    assert (root / "tmp").stat().st_mode & 0o7777 == 0o1777
    assert (root / "etc/ld.so.cache").exists()


def test_a_standin_of_another_content_has_another_name(tmp_path: Path):
    file = tmp_path / "a"
    file.write_text("1")
    first = Content({Path("/a"): file}, {}, {}, ())
    assert first.digest() == Content({Path("/a"): file}, {}, {}, ()).digest()
    assert first.digest() != Content({Path("/b"): file}, {}, {}, ()).digest()
    assert first.digest() != Content({Path("/a"): file}, {Path("/c"): ""}, {}, ()).digest()
