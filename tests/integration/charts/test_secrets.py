"""No manifest has the value of a secret, and every Secret that a pod needs is there or was named."""

import base64
import re

import pytest
import yaml

from fairlead_operator.credentials.document import CredentialsDocument
from fairlead_shared.addresses import password_in
from fairlead_shared.database.names import BotSchema
from tests.integration.charts.golden_files import CASES, golden_file, values_of
from tests.integration.charts.helm import Helm, Manifest
from tests.integration.charts.objects import containers, of_kind, one, pod_templates, secrets_named

MADE_BY_CLOUDNATIVE_PG = ("fairlead-database-app", "uri")
SENSITIVE = re.compile(r"TOKEN|PASSWORD(?!_FILE)|SECRET|DATABASE_URL|REDIS_URL|REDISCLI_AUTH|ADMIN_URL|OWNER_URL")
PASSWORD_IN_ADDRESS = re.compile(r"://[^/\s{]*:(?!\{)[^/\s@]+@")


def rendered(helm: Helm, case: str) -> list[Manifest]:
    return helm.template(f"--values={values_of(case)}")


def document(things: list[Manifest]) -> CredentialsDocument | None:
    found = [thing for thing in of_kind(things, "ConfigMap") if "secrets.yaml" in thing["data"]]
    return CredentialsDocument.model_validate(yaml.safe_load(found[0]["data"]["secrets.yaml"])) if found else None


@pytest.mark.parametrize("case", CASES)
def test_no_manifest_is_a_secret_or_has_the_value_of_one(helm, case):
    things = rendered(helm, case)
    assert not of_kind(things, "Secret")
    for name, pod in pod_templates(things):
        for variable in (variable for each in containers(pod) for variable in each.get("env", ())):
            if SENSITIVE.search(variable["name"]):
                assert "value" not in variable, f"{variable['name']} of {name}"
    text = golden_file(case).read_text()
    assert not PASSWORD_IN_ADDRESS.search(text)
    assert not re.search(base64.b64encode(b"password").decode(), text)


def needed_by(things: list[Manifest]) -> set[tuple[str, str]]:
    """Secrets and keys that pods and bots name."""
    of_pods = {reference for _, pod in pod_templates(things) for reference in secrets_named(pod)}
    fields = [field for bot in of_kind(things, "BotDeployment") for field in bot["spec"].items()]
    return of_pods | {(reference["name"], reference["key"]) for name, reference in fields if name.endswith("SecretRef")}


@pytest.mark.parametrize("case", CASES)
def test_every_secret_that_a_pod_needs_is_made_or_was_named(helm, case):
    things = rendered(helm, case)
    asked = document(things)
    made = {(each.name, key) for each in asked.secrets for key in (*each.random, *each.composed)} if asked else set()
    named = set(re.findall(r"[\w-]+", values_of(case).read_text()))
    assert {(name, key) for name, key in needed_by(things) - made if name not in named} <= {MADE_BY_CLOUDNATIVE_PG}


def test_what_makes_them_may_read_and_change_no_others(helm):
    things = rendered(helm, "default")
    asked = document(things)
    assert asked is not None
    role = one(things, "Role", "fairlead-credentials")
    assert [rule["verbs"] for rule in role["rules"]] == [["create"], ["get", "patch"]]
    assert role["rules"][1]["resourceNames"] == [each.name for each in asked.secrets]


@pytest.mark.parametrize(
    ("case", "bot"), [("default", "fairlead"), ("everything", "acme-bot"), ("second-bot", "second")]
)
def test_the_addresses_are_those_of_the_bots_own_roles(helm, case, bot):
    asked = document(rendered(helm, case))
    assert asked is not None
    schema = BotSchema.of_bot(bot)
    composed = {key: value for each in asked.secrets for key, value in each.composed.items()}
    assert composed["owner-url"].startswith(f"postgresql://{schema.owner}:")
    assert composed["runtime-url"].startswith(f"postgresql://{schema.runtime}:")
    assert password_in(composed["runtime-url"]) == "{runtime-password}"
