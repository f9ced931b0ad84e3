"""The page itself: an example, a section a part, the rules, the status."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fairlead_operator.crd import crd
from fairlead_operator.model import API_VERSION
from tools.reference.cells import MOST_LISTED, NOTHING, choices_of, default_of, limits_of, type_of
from tools.reference.fields import Field, Schema, fields_of
from tools.reference.markdown import anchor, code, table
from tools.reference.texts import CONDITIONS, FIELDS

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "manifests/samples/complete.yaml"
"""The resource at the top of the page."""
_OF_SPEC: Final = ("field", "type", "default", "limits", "what it is")
_OF_STATUS: Final = ("field", "type", "values", "what it is")
_REASON: Final = "status.conditions[].reason"
_RUNBOOK: Final = "[runbook](../operate.md#runbook)"


def page() -> str:
    """Return the reference of BotDeployment in Markdown."""
    version = crd()["spec"]["versions"][0]
    root: Schema = version["schema"]["openAPIV3Schema"]
    spec, status = fields_of(root, "spec"), fields_of(root, "status")
    pieces = [
        "<!-- Generated from the models in operator/ by `make gen`; do not edit. -->\n# BotDeployment\n",
        f"{root['description']} Group and version are {code(API_VERSION)}.\n",
        "`kubectl get bots` lists them; `kubectl explain bot.spec` tells in a terminal what is told here.\n",
        f"```yaml\n{EXAMPLE.read_text()}```\n",
        *_sections(spec, "What you ask for.", _OF_SPEC),
        *_rules(root, spec),
        *_sections(status, "What is known; Fairlead writes it.", _OF_STATUS),
        *_conditions(),
        *_columns(version["additionalPrinterColumns"]),
    ]
    return "\n".join(pieces)


def _sections(top: Field, sentence: str, head: tuple[str, ...]) -> Iterator[str]:
    """Yield the fields of a whole, then a section for each of its larger parts."""
    yield f"## {top.path}\n"
    yield f"{sentence}\n"
    shown: list[Field] = []
    for child in top.children:
        shown += [child] if child.is_part else [child, *child.descendants]
    yield _table(head, shown, top)
    yield from _choices(top, [child for child in top.children if not child.is_part])
    for part in (child for child in top.children if child.is_part):
        yield f"### {part.path}\n"
        yield f"{description_of(part)}\n"
        inside = list(part.descendants)
        yield _table(head, inside, part)
        yield from _choices(part, inside)
        if sentences := [f"- {rule['message']}\n" for rule in part.rules]:
            yield "".join(sentences)


def _table(head: tuple[str, ...], fields: list[Field], part: Field) -> str:
    default = [(default_of(field),) if head is _OF_SPEC else () for field in fields]
    rows = (
        (_name(field, part), type_of(field.schema), *shown, limits_of(field), _description_and_link(field, part))
        for field, shown in zip(fields, default, strict=True)
    )
    return table(head, rows)


def _name(field: Field, part: Field) -> str:
    return code(field.path.removeprefix(part.path).removeprefix("[]").removeprefix("."))


def _description_and_link(field: Field, part: Field) -> str:
    is_linked = field.is_part and "." not in part.path
    return description_of(field) + (f" See [{field.path}]({anchor(field.path)})." if is_linked else "")


def description_of(field: Field) -> str:
    """Return the sentences on a field: the model's, else this page's own."""
    written: str = field.schema.get("description") or FIELDS.get(field.path, "")
    return written.replace("``", "`")


def _choices(part: Field, fields: list[Field]) -> Iterator[str]:
    for field in fields:
        choices = choices_of(field)
        if len(choices) > MOST_LISTED:
            where = f" The {_RUNBOOK} has a line on each." if field.path == _REASON else ""
            yield f"{_name(field, part)} is one of {', '.join(map(code, choices))}.{where}\n"


def _rules(root: Schema, spec: Field) -> Iterator[str]:
    yield "## Rules\n"
    yield "The API server refuses a resource that breaks one, with this sentence; `fairlead plan` says the same.\n"
    of_name = ((code("metadata.name"), rule) for rule in root["x-kubernetes-validations"])
    of_fields = ((_at(field, rule), rule) for field in (spec, *spec.descendants) for rule in field.rules)
    yield table(
        ("field", "rule", "in [CEL](https://kubernetes.io/docs/reference/using-api/cel/)"),
        ((where, rule["message"], code(rule["rule"])) for where, rule in (*of_name, *of_fields)),
    )


def _at(field: Field, rule: dict[str, str]) -> str:
    return code(f"{field.path}{rule.get('fieldPath', '')}")


def _conditions() -> Iterator[str]:
    yield "## Conditions\n"
    yield f"Programs read these; the {_RUNBOOK} says what each reason means and what to do.\n"
    yield table(
        ("type", "good is", "what it is about"),
        ((code(kind), good, sentence) for kind, (good, sentence) in CONDITIONS.items()),
    )


def _columns(columns: list[dict[str, str]]) -> Iterator[str]:
    yield "## Columns\n"
    yield f"What {code('kubectl get bots')} shows, with {code('-o wide')} all of it.\n"
    yield table(
        ("column", "from", "wide only"),
        ((each["name"], code(each["jsonPath"]), "yes" if "priority" in each else NOTHING) for each in columns),
    )
