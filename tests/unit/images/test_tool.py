"""What `make images` decides without an engine."""

from pathlib import Path

import pytest
from tools.images.buildah import buildah_build
from tools.images.catalogue import DOCKERFILE, IMAGES, ROOT, Image, project_version
from tools.images.digest import inputs_digest
from tools.images.docker import docker_build
from tools.images.engine import Build, answers, run
from tools.images.errors import ImageError
from tools.images.network import pip_configuration, pip_settings

BUILD = Build(Path("Dockerfile"), Path("/src"), "a:1", {"VERSION": "1"}, {"ca": Path("/ca.crt")})
COMMON = ["--file", "Dockerfile", "--tag", "a:1", "--build-arg", "VERSION=1", "--secret", "id=ca,src=/ca.crt", "/src"]


def test_both_engines_are_asked_for_the_same():
    assert docker_build(BUILD) == ["docker", "build", *COMMON]
    assert buildah_build(BUILD)[-len(COMMON) :] == COMMON
    assert buildah_build(BUILD)[:4] == ["buildah", "build", "--isolation", "chroot"]


def test_every_image_is_a_stage_of_the_dockerfile():
    text = DOCKERFILE.read_text()
    assert [image.name for image in IMAGES if f"FROM runtime AS {image.name}\n" in text] == [
        image.name for image in IMAGES
    ]


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_what_an_image_is_made_of_is_there(image: Image):
    assert [source for source in image.sources if not source.exists()] == []


def test_all_members_have_the_version_of_the_images():
    for member in ("operator", "bot", "api", "simulator", "cli"):
        assert f'version = "{project_version()}"' in (ROOT / member / "pyproject.toml").read_text()


def test_another_content_name_or_argument_is_another_image(tmp_path: Path):
    (tmp_path / "a.py").write_text("1")
    first = inputs_digest([tmp_path], {"VERSION": "1"})
    assert inputs_digest([tmp_path], {"VERSION": "1"}) == first
    assert inputs_digest([tmp_path], {"VERSION": "2"}) != first
    (tmp_path / "a.py").write_text("2")
    second = inputs_digest([tmp_path], {"VERSION": "1"})
    assert second != first
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert inputs_digest([tmp_path], {"VERSION": "1"}) not in {first, second}


def test_compiled_modules_do_not_count(tmp_path: Path):
    (tmp_path / "a.py").write_text("1")
    first = inputs_digest([tmp_path], {})
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("1")
    assert inputs_digest([tmp_path], {}) == first


def test_a_build_is_told_how_pip_reaches_the_index_and_nothing_else():
    lines = [
        ":env:.index-url='https://index.example/simple'",
        ":env:.find-links='/opt/wheels'",
        "global.index-url='https://other.example/simple'",
        "global.cert='/etc/ssl/own.pem'",
        "install.extra-index-url='https://a.example\\nhttps://b.example'",
        "freeze.timeout='1'",
    ]
    settings = pip_settings(lines)
    assert settings["cert"] == "/etc/ssl/own.pem"
    assert pip_configuration(settings) == (
        "[global]\n"
        "index-url = https://index.example/simple\n"
        "extra-index-url = https://a.example\n    https://b.example\n"
    )


def test_a_pip_without_settings_needs_no_file():
    assert pip_configuration(pip_settings(["global.cert='/etc/ssl/own.pem'"])) == ""


def test_a_command_that_fails_says_its_last_lines():
    with pytest.raises(ImageError, match=r"^sh -c failed \(status 3\):\nno space left$"):
        run(["sh", "-c", "echo no space left; exit 3"])


def test_a_program_that_is_not_there_answers_nothing():
    assert not answers(["fairlead-no-such-program"])
    assert answers(["true"])
