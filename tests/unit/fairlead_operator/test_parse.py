"""What a person reads about a wrong BotDeployment."""

from pathlib import Path
from typing import Any

import discord
import pytest
import yaml

from fairlead_operator.model import Intent, parse_bot_deployment
from fairlead_shared.errors import ConfigurationError
from tests.builders.bot_deployment import document
from tests.builders.wrong_bot_deployments import WRONG, WrongDeployment

SAMPLE = Path(__file__).parents[3] / "manifests" / "samples" / "demo.yaml"


def refusal(written: object) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        parse_bot_deployment(written, source="bot.yaml")
    return str(refused.value).splitlines()


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_each_rule_has_its_sentence_at_its_field(wrong: WrongDeployment):
    assert refusal(wrong.document()) == ["bot.yaml is not a valid BotDeployment:", f"  {wrong.path}: {wrong.told}"]


def test_every_wrong_field_is_named_in_one_message():
    lines = refusal(document(image="", standby="3", drainSeconds=0))
    assert [line.split(":")[0].strip() for line in lines] == [
        "bot.yaml is not a valid BotDeployment",
        "spec.drainSeconds",
        "spec.image",
        "spec.standby",
    ]


@pytest.mark.parametrize(
    ("spec", "path", "suggestion"),
    [
        ({"shardng": {}}, "spec.shardng", "sharding"),
        ({"sharding": {"shardPerPod": 2}}, "spec.sharding.shardPerPod", "shardsPerPod"),
        ({"env": [{"name": "A", "vale": "1"}]}, "spec.env[0].vale", "value"),
        ({"podTemplate": {"metdata": {}}}, "spec.podTemplate.metdata", "metadata"),
        ({"resources": {"limit": {}}}, "spec.resources.limit", "limits"),
    ],
)
def test_a_misspelt_field_has_a_suggestion(spec: dict[str, Any], path: str, suggestion: str):
    assert refusal(document(**spec))[1] == f'  {path}: unknown field (did you mean "{suggestion}"?)'


def test_a_field_like_no_other_has_no_suggestion():
    assert refusal(document(xyz=1))[1] == "  spec.xyz: unknown field"


def test_a_misspelt_intent_has_a_suggestion():
    told = refusal(document(gateway={"intents": ["guild"]}))[1]
    assert told.startswith('  spec.gateway.intents[0]: Unsupported value: "guild" (did you mean "guilds"?)')


def test_a_missing_field_is_required():
    written = document()
    del written["spec"]["image"]
    assert refusal(written)[1] == "  spec.image: Required value"


@pytest.mark.parametrize("written", [None, "text", [1], 3])
def test_what_is_no_object_is_refused_in_a_sentence(written: object):
    assert refusal(written) == ["bot.yaml is not a BotDeployment: it has no fields"]


def test_another_kind_is_refused():
    told = refusal({**document(), "kind": "Deployment"})[1]
    assert (
        told
        == '  kind: Unsupported value: "Deployment" (did you mean "BotDeployment"?): supported values: "BotDeployment"'
    )


def test_null_counts_as_absent():
    assert parse_bot_deployment(document(standby=None, databaseSecretRef=None), source="x").spec.standby == 0


def test_the_sample_is_valid():
    assert parse_bot_deployment(yaml.safe_load(SAMPLE.read_text()), source="demo.yaml").name == "demo"


def test_the_defaults_are_those_that_are_documented():
    spec = parse_bot_deployment(document(sharding={}), source="x").spec
    assert (spec.sharding.mode, spec.sharding.shards_per_pod, spec.drain_seconds, spec.standby) == ("Auto", 16, 30, 0)
    assert (spec.token_secret_ref.key, spec.redis_secret_ref.key) == ("token", "url")


def test_the_intents_are_those_of_discord_py():
    assert {intent.value for intent in Intent} == set(discord.Intents.VALID_FLAGS)
