"""The charts of a later release: another version, and a value that today's have not."""

import json
import shutil
from pathlib import Path
from typing import Final

import yaml

from fairlead_shared.database.revision import BASELINE, SCHEMA_HEAD
from tests.integration.charts.helm import CHARTS

VERSION: Final = "99.0.0"
REVISION: Final = f"{BASELINE}_{int(SCHEMA_HEAD.rpartition('_')[2]) + 1:04}"
"""The migration after today's newest."""
NOTE: Final = "nobody has set this"
_TEMPLATE: Final = """apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "fairlead.metadata" (list . "later") | nindent 2 }}
data:
  note: {{ .Values.later.note }}
"""


def write_later_charts(folder: Path) -> None:
    """Write them to a folder that is not there yet; the ConfigMap of a release called `x`, `x-later`, has the note."""
    shutil.copytree(CHARTS, folder)
    for file in folder.glob("*/Chart.yaml"):
        chart = yaml.safe_load(file.read_text()) | {"version": VERSION, "appVersion": VERSION}
        if "annotations" in chart:
            chart["annotations"]["fairlead.dev/schema-revision"] = REVISION
        file.write_text(yaml.safe_dump(chart))
    chart = folder / "fairlead"
    schema = json.loads((chart / "values.schema.json").read_text())
    schema["properties"]["later"] = {"type": "object"}
    (chart / "values.schema.json").write_text(json.dumps(schema))
    values = yaml.safe_load((chart / "values.yaml").read_text()) | {"later": {"note": NOTE}}
    (chart / "values.yaml").write_text(yaml.safe_dump(values))
    (chart / "templates" / "later.yaml").write_text(_TEMPLATE)
