"""The pictures of the dashboard are all there, and none is left that no command takes."""

from tools.screenshots.album import RUNNING, STARTING
from tools.screenshots.camera import IMAGES, SIGHTS


def test_every_picture_of_the_album_lies_in_the_docs_and_no_other():
    taken = {sight.file(picture).name for picture in STARTING | RUNNING for sight in SIGHTS}
    assert {path.name for path in IMAGES.iterdir()} == taken
