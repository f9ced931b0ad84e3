"""A bundle for a bug report: text files in an archive, from which secrets are taken out once more on the way in."""

import io
import os
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from fairlead_cli.masking import learn, masked, masked_text
from fairlead_cli.render.output import as_yaml
from fairlead_shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bug report has.

    Attributes:
        name: The folder that the archive unpacks to.
        things: Objects by the names of their files; they become YAML.
        texts: Logs and tables by the names of their files.
        problems: What could not be read, in sentences.
    """

    name: str
    things: dict[str, object] = field(default_factory=dict[str, object])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    problems: list[str] = field(default_factory=list[str])

    def files(self) -> dict[str, str]:
        """Return the files' texts by their names, without secrets.

        First everything is looked through for secrets, then everything is masked: a value that an object shows to be
        one may stand in a log.
        """
        for thing in self.things.values():
            learn(thing)
        found = {name: as_yaml(masked(thing)) for name, thing in self.things.items()} | self.texts
        if self.problems:
            found["not-readable.txt"] = "\n".join(self.problems) + "\n"
        return {name: masked_text(text) for name, text in sorted(found.items())}

    def write(self, path: Path) -> list[str]:
        """Write the archive, which only its owner may read, and return the names of its files.

        Raises:
            ConfigurationError: it exists, or cannot be written.
        """
        files = self.files()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise ConfigurationError(
                f"{path} cannot be written: {error.strerror}. Choose another file with -o."
            ) from None
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            for name, text in files.items():
                content = text.encode()
                entry = tarfile.TarInfo(f"{self.name}/{name}")
                entry.size, entry.mtime, entry.mode = len(content), int(time.time()), 0o600
                archive.addfile(entry, io.BytesIO(content))
        return list(files)
