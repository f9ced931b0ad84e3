"""What the API server makes of the custom resource."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders.bot_deployment import document
from tests.builders.wrong_bot_deployments import WRONG
from tests.fixtures.controlplane import KubectlError
from tests.integration.fairlead_operator.cluster_view import ClusterView

SAMPLES = Path(__file__).parents[3] / "manifests" / "samples"


def refusal(cluster: ClusterView, written: dict[str, Any]) -> str:
    with pytest.raises(KubectlError) as refused:
        cluster.apply(written)
    return str(refused.value)


def test_every_broken_rule_is_refused_with_the_sentence_of_the_command(cluster: ClusterView):
    for wrong in WRONG:
        assert (wrong.server_tells or wrong.told) in refusal(cluster, wrong.document(cluster.namespace)), wrong.name


def test_an_unknown_field_is_refused_by_its_name(cluster: ClusterView):
    told = refusal(cluster, document(namespace=cluster.namespace, shardng={}))
    assert 'unknown field "spec.shardng"' in told


def test_an_unknown_intent_is_refused_with_the_names_that_there_are(cluster: ClusterView):
    told = refusal(cluster, document(namespace=cluster.namespace, gateway={"intents": ["guild"]}))
    assert 'spec.gateway.intents[0]: Unsupported value: "guild": supported values: "auto_moderation", ' in told


def test_a_missing_field_is_refused(cluster: ClusterView):
    written = document(namespace=cluster.namespace)
    del written["spec"]["tokenSecretRef"]
    assert "spec.tokenSecretRef: Required value" in refusal(cluster, written)


def test_the_defaults_are_filled_in(cluster: ClusterView):
    cluster.apply(document(namespace=cluster.namespace, sharding={}))
    spec = cluster.must_get("bot", "demo")["spec"]
    reshard = {"approval": "Manual", "cooldown": 3600, "headroom": 20}
    assert spec["sharding"] == {"mode": "Auto", "shardsPerPod": 16, "reshard": reshard}
    assert spec["rollout"] == {
        "strategy": "Rolling",
        "maxUnavailable": 1,
        "maxSurge": 1,
        "shardReadyTimeout": 300,
        "steps": [],
        "onFailure": "Pause",
    }
    assert spec["hibernated"] is False
    assert spec["gateway"]["identify"] == {"reserve": 100}
    assert (spec["drainSeconds"], spec["standby"], spec["paused"]) == (30, 0, False)
    assert spec["tokenSecretRef"] == {"name": "demo-discord", "key": "token"}


def test_short_names_category_and_columns_are_there(cluster: ClusterView):
    cluster.apply(document(namespace=cluster.namespace))
    for name in ("bot", "bots", "botdeployments", "fairlead"):
        assert cluster("get", name).split()[:6] == ["NAME", "SHARDS", "READY", "PODS", "PHASE", "AGE"]
    wide = cluster("get", "bots", "--output=wide").split()
    assert {"IMAGE", "IDENTIFIES-LEFT", "PAUSED", "GUILDS"} <= set(wide)


def test_the_demo_is_accepted(cluster: ClusterView):
    cluster("apply", f"--filename={SAMPLES / 'demo.yaml'}")
    assert cluster.get("bot", "demo")


def test_the_complete_sample_is_stored_as_it_is_written(cluster: ClusterView):
    """Nothing is filled in, for it has every field, and nothing is dropped."""
    cluster("apply", f"--filename={SAMPLES / 'complete.yaml'}")
    written = yaml.safe_load((SAMPLES / "complete.yaml").read_text())
    assert cluster.must_get("bot", "complete")["spec"] == written["spec"]


def test_a_full_specification_is_accepted(cluster: ClusterView):
    full: dict[str, Any] = {
        "imagePullPolicy": "Always",
        "imagePullSecrets": [{"name": "registry"}],
        "databaseSecretRef": {"name": "demo-database", "key": "dsn"},
        "standby": 2,
        "sharding": {"min": 2, "max": 64, "multipleOf": 2, "shardsPerPod": 8, "reshard": {"headroom": 10}},
        "gateway": {"intents": ["guilds", "members"], "identify": {"reserve": 0}},
        "cogs": {"enabled": ["status"], "disabled": ["music.player"]},
        "env": [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
        "envFrom": [{"secretRef": {"name": "more", "optional": True}}],
        "resources": {"limits": {"cpu": 1, "memory": "256Mi"}, "requests": {"cpu": "100m"}},
        "podTemplate": {"metadata": {"labels": {"team": "x"}}, "spec": {"nodeSelector": {"disk": "ssd"}}},
    }
    cluster.apply(document(namespace=cluster.namespace, **full))
    stored = cluster.must_get("bot", "demo")["spec"]
    assert json.loads(json.dumps(stored["podTemplate"])) == full["podTemplate"]
    assert stored["env"] == full["env"]
    assert stored["resources"] == full["resources"]
